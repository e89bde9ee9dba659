import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Position } from "../domain/ballot.ts";
import { mayDo } from "../domain/powers.ts";
import type { Heard } from "../domain/words/read.ts";
import { loadAssembly, loadAssemblyById } from "../store/assemblies.ts";
import { loadVoter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { isMember } from "../store/members.ts";
import { loadNote } from "../store/notes.ts";
import {
  currentQuestion,
  loadProposal,
  loadQuestion,
  loadVersion,
  type Question,
} from "../store/questions.ts";
import { isTombstoned, saveReply } from "../store/replies.ts";
import { anchorOf } from "./anchor-words.ts";
import { hearAmends } from "./hear-amendment-words.ts";
import { completeAsking, isClear } from "./hear-asked.ts";
import { hearCommand } from "./hear-command.ts";
import { hasRoom } from "./hear-talk.ts";
import { hearVote } from "./hear-vote.ts";
import { say } from "./say.ts";
import { standingOf } from "./standing.ts";
import { type Place, reasonIn, type Written } from "./words.ts";

/**
 * Hears what somebody wrote and does what it says (protocol.md, "Words"): at most one thing, nothing where it
 * is doubtful. What is said about a proposal is kept with its discussion.
 */
export async function hearWords(ctx: Context, tx: Database, written: Written): Promise<void> {
  if (await isTombstoned(tx, written.noteId, written.actorId)) return;
  const place = await placeOf(tx, written);
  if (!place) return;
  const { assembly, question, note } = place;
  const heard = ctx.readWords(written.said, (question?.rule ?? assembly.rule).blocks !== null);
  if (mayDo("discuss", await standingOf(ctx, tx, assembly, written.actorId)))
    return hearBanned(ctx, tx, written, place, heard);
  const { reason, ...lifts } = reasonIn(ctx, heard);
  // what is only said is kept as long as there is room; who was asked for it has some of their own
  const isSaid = heard.command === "vote" ? !question : talking.has(heard.command);
  if (isSaid && proposalOf(place) && !(await hasRoom(tx, assembly, written, Boolean(note?.asks)))) return;
  // a note that was heard before says nothing new, whatever activity brings it again
  if (!(await keep(ctx, tx, written, place, heard.command, reason))) return;
  if (note && (await completeAsking(ctx, tx, written, place, heard))) return;
  if (written.amends) return hearAmends({ ctx, tx, written, assembly }, proposalOf(place), written.amends);
  if (heard.command === "none") return;
  // a vote is read only from a direct reply to the question or to an answer of ours about it
  if (heard.command === "vote" || heard.command === "ask") {
    if (note?.kind === "outcome" || (!question && note?.kind !== "deliberation")) return;
    if (question && heard.command === "vote")
      return hearVote(ctx, tx, written, { assembly, question }, { ...heard, reason: reason ?? "", ...lifts });
    const proposalId = proposalOf(place);
    const proposal = question || !proposalId ? null : await loadProposal(tx, proposalId);
    const now = proposal && (await currentQuestion(tx, proposal));
    await say(ctx, tx, {
      assembly,
      toActor: written.actorId,
      says: question && heard.command === "ask" ? `ask-${heard.about}` : now ? sayOf(now) : "not-open-yet",
      values: {
        bearsBlocks: (question?.rule ?? assembly.rule).blocks === null ? "no" : "yes",
        title: proposalId ? (await loadVersion(tx, proposalId)).title : "",
        url: now ? addressesOf(ctx.env.origin).question(now.id) : "",
      },
      inReplyTo: written.noteId,
      language: written.said.language,
      questionId: question?.id ?? null,
      proposalId,
    });
    return;
  }
  await hearCommand(ctx, tx, written, place, heard);
}

/** What is shown with the discussion, or beside it, as words of somebody's: also where they may not do what they say. */
const talking: ReadonlySet<string> = new Set(["none", "ask", "suggest", "amend"]);

/** What a ban leaves to somebody in words as it does by form (`powers`): what is theirs, and being heard about it. */
const ownWords: ReadonlySet<string> = new Set(["leave", "lift", "statement"]);
const ownAsked: ReadonlySet<string> = new Set(["lift", "statement", "leave-answer"]);

/**
 * Who is banned is not heard but about what is their own, and with a ballot on a question whose roll they are on. That
 * is read and counts as any other, but their words are not kept, so that a block of theirs stands without a reason.
 */
async function hearBanned(
  ctx: Context,
  tx: Database,
  written: Written,
  place: Place,
  heard: Heard,
): Promise<void> {
  const { question, assembly, note } = place;
  const known = { ...written, isBanned: true };
  if (note?.asks && ownAsked.has(note.asks.what) && (await completeAsking(ctx, tx, known, place, heard)))
    return;
  const vote = ballotIn(written, place, heard);
  if (!vote) {
    if (heard.command === "none" || heard.command === "ask" || heard.command === "vote") return;
    // strangers who are banned have nothing of their own here, and are told nothing
    const isHeard = ownWords.has(heard.command) && (await isMember(tx, assembly.id, written.actorId));
    return isHeard ? hearCommand(ctx, tx, known, place, heard) : undefined;
  }
  if (!question || note?.kind === "outcome") return;
  if ((await loadVoter(tx, question.id, written.actorId)).membershipId === null) return;
  const silent = { ...known, isPublic: false, html: "" };
  if (await keep(ctx, tx, silent, place, "vote", null))
    await hearVote(ctx, tx, silent, { assembly, question }, vote);
}

/** The ballot in words of somebody banned: a vote, or the reason of their block that we asked for; null: neither. */
function ballotIn(
  { said, isPublic, receivedAt }: Written,
  { note }: Place,
  heard: Heard,
): { position: Position; reason: string } | null {
  const reasonOf = (text: string): string => (isPublic ? text : "");
  const isAsked = note?.asks?.what === "block-reason" && note.asksUntil && note.asksUntil >= receivedAt;
  if (isAsked && said.text.trim() !== "" && !isClear(heard))
    return { position: "block", reason: reasonOf(said.text.trim()) };
  return heard.command === "vote" ? { position: heard.position, reason: reasonOf(heard.reason) } : null;
}

/** What is answered to a vote under the deliberation's note once the question is there: where to answer it. */
const sayOf = (question: Question): string => (question.closedAt ? "late" : "proposed-open");

/** The proposal that words are said about; null where they are about none. */
const proposalOf = ({ question, note }: Place): string | null =>
  question?.proposalId ?? note?.proposalId ?? null;

async function placeOf(tx: Database, { target, actorId }: Written): Promise<Place | null> {
  if (target.what === "mention") {
    const assembly = await loadAssembly(tx, target.handle);
    return assembly && { assembly, question: null, note: null };
  }
  if (target.what === "question") {
    const question = await loadQuestion(tx, target.id);
    return question && { assembly: await loadAssemblyById(tx, question.assemblyId), question, note: null };
  }
  const note = await loadNote(tx, target.id);
  // what was said to one person is nobody else's to answer
  if (!note || (note.toActor !== null && note.toActor !== actorId)) return null;
  const question = note.questionId ? await loadQuestion(tx, note.questionId) : null;
  return { assembly: await loadAssemblyById(tx, note.assemblyId), question, note };
}

/**
 * Keeps the words with the discussion; of words that were not public only that there were some. False where the
 * note is kept already.
 */
async function keep(
  ctx: Context,
  tx: Database,
  written: Written,
  place: Place,
  command: string,
  reason: string | null,
): Promise<boolean> {
  const proposalId = proposalOf(place);
  if (!proposalId) return true;
  const { isPublic } = written;
  const anchor = await anchorOf(tx, proposalId, isPublic ? written.passage : null, place.question?.version);
  return saveReply(tx, {
    ...anchor,
    id: ctx.newId(),
    noteId: written.noteId,
    assemblyId: place.assembly.id,
    actorId: written.actorId,
    proposalId,
    questionId: place.question?.id ?? null,
    inReplyTo: null,
    isPublic,
    command,
    html: isPublic ? written.html : null,
    reason: isPublic ? reason : null,
    recordedReason: isPublic ? reason : null,
    language: written.said.language ?? null,
    receivedAt: written.receivedAt,
  });
}
