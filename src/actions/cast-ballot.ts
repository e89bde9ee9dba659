import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import { type Admission, admitBallot, type Position, type Via } from "../domain/ballot.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { appendEvent, loadVoter, saveEvidence, saveVoter, type Voter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { lockQuestion, type Question, touchQuestion } from "../store/questions.ts";

/** The authenticated request that an act came with, byte for byte (ledger.md, "Evidence"). */
export type Evidence = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly receivedAt: Date;
  /** SHA-256 of the actor document that the key was in. */
  readonly actorDocument: string;
  readonly keyId: string;
};

/** A ballot that somebody casts, through whichever door. */
export type BallotCast = {
  readonly questionId: string;
  readonly actorId: string;
  /** The type of their actor: only a Person votes in an assembly. */
  readonly kind: string;
  readonly position: Position;
  readonly via: Via;
  /** A reason stands publicly with it. */
  readonly reasoned: boolean;
  readonly receivedAt: Date;
  readonly noteId?: string;
  readonly activityId?: string;
  readonly evidence: Evidence | null;
};

/** What came of it; `voter` is as they stood before. */
export type Cast = {
  readonly question: Question;
  readonly voter: Voter;
  readonly result: Admission | Refusal;
};

/**
 * The one door for ballots: poll tap, words, form and API all come through here, in the transaction that is
 * committed before anybody is told. Appends a `ballot` event, or one `rejected` event a person and question.
 * Refuses `no-question`; what `admitBallot` refuses is in `result`.
 */
export async function castBallot(ctx: Context, tx: Database, ballot: BallotCast): Promise<Cast | Refusal> {
  const question = await lockQuestion(tx, ballot.questionId);
  if (!question) return refuse("no-question");
  const voter = await loadVoter(tx, question.id, ballot.actorId);
  const result = admitBallot({
    question: { opensAt: question.opensAt, closesAt: question.closesAt, closed: question.closedAt !== null },
    voter: {
      kind: ballot.kind,
      onRoll: voter.membershipId !== null,
      left: voter.left,
      hasBallot: voter.standing !== null,
    },
    via: ballot.via,
    receivedAt: ballot.receivedAt,
  });
  if (isRefusal(result)) {
    await reject(ctx, tx, question, voter, ballot, result);
    return { question, voter, result };
  }
  await appendEvent(tx, {
    ...(await eventOf(ctx, tx, question, voter, ballot)),
    kind: "ballot",
    position: ballot.position,
    reasoned: ballot.reasoned,
    via: ballot.via,
  });
  await tallyChanged(ctx, tx, question, result.counts === "member");
  return { question, voter, result };
}

/**
 * Takes back the ballot in force, where it came in words from this very note (decisions.md, "Ballots"). False
 * where it did not, or where voting has closed: then only the words change.
 */
export async function withdrawBallot(
  ctx: Context,
  tx: Database,
  act: Pick<BallotCast, "questionId" | "actorId" | "receivedAt" | "evidence" | "activityId"> & {
    noteId: string;
  },
): Promise<boolean> {
  const question = await lockQuestion(tx, act.questionId);
  if (!question || question.closedAt || act.receivedAt >= question.closesAt) return false;
  const voter = await loadVoter(tx, question.id, act.actorId);
  if (voter.standing?.via !== "words" || voter.standing.noteId !== act.noteId) return false;
  await appendEvent(tx, { ...(await eventOf(ctx, tx, question, voter, act)), kind: "withdraw" });
  await tallyChanged(ctx, tx, question, voter.membershipId !== null);
  return true;
}

/** Writes down why something was not counted: at most once a person and question, so that nobody can flood. */
export async function reject(
  ctx: Context,
  tx: Database,
  question: Question,
  voter: Voter,
  act: Omit<BallotCast, "position" | "reasoned" | "kind">,
  refusal: Refusal,
): Promise<void> {
  if (voter.wasRejected) return;
  const event = await eventOf(ctx, tx, question, voter, act);
  await appendEvent(tx, { ...event, kind: "rejected", via: act.via, code: refusal.refused });
}

async function eventOf(
  ctx: Context,
  tx: Database,
  question: Question,
  voter: Voter,
  act: Pick<BallotCast, "actorId" | "noteId" | "activityId" | "receivedAt" | "evidence">,
) {
  const voterId = voter.voterId ?? ctx.newId();
  if (!voter.voterId) {
    const { membershipId } = voter;
    await saveVoter(tx, {
      id: voterId,
      questionId: question.id,
      actorId: act.actorId,
      membershipId,
      salt: randomBytes(16),
    });
  }
  const evidenceId = act.evidence ? ctx.newId() : null;
  if (act.evidence && evidenceId) await saveEvidence(tx, { id: evidenceId, ...act.evidence });
  return {
    assemblyId: question.assemblyId,
    questionId: question.id,
    voterId,
    noteId: act.noteId ?? null,
    activityId: act.activityId ?? null,
    receivedAt: act.receivedAt,
    evidenceId,
  };
}

/** Tells the world that a tally changed, at most once in TALLY_UPDATE_SECONDS; the question's row is locked. */
async function tallyChanged(ctx: Context, tx: Database, question: Question, onRoll: boolean): Promise<void> {
  await touchQuestion(tx, question.id, question.updateQueued || onRoll);
  if (!onRoll || question.updateQueued) return;
  const earliest = (question.announcedAt?.getTime() ?? 0) + ctx.env.tallyUpdateSeconds * 1000;
  const startAfter = new Date(Math.max(ctx.now().getTime(), earliest));
  await ctx.jobs.send(tx, "tally-update", { questionId: question.id }, { startAfter });
}
