import type { Context } from "../context.ts";
import type { Heard } from "../domain/words/read.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { loadVoter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { loadProposal, lockQuestion } from "../store/questions.ts";
import {
  isTombstoned,
  loadReply,
  newestReply,
  type Reply,
  saveTombstone,
  setReply,
} from "../store/replies.ts";
import { withdrawBallot } from "./cast-ballot.ts";
import { hearVote } from "./hear-vote.ts";
import { say } from "./say.ts";
import type { Words } from "./words.ts";

/**
 * Somebody edited a note of theirs. The reply that the ballot in force came from is read again: another word
 * changes the ballot, no command withdraws it, and the person is told. Edits of older replies change words only;
 * so do edits after closing, where the reason on record stays and the new one is shown beside it.
 */
export async function hearEdit(ctx: Context, tx: Database, written: Words): Promise<void> {
  const reply = await loadReply(tx, written.noteId, written.actorId);
  if (!reply || reply.deletedAt) return;
  if (await isTombstoned(tx, written.noteId, written.actorId)) return;
  const question = reply.questionId ? await lockQuestion(tx, reply.questionId) : null;
  const assembly = await loadAssemblyById(tx, reply.assemblyId);
  const heard = ctx.readWords(written.said, (question?.rule ?? assembly.rule).blocks !== null);
  await changeWords(tx, written, reply, heard, ctx.now());
  if (!question || question.closedAt || written.receivedAt >= question.closesAt) return;
  const voter = await loadVoter(tx, question.id, written.actorId);
  const isSource = voter.standing?.via === "words" && voter.standing.noteId === written.noteId;
  // who has never voted may mend their newest reply into a vote; nothing is changed by it but their own silence
  const mends =
    !voter.everVoted && (await newestReply(tx, question.id, written.actorId))?.noteId === written.noteId;
  if (heard.command === "vote" && (isSource || mends)) {
    const same = voter.standing?.position === heard.position && reply.reason === heard.reason;
    if (!same) await hearVote(ctx, tx, written, { assembly, question }, heard);
    return;
  }
  if (!isSource || !(await withdrawBallot(ctx, tx, { ...written, questionId: question.id }))) return;
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
  });
}

async function changeWords(
  tx: Database,
  written: Words,
  reply: Reply,
  heard: Heard,
  now: Date,
): Promise<void> {
  // words that were not public once are not made public by an edit, nor the other way round
  const isPublic = written.isPublic && reply.isPublic;
  const reason = heard.command === "vote" ? heard.reason : reply.reason === null ? null : "";
  await setReply(tx, reply, {
    html: isPublic ? written.html : null,
    reason: isPublic ? reason : null,
    command: heard.command,
    updatedAt: now,
  });
}

/** Which note its author deleted. */
export type Deleted = Pick<Words, "noteId" | "actorId" | "receivedAt" | "evidence" | "activityId">;

/**
 * Somebody deleted a note of theirs: its words are hidden, and the ballot in force is withdrawn where it came
 * from this note; no earlier ballot comes back. A note that is not known yet is remembered as deleted.
 */
export async function hearDeletion(ctx: Context, tx: Database, deleted: Deleted): Promise<void> {
  const reply = await loadReply(tx, deleted.noteId, deleted.actorId);
  if (!reply) {
    await saveTombstone(tx, { noteId: deleted.noteId, actorId: deleted.actorId, deletedAt: ctx.now() });
    return;
  }
  if (reply.deletedAt) return;
  if (reply.questionId) await withdrawBallot(ctx, tx, { ...deleted, questionId: reply.questionId });
  await setReply(tx, reply, { deletedAt: ctx.now(), html: null });
}
