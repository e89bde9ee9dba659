import type { Context } from "../context.ts";
import { isUnsettled, objectionState, openConcerns } from "../domain/objection.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockMembership } from "../store/members.ts";
import { openConcernsOf, saveObjection } from "../store/objections.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadVersion, lockProposal } from "../store/questions.ts";
import { type Named, namedAmendment } from "./lifting-amendment.ts";
import { standingOf } from "./standing.ts";

/** A concern; its words are kept already, under `noteId`. */
export type Concern = {
  readonly proposalId: string;
  readonly actorId: string;
  readonly noteId: string;
  readonly change: string | null;
  /** The amendment that would lift it, where they name one. */
  readonly amendment?: Named;
};

/**
 * Puts a concern on the objection board while a proposal is deliberated or voted on. Answers its id. Refuses who is
 * no member, a proposal that is at another stage, `too-many-concerns` while five of theirs are open on it, and
 * `no-amendment` where they name one that is not open.
 */
export async function raiseConcern(ctx: Context, tx: Database, concern: Concern): Promise<string | Refusal> {
  const { proposalId, actorId, noteId, change } = concern;
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = mayDo("raise", await standingOf(ctx, tx, assembly, actorId));
  if (refused) return refused;
  if (proposal.state !== "deliberation" && proposal.state !== "voting")
    return refuse("wrong-state", { state: proposal.state });
  const theirs = await openConcernsOf(tx, { proposalId, actorId });
  const open = theirs.filter((one) => isUnsettled({ state: objectionState(one, ctx.now()) }));
  if (open.length >= openConcerns) return refuse("too-many-concerns");
  const amendment = await namedAmendment(tx, proposalId, concern.amendment);
  if (isRefusal(amendment)) return amendment;
  const membership = await lockMembership(tx, assembly.id, actorId);
  const id = ctx.newId();
  const at = ctx.now();
  const { version } = await loadVersion(tx, proposalId);
  await saveObjection(tx, {
    ...{ id, proposalId, questionId: null, version, membershipId: membership?.id ?? "", actorId },
    ...{ kind: "concern", noteId, change, amendmentId: amendment?.id ?? null, state: "raised", raisedAt: at },
  });
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId, subject: id, kind: "raised" },
    ...{ by: actorId, at },
  });
  return id;
}
