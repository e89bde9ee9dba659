import type { Context } from "../context.ts";
import { mayDo } from "../domain/powers.ts";
import { closingTime } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { setProposal } from "../store/proposals.ts";
import { lockProposal } from "../store/questions.ts";
import { logProposal } from "./move-proposal.ts";
import { openQuestion } from "./open-question.ts";
import { orRollBack } from "./roll-back.ts";
import { standingOf } from "./standing.ts";

/** When to put a proposal to the vote, and until when; null: now, or the constitution's usual time. */
export type Schedule = { readonly opensAt: Date | null; readonly closesAt: Date | null };

/**
 * Puts a proposal to the vote, now or at a time to come, by its author or a facilitator (`actorId` null: the
 * operator, for what was entered so). Answers the question's id, or null where it was scheduled. Refuses who may
 * not, times that cannot be, and what `openQuestion` refuses.
 */
export async function putToVote(
  ctx: Context,
  tx: Database,
  proposalId: string,
  actorId: string | null,
  { opensAt, closesAt }: Schedule,
): Promise<string | null | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, actorId, { author: proposal.author });
  const refused = mayDo(opensAt ? "schedule" : "open", who);
  if (refused) return refused;
  const by = actorId ?? "operator";
  if (!opensAt) return openQuestion(ctx, tx, proposalId, { by, ...(closesAt ? { closesAt } : {}) });
  const now = ctx.now();
  if (!(opensAt > now) || opensAt.getTime() - now.getTime() > 365 * 86_400_000) return refuse("bad-date");
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  const closing = closesAt && closingTime(opensAt, assembly.votingHours, closesAt);
  if (isRefusal(closing)) return closing;
  await setProposal(tx, proposal.id, { opensAt, closesAt });
  await logProposal(ctx, tx, proposal, {
    ...{ kind: "scheduled", by },
    detail: { opens: opensAt.toISOString(), ...(closesAt ? { closes: closesAt.toISOString() } : {}) },
  });
  await ctx.jobs.send(tx, "open-question", { proposalId: proposal.id }, { startAfter: opensAt });
  return null;
}

/**
 * Opens what is scheduled, at its time. Where it cannot be opened (too few endorsements, say) the log says so, and
 * it stays in deliberation. A schedule that was changed since is left to its own job.
 */
export async function openScheduled(ctx: Context, proposalId: string): Promise<void> {
  const isDue = (at: Date | null | undefined): at is Date =>
    at !== null && at !== undefined && at <= ctx.now();
  const opened = await orRollBack(ctx, async (tx) => {
    const proposal = await lockProposal(tx, proposalId);
    if (!isDue(proposal?.opensAt) || proposal?.state !== "deliberation") return null;
    const { closesAt } = proposal;
    return openQuestion(ctx, tx, proposalId, { by: "assembly", ...(closesAt ? { closesAt } : {}) });
  });
  if (!isRefusal(opened)) return;
  await ctx.db.transaction(async (tx) => {
    const proposal = await lockProposal(tx, proposalId);
    if (!proposal || !isDue(proposal.opensAt)) return;
    await setProposal(tx, proposalId, { opensAt: null, closesAt: null });
    await logProposal(ctx, tx, proposal, {
      ...{ kind: "open-failed", by: "assembly" },
      detail: { code: opened.refused },
    });
  });
}
