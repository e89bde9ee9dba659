import type { Context } from "../context.ts";
import type { Position } from "../domain/ballot.ts";
import type { Database } from "../store/database.ts";
import { openObjectionOf, saveObjection, setObjection } from "../store/objections.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import type { Question } from "../store/questions.ts";

/** What somebody's ballot says now; `position` null: it was taken back. */
export type Standing = {
  readonly membershipId: string;
  readonly actorId: string;
  readonly position: Position | null;
  readonly noteId: string | null;
  /** What would lift the block, where they say. */
  readonly change?: string | null;
  /** The id of the amendment that would lift it, where they name one. */
  readonly amendmentId?: string | null;
};

/**
 * Keeps the objection board in step with the ballots: a block raises an objection or gives it other words; any other
 * answer of the same person lifts it. Nothing under rules that bear no blocks.
 */
export async function followBlock(
  ctx: Context,
  tx: Database,
  question: Question,
  { membershipId, actorId, position, noteId, change, amendmentId = null }: Standing,
): Promise<void> {
  if (question.rule.blocks === null) return;
  const { proposalId, assemblyId, id: questionId } = question;
  const open = await openObjectionOf(tx, { proposalId, actorId, kind: "block", questionId });
  const at = ctx.now();
  const log = (kind: "raised" | "lifted", subject: string) =>
    appendPublicEvent(tx, { id: ctx.newId(), assemblyId, proposalId, subject, kind, by: actorId, at });
  if (position !== "block") {
    if (!open) return;
    await setObjection(tx, open.id, { state: "lifted", settledAt: at });
    return log("lifted", open.id);
  }
  if (open) {
    // what would lift it is said anew as a whole, or stays
    const lifts = change || amendmentId ? { change: change ?? open.change, amendmentId } : {};
    return setObjection(tx, open.id, { noteId, ...lifts });
  }
  const id = ctx.newId();
  await saveObjection(tx, {
    ...{ id, proposalId, questionId, version: question.version, membershipId, actorId, noteId },
    ...{ kind: "block", change: change ?? null, amendmentId, state: "raised", raisedAt: at },
  });
  await log("raised", id);
}
