import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { replies, tombstones } from "./schema/index.ts";

export type Reply = typeof replies.$inferSelect;

/** Keeps what somebody wrote; a repeat of the same note changes nothing. */
export async function saveReply(db: Database, row: typeof replies.$inferInsert): Promise<boolean> {
  const saved = await db.insert(replies).values(row).onConflictDoNothing().returning({ id: replies.noteId });
  return saved.length > 0;
}

/** What is known of a note that was written to us. */
export async function loadReply(db: Database, noteId: string, actorId: string): Promise<Reply | null> {
  const [row] = await db.select().from(replies).where(isOf(noteId, actorId));
  return row ?? null;
}

/** Changes the words of a note. */
export async function setReply(
  db: Database,
  { noteId, actorId }: Pick<Reply, "noteId" | "actorId">,
  change: Partial<typeof replies.$inferInsert>,
) {
  await db.update(replies).set(change).where(isOf(noteId, actorId));
}

const isOf = (noteId: string, actorId: string) =>
  and(eq(replies.noteId, noteId), eq(replies.actorId, actorId));

/** The newest direct reply of somebody to a question; null where there is none. */
export async function newestReply(db: Database, questionId: string, actorId: string): Promise<Reply | null> {
  const [row] = await db
    .select()
    .from(replies)
    .where(and(eq(replies.questionId, questionId), eq(replies.actorId, actorId), isNull(replies.deletedAt)))
    .orderBy(desc(replies.receivedAt))
    .limit(1);
  return row ?? null;
}

/** The public replies to a question, oldest first, a page at a time. */
export const listReplies = (
  db: Database,
  questionId: string,
  limit: number,
  after?: string,
): Promise<Reply[]> =>
  db
    .select()
    .from(replies)
    .where(
      and(
        eq(replies.questionId, questionId),
        eq(replies.isPublic, true),
        isNull(replies.deletedAt),
        isShown("reply"),
        after ? gt(replies.noteId, after) : undefined,
      ),
    )
    .orderBy(replies.noteId)
    .limit(limit);

/** Remembers that a note was deleted before it was known here. */
export async function saveTombstone(db: Database, row: typeof tombstones.$inferInsert): Promise<void> {
  await db.insert(tombstones).values(row).onConflictDoNothing();
}

/** Whether a note is known to have been deleted by its author. */
export async function isTombstoned(db: Database, noteId: string, actorId: string): Promise<boolean> {
  const rows = await db
    .select({ at: tombstones.deletedAt })
    .from(tombstones)
    .where(and(eq(tombstones.noteId, noteId), eq(tombstones.actorId, actorId)));
  return rows.length > 0;
}

/** Throws away tombstones older than an instant. */
export async function sweepTombstones(db: Database, before: Date): Promise<void> {
  await db.delete(tombstones).where(sql`${tombstones.deletedAt} < ${before.toISOString()}`);
}
