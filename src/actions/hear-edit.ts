import type { Context } from "../context.ts";
import type { Heard } from "../domain/words/read.ts";
import { amendmentOfNote } from "../store/amendments.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { loadVoter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { openObjectionOf } from "../store/objections.ts";
import { loadProposal, loadQuestion, lockQuestion } from "../store/questions.ts";
import {
  isTombstoned,
  loadReply,
  newestReply,
  type Reply,
  saveTombstone,
  setReply,
} from "../store/replies.ts";
import { suggestionOfNote } from "../store/suggestions.ts";
import { anchorOf } from "./anchor-words.ts";
import { withdrawBallot } from "./cast-ballot.ts";
import { isClear } from "./hear-asked.ts";
import { followNote } from "./hear-suggestion-words.ts";
import { hearVote } from "./hear-vote.ts";
import { say } from "./say.ts";
import { dropAmendment } from "./settle-amendment.ts";
import { dropSuggestion } from "./settle-suggestion.ts";
import { isBanned } from "./standing.ts";
import { reasonIn, type Words } from "./words.ts";

/**
 * Somebody edited a note of theirs. The reply that the ballot in force came from is read again: another word
 * changes the ballot, no command withdraws it, and the person is told. Edits of older replies change words only;
 * so do edits after closing, where the reason on record stays and the new one is shown beside it.
 */
export async function hearEdit(ctx: Context, tx: Database, written: Words): Promise<void> {
  const reply = await loadReply(tx, written.noteId, written.actorId);
  if (!reply || reply.deletedAt) return;
  if (await isTombstoned(tx, written.noteId, written.actorId)) return;
  // what was said to others, or quotes, is never read as anything but words
  if (reply.rootId || reply.quotes) return changeTalk(ctx, tx, written, reply);
  const question = reply.questionId ? await lockQuestion(tx, reply.questionId) : null;
  const assembly = await loadAssemblyById(tx, reply.assemblyId);
  const bearsBlocks = (question?.rule ?? assembly.rule).blocks !== null;
  const heard = readAgain(ctx.readWords(written.said, bearsBlocks), reply, written);
  const isOpen = question !== null && !question.closedAt && written.receivedAt < question.closesAt;
  const isSilent = await isBanned(ctx, tx, assembly, written.actorId);
  // words that were not public once are not made public by an edit, nor the other way round
  const isPublic = written.isPublic && reply.isPublic && !isSilent;
  await changeWords(tx, { ...written, isPublic }, reply, heard, isOpen || !question, ctx);
  await followNote(tx, { ...written, isPublic }, heard);
  if (!isOpen) return;
  const voter = await loadVoter(tx, question.id, written.actorId);
  // a ban keeps sympathisers out, also with what they wrote before
  const isKeptOut = isSilent && voter.membershipId === null;
  const isSource = voter.standing?.via === "words" && voter.standing.noteId === written.noteId;
  // who has never voted may mend their newest reply into a vote; nothing is changed by it but their own silence
  const mends =
    !voter.everVoted && (await newestReply(tx, question.id, written.actorId))?.noteId === written.noteId;
  if (heard.command === "vote" && (isSource || mends)) {
    if (isKeptOut) return;
    const { reason, change, amendment } = reasonIn(ctx, heard);
    const { proposalId, id: questionId } = question;
    const of = { proposalId, questionId, actorId: written.actorId, kind: "block" } as const;
    const lifts = change && (await openObjectionOf(tx, of))?.change;
    const same = voter.standing?.position === heard.position && reply.reason === reason;
    if (!same || lifts !== change) {
      // what is not shown was said publicly all the same, or was not
      const given = isSilent && !written.isPublic ? "" : (reason ?? "");
      const vote = { ...heard, reason: given, change, amendment };
      await hearVote(ctx, tx, { ...written, isPublic, isBanned: isSilent }, { assembly, question }, vote);
    }
    return;
  }
  const entryId = isSource && (await withdrawBallot(ctx, tx, { ...written, questionId: question.id }));
  if (!entryId) return;
  const proposal = await loadProposal(tx, question.proposalId);
  await say(ctx, tx, {
    assembly,
    toActor: written.actorId,
    says: "withdrawn",
    values: { title: proposal?.title ?? "", bearsBlocks: question.rule.blocks === null ? "no" : "yes" },
    inReplyTo: written.noteId,
    language: written.said.language,
    questionId: question.id,
    proposalId: question.proposalId,
    entryId,
  });
}

/** Writes down what somebody says to others now; what is not public any more, or no longer theirs to say, is not shown. */
async function changeTalk(ctx: Context, tx: Database, written: Words, reply: Reply): Promise<void> {
  const assembly = await loadAssemblyById(tx, reply.assemblyId);
  const isSilent = await isBanned(ctx, tx, assembly, written.actorId);
  const isPublic = written.isPublic && reply.isPublic && !isSilent;
  await setReply(tx, reply, {
    html: isPublic ? written.html : null,
    language: written.said.language ?? null,
    updatedAt: ctx.now(),
    ...(await anchorAgain(tx, { ...written, isPublic }, reply)),
  });
}

/** What the words speak of now, in the text that they spoke of before. */
async function anchorAgain(tx: Database, { isPublic, passage }: Words, reply: Reply) {
  const version = reply.questionId ? (await loadQuestion(tx, reply.questionId))?.version : undefined;
  return reply.proposalId ? anchorOf(tx, reply.proposalId, isPublic ? passage : null, version) : {};
}

/** What gave a block its reason, because we asked, goes on giving it, whatever word it begins with now. */
function readAgain(heard: Heard, reply: Reply, { said }: Words): Heard {
  const words = said.text.trim();
  if (!reply.completes || words === "" || isClear(heard)) return heard;
  return { command: "vote", position: "block", reason: words };
}

/** Writes down what the words are now; until closing that is also what stands on record. */
async function changeWords(
  tx: Database,
  written: Words,
  reply: Reply,
  heard: Heard,
  isOpen: boolean,
  ctx: Context,
): Promise<void> {
  const { isPublic, html } = written;
  const said = reasonIn(ctx, heard).reason ?? (reply.reason === null ? null : "");
  const reason = isPublic ? said : null;
  await setReply(tx, reply, {
    html: isPublic ? html : null,
    reason,
    ...(isOpen ? { recordedReason: reason } : {}),
    command: heard.command,
    updatedAt: ctx.now(),
    ...(await anchorAgain(tx, written, reply)),
  });
}

/** Which note its author deleted. */
export type Deleted = Pick<Words, "noteId" | "actorId" | "receivedAt" | "evidence" | "activityId">;

/**
 * Somebody deleted a note of theirs: its words are hidden, and the ballot in force is withdrawn where it came
 * from this note; no earlier ballot comes back. That it was deleted is remembered, also of a note not known yet.
 */
export async function hearDeletion(ctx: Context, tx: Database, deleted: Deleted): Promise<void> {
  const reply = await loadReply(tx, deleted.noteId, deleted.actorId);
  if (reply?.deletedAt) return;
  await saveTombstone(tx, { noteId: deleted.noteId, actorId: deleted.actorId, deletedAt: ctx.now() });
  if (!reply) return;
  const suggestion = await suggestionOfNote(tx, deleted.noteId, deleted.actorId);
  if (suggestion) await dropSuggestion(ctx, tx, suggestion.id);
  const amendment = await amendmentOfNote(tx, deleted.noteId);
  if (amendment?.actorId === deleted.actorId) await dropAmendment(ctx, tx, amendment.id);
  if (reply.questionId) await withdrawBallot(ctx, tx, { ...deleted, questionId: reply.questionId });
  // what was decided by a reason keeps it on record; a wish decides nothing
  const words = suggestion ? { reason: null, recordedReason: null } : {};
  await setReply(tx, reply, { deletedAt: ctx.now(), html: null, ...words });
}
