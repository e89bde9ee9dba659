import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { paragraphs } from "../domain/markup.ts";
import { outcome } from "../domain/rule.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { appendEvent, countBallots } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import {
  loadProposal,
  lockQuestion,
  type Question,
  setProposalState,
  setQuestion,
  touchQuestion,
} from "../store/questions.ts";

/** What a try to close came to; `wait`: something that came in time is still being worked on. */
export type Closing = "closed" | "already" | "early" | "wait";

/**
 * Closes a question whose time has come: counts the ballots, decides by the frozen rule, writes `close` and
 * `outcome`, and announces both. `isBusy` says whether a request received before an instant is still in work;
 * it is asked under the question's lock, and given ten seconds (decisions.md, "What is late").
 */
export async function closeQuestion(
  ctx: Context,
  questionId: string,
  isBusy: (tx: Database, before: Date) => Promise<boolean>,
): Promise<Closing> {
  return ctx.db.transaction(async (tx) => {
    const question = await lockQuestion(tx, questionId);
    if (!question || question.closedAt) return "already";
    const now = ctx.now();
    if (now < question.closesAt) return "early";
    const patience = question.closesAt.getTime() + 10_000;
    if (now.getTime() < patience && (await isBusy(tx, question.closesAt))) return "wait";
    await decide(ctx, tx, question, now);
    return "closed";
  });
}

async function decide(ctx: Context, tx: Database, question: Question, now: Date): Promise<void> {
  const event = { assemblyId: question.assemblyId, questionId: question.id, receivedAt: now };
  await appendEvent(tx, { ...event, kind: "close" });
  const { members } = await countBallots(tx, question.id);
  const result = outcome(question.rule, question.rollSize, members);
  await appendEvent(tx, { ...event, kind: "outcome", code: result });
  await setQuestion(tx, question.id, { closedAt: now, outcome: result, finalTally: members });
  await touchQuestion(tx, question.id, false);
  await setProposalState(tx, question.proposalId, result);
  await publishOutcome(ctx, tx, { ...question, outcome: result, finalTally: members });
  await ctx.jobs.send(tx, "announce", { subject: `question:${question.id}` });
}

/** The outcome as a public note: the result, the numbers and where they can be read. */
async function publishOutcome(ctx: Context, tx: Database, question: Question): Promise<void> {
  const assembly = await loadAssemblyById(tx, question.assemblyId);
  const proposal = await loadProposal(tx, question.proposalId);
  const addresses = addressesOf(ctx.env.origin);
  const tally = question.finalTally!;
  const blocks = tally.block + tally.unreasonedBlock;
  const values = {
    title: proposal?.title ?? "",
    outcome: question.outcome ?? "",
    ...tally,
    block: blocks,
    roll: question.rollSize,
    cast: tally.agree + tally.abstain + tally.disagree + blocks,
    bearsBlocks: question.rule.blocks === null ? "no" : "yes",
    url: addresses.proposal(question.proposalId),
  };
  const id = ctx.newId();
  await saveNote(tx, {
    id,
    assemblyId: assembly.id,
    kind: "outcome",
    proposalId: question.proposalId,
    questionId: question.id,
    inReplyTo: addresses.question(question.id),
    says: "outcome",
    html: paragraphs(ctx.phrases.say(assembly.language, "replies.outcome", values), addresses.origin),
    language: assembly.language,
    publishedAt: ctx.now(),
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
}
