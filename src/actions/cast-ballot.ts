import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import {
  type Admission,
  admitBallot,
  type BallotRefusal,
  matchOption,
  type Position,
  type Via,
} from "../domain/ballot.ts";
import { hourOf, isNewcomer, newcomersAnHour, serverOf } from "../domain/flood.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Evidence } from "../evidence.ts";
import type { Entry } from "../ledger/entry.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { saltedHash } from "../ledger/tags.ts";
import { appendAct, loadVoter, type Voter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { countFlood, takePlace } from "../store/floods.ts";
import { evidenceHash } from "../store/ledger.ts";
import { affirmMembership } from "../store/members.ts";
import { allAnsweredAt } from "../store/proposals.ts";
import { lockQuestion, type Question } from "../store/questions.ts";
import { followBlock } from "./follow-block.ts";
import { type Named, namedAmendment } from "./lifting-amendment.ts";

/** A ballot that somebody casts, through whichever door. */
export type BallotCast = {
  readonly questionId: string;
  readonly actorId: string;
  /** The type of their actor: only a Person votes in an assembly. */
  readonly kind: string;
  /** The position, or the names of options that a poll's buttons sent. */
  readonly choice: Position | { readonly options: readonly string[] };
  readonly via: Via;
  /** A reason stands publicly with it. */
  readonly reasoned: boolean;
  /** What would lift a block, where they say. */
  readonly change?: string | null;
  /** The amendment that would lift it: one that is not open is none, and stops no ballot. */
  readonly amendment?: Named;
  readonly receivedAt: Date;
  readonly noteId?: string;
  readonly activityId?: string;
  readonly evidence: Evidence | null;
};

/** Nothing of it is kept: one more from a server that sends too many newcomers. */
export type OnlyCounted = { readonly counts: "server" };

/** What came of it; `voter` is as they stood before. */
export type Cast = {
  readonly question: Question;
  readonly voter: Voter;
  readonly position: Position;
  readonly result: Admission | OnlyCounted | Refusal;
  /** The entry in the ledger that it made, for its receipt; null where it was refused and once before. */
  readonly entryId: string | null;
};

/**
 * The one door for ballots: poll tap, words, form and API all come through here, in the transaction that is
 * committed before anybody is told. Appends a `ballot` event, or one `rejected` event a person and question.
 * Refuses, without an event, `no-question` and what is no choice of it; what `admitBallot` refuses is in `result`.
 * Of newcomers from a server that sends too many nothing is kept but their number (`domain/flood.ts`).
 */
export async function castBallot(ctx: Context, tx: Database, ballot: BallotCast): Promise<Cast | Refusal> {
  const question = await lockQuestion(tx, ballot.questionId);
  if (!question) return refuse("no-question");
  const position = positionOf(question, ballot.choice);
  if (isRefusal(position)) return position;
  const voter = await loadVoter(tx, question.id, ballot.actorId);
  if (isNewcomer({ onRoll: voter.membershipId !== null, isKnown: voter.voterId !== null })) {
    const whence = { server: serverOf(ballot.actorId), hour: hourOf(ctx.now()) };
    if (!(await takePlace(tx, question.assemblyId, whence, newcomersAnHour))) {
      await countFlood(tx, question.id, whence);
      return { question, voter, position, result: { counts: "server" }, entryId: null };
    }
  }
  const result = admitBallot({
    question: { opensAt: question.opensAt, closesAt: question.closesAt, closed: question.closedAt !== null },
    voter: {
      kind: ballot.kind,
      onRoll: voter.membershipId !== null,
      left: voter.left,
      hasBallot: voter.standing !== null,
      everVoted: voter.everVoted,
    },
    via: ballot.via,
    receivedAt: ballot.receivedAt,
  });
  const { via, reasoned } = ballot;
  let entryId: string | null = null;
  if (!isRefusal(result)) {
    entryId = await append(ctx, tx, question, voter, ballot, { kind: "ballot", position, reasoned, via });
    if (voter.membershipId) {
      const { actorId, noteId = null, change = null } = ballot;
      const { membershipId } = voter;
      const named = await namedAmendment(tx, question.proposalId, ballot.amendment);
      const amendmentId = isRefusal(named) ? null : (named?.id ?? null);
      const standing = { membershipId, actorId, position, noteId, change, amendmentId };
      await followBlock(ctx, tx, question, standing);
      await closeSoon(ctx, tx, question);
    }
    // the first ballot of somebody whom the operator admitted is their affirmation
    if (voter.membershipId && !voter.affirmed) {
      await affirmMembership(tx, voter.membershipId, ctx.newId(), ctx.now());
    }
  } else if (!voter.wasRejected) {
    // at most once a person and question, so that nobody can flood the record
    const what = { kind: "rejected", via, code: result.refused } as const;
    entryId = await append(ctx, tx, question, voter, ballot, what);
  }
  return { question, voter, position, result, entryId };
}

/** Where everybody has answered and the constitution lets a question close then, it is looked at soon. */
async function closeSoon(ctx: Context, tx: Database, question: Question): Promise<void> {
  if (!question.closeWhenAll || !(await allAnsweredAt(tx, question))) return;
  const earliest = question.earliestClose ?? question.closesAt;
  const startAfter = new Date(Math.max(ctx.now().getTime(), earliest.getTime()));
  await ctx.jobs.send(tx, "close-question", { questionId: question.id }, { startAfter });
}

/** The one position that is meant; options are matched by name, and two that differ are none. */
function positionOf(question: Question, choice: BallotCast["choice"]): Position | Refusal {
  if (typeof choice === "string") return choice;
  const found = choice.options.map((name) => matchOption(question.options, name)?.position ?? null);
  const [first] = found;
  if (!first || found.includes(null)) return refuse("not-an-option");
  return found.every((position) => position === first) ? first : refuse("not-one-option");
}

/**
 * Takes back somebody's own ballot in force: with a `noteId` only where it came in words from this very note
 * (decisions.md, "Ballots"), without one whichever way it came. Answers the id of its entry in the ledger; null where
 * there is none such, or where voting has closed: then only the words change.
 */
export async function withdrawBallot(
  ctx: Context,
  tx: Database,
  act: Omit<BallotCast, "kind" | "choice" | "via" | "reasoned" | "change" | "amendment">,
): Promise<string | null> {
  const question = await lockQuestion(tx, act.questionId);
  if (!question || question.closedAt || act.receivedAt >= question.closesAt) return null;
  const voter = await loadVoter(tx, question.id, act.actorId);
  if (!voter.standing) return null;
  const isSource = voter.standing.via === "words" && voter.standing.noteId === act.noteId;
  if (act.noteId !== undefined && !isSource) return null;
  const entryId = await append(ctx, tx, question, voter, act, { kind: "withdraw" });
  const { membershipId } = voter;
  if (membershipId)
    await followBlock(ctx, tx, question, {
      membershipId,
      actorId: act.actorId,
      position: null,
      noteId: null,
    });
  return entryId;
}

/** An act of a voter as the ledger says it. */
function votedEntry(
  { id }: Question,
  what: What & { readonly at: Date; readonly receivedAt: Date },
  { membershipId }: Voter,
  { tag, evidence }: { readonly tag: string; readonly evidence: string | null },
): Entry {
  const { kind, position, via, reasoned = false, code } = what;
  const at = what.at.toISOString();
  const voted = { at, question: id, voter: tag, roll: membershipId !== null, evidence };
  const whole = { ...voted, receivedAt: what.receivedAt.toISOString() };
  if (kind === "withdraw") return { kind, ...whole };
  if (kind === "rejected" && code) return { kind, ...whole, code };
  if (kind === "rejected" || !position || !via)
    throw new Error("a ballot without a position, or from nowhere, or refused without a reason");
  return { kind, ...whole, choices: [position], reasoned, via };
}

type Act = Pick<BallotCast, "actorId" | "noteId" | "activityId" | "receivedAt" | "evidence">;
type What = {
  readonly kind: "ballot" | "withdraw" | "rejected";
  readonly position?: Position;
  readonly reasoned?: boolean;
  readonly via?: Via;
  readonly code?: BallotRefusal["refused"];
};

/**
 * Writes an act down, with its evidence, and tells the world of a changed tally, at most once in
 * TALLY_UPDATE_SECONDS. The question's row is locked by the caller. Answers the id of the ledger's entry.
 */
async function append(
  ctx: Context,
  tx: Database,
  question: Question,
  voter: Voter,
  act: Act,
  what: What,
): Promise<string> {
  const entryId = ctx.newId();
  const counts = what.kind !== "rejected";
  const changesTally = counts && voter.membershipId !== null;
  const { actorId, noteId, activityId, receivedAt, evidence } = act;
  const salt = voter.salt ?? randomBytes(16);
  const voterId = voter.voterId ?? ctx.newId();
  const newVoter = voter.voterId ? null : { actorId, membershipId: voter.membershipId, salt };
  const kept = evidence && { id: ctx.newId(), ...evidence, salt: randomBytes(16) };
  const entry = votedEntry(question, { ...what, at: ctx.now(), receivedAt }, voter, {
    tag: saltedHash(sha256, salt, actorId),
    evidence: kept && evidenceHash(kept),
  });
  await appendAct(tx, {
    ...{ assemblyId: question.assemblyId, questionId: question.id, receivedAt },
    ...{ noteId: noteId ?? null, activityId: activityId ?? null, ...what },
    ...{ voterId, newVoter, onRoll: voter.membershipId !== null, evidence: kept },
    entry: {
      ...{ id: entryId, assemblyId: question.assemblyId, entry, questionId: question.id },
      ...{ aboutId: voterId, evidenceId: kept?.id ?? null },
    },
    touches: counts ? { updateQueued: question.updateQueued || changesTally } : null,
  });
  if (!changesTally || question.updateQueued) return entryId;
  const earliest = (question.announcedAt?.getTime() ?? 0) + ctx.env.tallyUpdateSeconds * 1000;
  const startAfter = new Date(Math.max(ctx.now().getTime(), earliest));
  await ctx.jobs.send(tx, "tally-update", { questionId: question.id }, { startAfter });
  return entryId;
}
