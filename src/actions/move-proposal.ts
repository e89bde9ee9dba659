import type { Context } from "../context.ts";
import { mayStep, type ProposalState, type Step } from "../domain/proposal.ts";
import type { PublicDeed } from "../domain/public-log.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { type Proposal, setProposalState } from "../store/questions.ts";

/** A step of a proposal's life, by whom, and what else the log says of it. */
export type Move = {
  readonly step: Step;
  readonly to: ProposalState;
  readonly kind: PublicDeed;
  /** An actor id, "operator", or "assembly" where the rules or the clock did it. */
  readonly by: string;
  readonly detail?: Readonly<Record<string, string | number>>;
};

/**
 * The one door by which a proposal goes from one state to another: nobody skips one, and every step stands in the
 * public log. The proposal's row is locked by the caller. Refuses `wrong-state`.
 */
export async function moveProposal(
  ctx: Context,
  tx: Database,
  proposal: Pick<Proposal, "id" | "assemblyId" | "state">,
  { step, to, kind, by, detail }: Move,
): Promise<Refusal | null> {
  if (!mayStep(proposal.state, step)) return refuse("wrong-state", { state: proposal.state });
  await setProposalState(tx, proposal.id, to);
  // a draft that is thrown away was never anybody's matter but its author's
  const isAlone = proposal.state === "draft" && to === "withdrawn";
  await logProposal(ctx, tx, proposal, { kind, by, ...(detail ? { detail } : {}) }, isAlone);
  return null;
}

/** Writes into the public log what was done about a proposal without moving it. */
export const logProposal = (
  ctx: Context,
  tx: Database,
  { id, assemblyId }: Pick<Proposal, "id" | "assemblyId">,
  { kind, by, detail }: Pick<Move, "kind" | "by" | "detail">,
  isAlone = false,
): Promise<void> => {
  const event = { id: ctx.newId(), assemblyId, proposalId: id, subject: id, kind, by, at: ctx.now() };
  return appendPublicEvent(tx, { ...event, ...(detail ? { detail } : {}) }, isAlone);
};
