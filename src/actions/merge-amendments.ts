import type { Context } from "../context.ts";
import { maySettle, merge } from "../domain/amendment.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import {
  type Amendment,
  dropMergeDraft,
  lockOpenAmendments,
  type MergeDraft,
  saveMergeDraft,
} from "../store/amendments.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { loadVersion, lockProposal } from "../store/questions.ts";
import type { Changed, Subject } from "./change-text.ts";
import { logProposal } from "./move-proposal.ts";
import { standingOf } from "./standing.ts";
import { takeAmendmentsIn } from "./take-amendments-in.ts";

/** Amendments that are to go into a text together. `actorId` null: the operator, of a proposal that was entered so. */
export type Merging = {
  readonly proposalId: string;
  readonly actorId: string | null;
  readonly amendmentIds: readonly string[];
  /** What is to be said of it, for the record. */
  readonly reason?: string | undefined;
};

/**
 * The author of a proposal accepts amendments, one or several at once: they make one version, who filed them become its
 * co-authors and are told, and whose block or concern one of them would lift is asked whether it does. Refuses who is not the author, `no-amendment` where one of them is not open, `collision`
 * where two touch the same words, and what `changeText` refuses, as while a text is frozen.
 */
export async function mergeAmendments(
  ctx: Context,
  tx: Database,
  { proposalId, actorId, amendmentIds, reason }: Merging,
): Promise<Changed | Refusal> {
  const found = await begin(ctx, tx, proposalId, actorId, "accept-amendment");
  if (isRefusal(found)) return found;
  const chosen = await choose(tx, found, amendmentIds);
  if (isRefusal(chosen)) return chosen;
  const text = merge(found.current.text, chosen);
  if (isRefusal(text)) return text;
  const changed = await takeAmendmentsIn(ctx, tx, found, {
    ...{ chosen, edits: chosen.flatMap((one) => one.edits), reason: reason ?? null },
    ...{ actorId, by: actorId ?? "operator" },
  });
  if (!isRefusal(changed)) await dropMergeDraft(tx, proposalId);
  return changed;
}

/**
 * Author or facilitator lay out, for everybody to see, which amendments are to go into the text together; nothing
 * changes by it yet. Refuses everybody else, `no-amendment`, and `collision`: what touches the same words is to be
 * chosen from before.
 */
export async function layOut(
  ctx: Context,
  tx: Database,
  { proposalId, actorId, amendmentIds, reason }: Merging,
): Promise<MergeDraft | null | Refusal> {
  const found = await begin(ctx, tx, proposalId, actorId, "lay-out");
  if (isRefusal(found)) return found;
  const by = actorId ?? "operator";
  if (amendmentIds.length === 0) {
    await dropMergeDraft(tx, proposalId);
    return null;
  }
  const chosen = await choose(tx, found, amendmentIds);
  if (isRefusal(chosen)) return chosen;
  const text = merge(found.current.text, chosen);
  if (isRefusal(text)) return text;
  const note = reason?.normalize("NFC").trim().slice(0, 2000) || null;
  const row = { proposalId, chosen: chosen.map(({ id }) => id), note, by, at: ctx.now() };
  await saveMergeDraft(tx, row);
  const numbers = chosen.map(({ number }) => number).sort((one, other) => one - other);
  const detail = { amendments: numbers.join(", "), version: found.current.version };
  await logProposal(ctx, tx, found.proposal, { kind: "laid-out", by, detail });
  return row;
}

async function begin(
  ctx: Context,
  tx: Database,
  proposalId: string,
  actorId: string | null,
  deed: "accept-amendment" | "lay-out",
): Promise<Subject | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, actorId, { author: proposal.author });
  return mayDo(deed, who) ?? { assembly, proposal, current: await loadVersion(tx, proposalId) };
}

/** Those that were named, each once, all of them open. */
async function choose(
  tx: Database,
  { proposal }: Subject,
  ids: readonly string[],
): Promise<Amendment[] | Refusal> {
  const wanted = new Set(ids);
  const open = await lockOpenAmendments(tx, proposal.id);
  const chosen = open.filter(({ id, state }) => wanted.has(id) && maySettle(state, "accept"));
  return wanted.size === 0 || chosen.length !== wanted.size ? refuse("no-amendment") : chosen;
}
