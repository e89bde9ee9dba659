import { addressesOf } from "../domain/addresses.ts";
import { readLocalTime } from "../domain/local-time.ts";
import { isRefusal, type Refusal } from "../domain/refusal.ts";
import type { Heard } from "../domain/words/read.ts";
import type { Database } from "../store/database.ts";
import { loadVersion } from "../store/questions.ts";
import { type About, answer, answerRefusal, type Hearing, languageOf } from "./answer-words.ts";
import { endorseProposal } from "./endorse-proposal.ts";
import { makeStatement } from "./make-statement.ts";
import { returnProposal, reviseProposal } from "./revise-proposal.ts";
import { orRollBack } from "./roll-back.ts";
import { sayTime } from "./say.ts";
import { putToVote, type Schedule } from "./schedule-question.ts";
import { withdrawProposal } from "./withdraw-proposal.ts";

/** The commands that move a proposal on. */
export type ProposalWord = Extract<
  Heard,
  { command: "endorse" | "withdraw" | "return" | "revise" | "open" | "statement" }
>;

/** What came of a command: the phrase that says so, and what fills it. */
type Done = {
  readonly says: string;
  readonly values?: Record<string, string | number>;
  readonly about?: About;
};

/**
 * Does what a command about a proposal says, under its question, its note or an answer of ours about it. The person
 * is told what was done, or why it was not; then nothing of it is stored.
 */
export async function hearProposalWord(
  hearing: Hearing,
  proposalId: string,
  heard: ProposalWord,
): Promise<void> {
  const { ctx, tx } = hearing;
  const done = await orRollBack({ db: tx }, (inner) => act(hearing, inner, proposalId, heard));
  if (isRefusal(done)) return answerRefusal(hearing, done, { proposalId });
  const { title } = await loadVersion(tx, proposalId);
  const url = addressesOf(ctx.env.origin).proposal(proposalId);
  await answer(hearing, done.says, { title, url, ...done.values }, { proposalId, ...done.about });
}

async function act(
  hearing: Hearing,
  tx: Database,
  proposalId: string,
  heard: ProposalWord,
): Promise<Done | Refusal> {
  const { ctx, written } = hearing;
  const { actorId } = written;
  const { language } = written.said;
  switch (heard.command) {
    case "endorse": {
      const endorsed = await endorseProposal(ctx, tx, { proposalId, actorId });
      return isRefusal(endorsed) ? endorsed : { says: "endorsed", values: endorsed };
    }
    case "withdraw":
      return (await withdrawProposal(ctx, tx, { proposalId, actorId })) ?? { says: "taken-back" };
    case "return": {
      const returned = await returnProposal(ctx, tx, { proposalId, actorId, language });
      return isRefusal(returned) ? returned : { says: "proposed" };
    }
    case "revise": {
      // what is not written stays as it is
      const next = { title: heard.title || undefined, text: heard.text || undefined, language };
      const revised = await reviseProposal(ctx, tx, { proposalId, actorId, ...next });
      if (isRefusal(revised)) return revised;
      const { version, questionId } = revised;
      return { says: "revised", values: { version }, about: { questionId } };
    }
    case "statement":
      return (await makeStatement(ctx, tx, { proposalId, actorId, text: heard.text })) ?? { says: "stated" };
    case "open":
      return open(hearing, tx, proposalId, heard.dates);
  }
}

async function open(
  hearing: Hearing,
  tx: Database,
  proposalId: string,
  dates: readonly string[],
): Promise<Done | Refusal> {
  const { ctx, written, assembly } = hearing;
  const schedule = readSchedule(dates, assembly.timeZone);
  if (isRefusal(schedule)) return schedule;
  const opened = await putToVote(ctx, tx, proposalId, written.actorId, schedule);
  if (isRefusal(opened)) return opened;
  if (opened !== null) {
    const url = addressesOf(ctx.env.origin).question(opened);
    return { says: "proposed-open", values: { url }, about: { questionId: opened } };
  }
  const opens = sayTime(languageOf(hearing), assembly.timeZone, schedule.opensAt ?? ctx.now());
  return { says: "scheduled", values: { opens } };
}

/** One date is when voting closes; two are when it opens and closes; none: now, for the usual time. */
function readSchedule(dates: readonly string[], timeZone: string): Schedule | Refusal {
  const [opens, closes] = dates.length > 1 ? dates : [undefined, dates[0]];
  const opensAt = opens === undefined ? null : readLocalTime(opens, timeZone, "opens");
  if (isRefusal(opensAt)) return opensAt;
  const closesAt = closes === undefined ? null : readLocalTime(closes, timeZone, "closes");
  return isRefusal(closesAt) ? closesAt : { opensAt, closesAt };
}
