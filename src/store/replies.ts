import { and, count, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
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
    .where(
      and(
        eq(replies.questionId, questionId),
        eq(replies.actorId, actorId),
        isNull(replies.rootId),
        isNull(replies.quotes),
        isNull(replies.deletedAt),
      ),
    )
    .orderBy(desc(replies.receivedAt))
    .limit(1);
  return row ?? null;
}

/** The reply by the id of its note; null where none is kept, or two people claim it. */
export async function findParent(db: Database, noteId: string): Promise<Reply | null> {
  const rows = await db.select().from(replies).where(eq(replies.noteId, noteId)).limit(2);
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

/** A reply by its id, of one proposal; null where there is none. */
export async function findReply(db: Database, proposalId: string, id: string): Promise<Reply | null> {
  const [row] = await db
    .select()
    .from(replies)
    .where(and(eq(replies.id, id), eq(replies.proposalId, proposalId)));
  return row ?? null;
}

/** How much somebody has said to an assembly since an instant, whatever became of it. */
export async function countHeard(
  db: Database,
  assemblyId: string,
  actorId: string,
  since: Date,
): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(replies)
    .where(
      and(eq(replies.actorId, actorId), gt(replies.receivedAt, since), eq(replies.assemblyId, assemblyId)),
    );
  return row?.n ?? 0;
}

/**
 * Which replies a collection holds: those to a question, or those about a proposal before it had one. `direct`: those
 * that answer it itself, and not what stands below them.
 */
export type Held = {
  readonly of: { readonly questionId: string } | { readonly proposalId: string };
  readonly direct: boolean;
};

/** The public replies that are shown and that other servers can ask for, oldest first, a page at a time. */
export const listReplies = (
  db: Database,
  { of, direct }: Held,
  limit: number,
  after?: string,
): Promise<Pick<Reply, "id" | "noteId">[]> =>
  db
    .select({ id: replies.id, noteId: replies.noteId })
    .from(replies)
    .where(
      and(
        "questionId" in of
          ? eq(replies.questionId, of.questionId)
          : and(eq(replies.proposalId, of.proposalId), isNull(replies.questionId)),
        direct ? and(isNull(replies.rootId), isNull(replies.quotes)) : undefined,
        eq(replies.isPublic, true),
        isNull(replies.deletedAt),
        isNotNull(replies.html),
        isShown("reply"),
        // what was written on a page of ours is no note that anybody could ask for
        sql`${replies.noteId} not like ${`%/words/${"_".repeat(36)}`}`,
        after ? gt(replies.id, after) : undefined,
      ),
    )
    .orderBy(replies.id)
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
