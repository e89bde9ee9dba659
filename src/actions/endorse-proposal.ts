import type { Context } from "../context.ts";
import { endorsementsNeeded } from "../domain/constitution.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockMembership } from "../store/members.ts";
import { listEndorsements, saveEndorsement } from "../store/proposals.ts";
import { lockProposal } from "../store/questions.ts";
import { logProposal } from "./move-proposal.ts";
import { standingOf } from "./standing.ts";

/** How many endorse a proposal, its author aside, and how many must. */
export type Endorsed = { readonly have: number; readonly needed: number };

/**
 * A member says that a proposal shall come to the vote. Refuses who is no member, another stage than deliberation,
 * and who has done so already.
 */
export async function endorseProposal(
  ctx: Context,
  tx: Database,
  { proposalId, actorId }: { proposalId: string; actorId: string },
): Promise<Endorsed | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = mayDo("endorse", await standingOf(ctx, tx, assembly, actorId));
  if (refused) return refused;
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  const membership = await lockMembership(tx, assembly.id, actorId);
  const row = { proposalId, membershipId: membership?.id ?? "", actorId, at: ctx.now() };
  if (!(await saveEndorsement(tx, row))) return refuse("already-done");
  await logProposal(ctx, tx, proposal, { kind: "endorsed", by: actorId });
  const have = (await listEndorsements(tx, proposalId, proposal.author)).length;
  return { have, needed: endorsementsNeeded(assembly) };
}
