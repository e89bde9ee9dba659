import type { Context } from "../context.ts";
import type { Ending } from "../domain/ending.ts";
import { lapseOf } from "../domain/proposal.ts";
import { outcome } from "../domain/rule.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { appendEvent, countBallots } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { lockOpenObjections, setObjection } from "../store/objections.ts";
import { allAnsweredAt, setProposal } from "../store/proposals.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import {
  loadQuestion,
  loadVersion,
  lockProposal,
  lockQuestion,
  type Question,
  setQuestion,
  touchQuestion,
} from "../store/questions.ts";
import { enact } from "./enact.ts";
import { enterClosing } from "./enter-ledger.ts";
import { moveProposal } from "./move-proposal.ts";
import { publishOutcome } from "./outcome-statement.ts";

/** What a try to close came to; `wait`: something that came in time is still being worked on. */
export type Closing = "closed" | "already" | "early" | "wait";

/**
 * Closes a question whose time has come, or whose whole roll has answered where the constitution says so: counts the
 * ballots, decides by the frozen rule, writes `close` and `outcome`, and announces both. `isBusy` says whether a
 * request received before an instant is still in work; it is asked under the question's lock, and given ten seconds
 * (decisions.md, "What is late"). A question that closes early is closed as of the last answer, not of the moment
 * when that is noticed: what other processes received until just now could never be known to be dealt with.
 */
export async function closeQuestion(
  ctx: Context,
  questionId: string,
  isBusy: (tx: Database, before: Date) => Promise<boolean>,
): Promise<Closing> {
  return ctx.db.transaction(async (tx) => {
    // whoever moves a proposal locks it before its question; so does closing
    const known = await lockQuestionOf(tx, questionId);
    if (!known || known.question.closedAt) return "already";
    const { question } = known;
    const now = ctx.now();
    const isOver = now >= question.closesAt;
    const ends = isOver ? question.closesAt : await earlyEnd(tx, question);
    if (!ends || now < ends) return "early";
    if (now.getTime() < ends.getTime() + 10_000 && (await isBusy(tx, ends))) return "wait";
    await decide(ctx, tx, question, isOver ? now : ends, now);
    return "closed";
  });
}

/** When a question that may close once all have answered is over; null where it may not, or somebody has not. */
async function earlyEnd(tx: Database, question: Question): Promise<Date | null> {
  const { closeWhenAll, earliestClose } = question;
  const answered = closeWhenAll && earliestClose ? await allAnsweredAt(tx, question) : null;
  return answered && earliestClose && answered < earliestClose ? earliestClose : answered;
}

async function lockQuestionOf(tx: Database, questionId: string) {
  const found = await loadQuestion(tx, questionId);
  const proposal = found && (await lockProposal(tx, found.proposalId));
  const question = proposal && (await lockQuestion(tx, questionId));
  return question ? { question, proposal } : null;
}

async function decide(
  ctx: Context,
  tx: Database,
  question: Question,
  closedAt: Date,
  now: Date,
): Promise<void> {
  const { assemblyId, proposalId } = question;
  const event = { assemblyId, questionId: question.id, receivedAt: closedAt };
  await appendEvent(tx, { ...event, kind: "close" });
  const counts = await countBallots(tx, question.id);
  const finalTally = counts.members;
  const result = outcome(question.rule, question.rollSize, finalTally);
  await appendEvent(tx, { ...event, kind: "outcome", code: result });
  await enterClosing(ctx, tx, question, now, { outcome: result, tally: finalTally });
  await setQuestion(tx, question.id, { closedAt, outcome: result, finalTally });
  await touchQuestion(tx, question.id, false);
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) throw new Error(`no proposal ${proposalId}`);
  const refused = await moveProposal(ctx, tx, proposal, {
    ...{ step: "close", to: result, kind: "closed", by: "assembly" },
    detail: { question: question.id, outcome: result },
  });
  if (refused) throw new Error(`the proposal of an open question is ${proposal.state}`);
  const { fields } = await loadVersion(tx, proposalId, question.version);
  const { timeZone } = await loadAssemblyById(tx, assemblyId);
  const lapsesAt = lapseOf(fields.holdsUntil, timeZone);
  await setProposal(tx, proposalId, { decidedAt: ctx.now(), lapsesAt });
  await settleObjections(ctx, tx, question, result === "adopted" || result === "rejected");
  if (result === "adopted") await enact(ctx, tx, proposal);
  await publishOutcome(ctx, tx, { ...question, outcome: result, finalTally }, counts);
  await ctx.jobs.send(tx, "announce", { subject: `question:${question.id}` });
  // a result stands under a signed head, whether anybody asks for one or not
  await ctx.jobs.send(tx, "sign-head", { assemblyId });
}

/** Blocks that nobody lifted stand at the close; so do concerns, once the matter is settled. */
async function settleObjections(ctx: Context, tx: Database, question: Question, isFinal: boolean) {
  const { assemblyId, proposalId } = question;
  const at = ctx.now();
  for (const { id, kind } of await lockOpenObjections(tx, proposalId)) {
    if (kind === "concern" && !isFinal) continue;
    await setObjection(tx, id, { state: "stands", settledAt: at });
    const event = { id: ctx.newId(), assemblyId, proposalId, subject: id, kind: "stood" as const };
    await appendPublicEvent(tx, { ...event, by: "assembly", at });
  }
}

/**
 * Closes a question without an outcome, as its text was replaced or the proposal withdrawn: its ballots stay on
 * record and count for nothing. The question's row is locked by the caller, who knows it to be before its time `now`,
 * and who enters in the same transaction what it ended for: the question in its place, or the withdrawal.
 */
export async function endQuestion(
  ctx: Context,
  tx: Database,
  question: Question,
  why: Ending,
  now: Date,
): Promise<void> {
  const event = { assemblyId: question.assemblyId, questionId: question.id, receivedAt: now };
  await appendEvent(tx, { ...event, kind: "close", code: why });
  await enterClosing(ctx, tx, question, now, { why });
  const { members } = await countBallots(tx, question.id);
  await setQuestion(tx, question.id, { closedAt: now, ended: why, finalTally: members });
  await touchQuestion(tx, question.id, false);
  await settleObjections(ctx, tx, question, why === "withdrawn");
  await ctx.jobs.send(tx, "announce", { subject: `question:${question.id}` });
}
