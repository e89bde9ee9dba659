import type { Context } from "../context.ts";
import type { Position } from "../domain/ballot.ts";
import { readReason } from "../domain/leaving.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Evidence } from "../evidence.ts";
import { loadActor } from "../store/actors.ts";
import { loadVoter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { currentQuestion, loadProposal } from "../store/questions.ts";
import { type Cast, castBallot } from "./cast-ballot.ts";
import { keepWords } from "./keep-words.ts";
import { type Named, namedAmendment } from "./lifting-amendment.ts";
import { isBanned } from "./standing.ts";

/** An answer given by a form or the API, by whoever is signed in or holds the token. */
export type GivenAnswer = {
  readonly proposalId: string;
  readonly actorId: string;
  readonly position: Position;
  readonly reason: string;
  /** What would lift a block, in their words; empty where they do not say. */
  readonly change: string;
  /** The amendment that would lift it, by its number or id. */
  readonly amendment?: Named;
  readonly via: "web" | "api";
  readonly language?: string | undefined;
  readonly receivedAt: Date;
  readonly evidence: Evidence | null;
};

/**
 * Casts an answer to the question that a proposal is put to the vote with, through the one door for ballots; it
 * replaces what was there. What `castBallot` refuses is in `result`, and stands in the record: commit it all the same.
 * Refuses `no-question`, `bad-reason`, `no-amendment`, a position that the rule does not offer, and `banned` off the roll. The ballot of
 * somebody banned who is on it counts, a block with its reason too, but nothing is kept of what they say with it.
 */
export async function answerQuestion(
  ctx: Context,
  tx: Database,
  given: GivenAnswer,
): Promise<Cast | Refusal> {
  const { actorId, position, via, receivedAt, evidence } = given;
  const proposal = await loadProposal(tx, given.proposalId);
  const question = proposal && (await currentQuestion(tx, proposal));
  const actor = await loadActor(tx, actorId);
  if (!question || !actor) return refuse("no-question");
  if (!question.options.some((option) => option.position === position)) return refuse("not-an-option");
  const isSilent = await isBanned(ctx, tx, { id: question.assemblyId }, actorId);
  if (isSilent && !(await loadVoter(tx, question.id, actorId)).membershipId) return refuse("banned");
  const reason = given.reason.trim() === "" ? "" : readReason(given.reason);
  const change = isSilent || given.change.trim() === "" ? null : readReason(given.change);
  if (isRefusal(reason)) return reason;
  if (isRefusal(change)) return change;
  const amendment = isSilent ? null : given.amendment;
  const named = await namedAmendment(tx, question.proposalId, amendment);
  if (isRefusal(named)) return named;
  const words = { assemblyId: question.assemblyId, proposalId: question.proposalId, questionId: question.id };
  const { language } = given;
  const text = { actorId, text: reason, command: "vote", language, receivedAt };
  const noteId = isSilent || reason === "" ? undefined : await keepWords(ctx, tx, { ...words, ...text });
  return castBallot(ctx, tx, {
    ...{ questionId: question.id, actorId, kind: actor.kind, choice: position, via, receivedAt, evidence },
    ...{ reasoned: reason !== "", change, amendment },
    ...(noteId === undefined ? {} : { noteId }),
  });
}
