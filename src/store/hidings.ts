import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { hidings, replies } from "./schema/index.ts";

export type Hiding = typeof hidings.$inferSelect;

/** Holds for a row of `reply` under this alias whose words no facilitator hides now. */
export const isShown = (reply: string) =>
  sql`not exists (select 1 from hiding h where h.note_id = ${sql.raw(reply)}.note_id
    and h.actor_id = ${sql.raw(reply)}.actor_id and h.shown_at is null)`;

/** Who wrote a note that is kept with an assembly's discussions; null where it is not known, or said by several. */
export async function authorOf(db: Database, assemblyId: string, noteId: string): Promise<string | null> {
  const rows = await db
    .select({ actorId: replies.actorId })
    .from(replies)
    .where(and(eq(replies.assemblyId, assemblyId), eq(replies.noteId, noteId)))
    .limit(2);
  return rows.length === 1 ? (rows[0]?.actorId ?? null) : null;
}

/** The hiding of a note that stands; null where its words are shown. */
export async function standingHiding(
  db: Database,
  assemblyId: string,
  noteId: string,
  actorId: string,
): Promise<Hiding | null> {
  const [row] = await db
    .select()
    .from(hidings)
    .where(
      and(
        eq(hidings.assemblyId, assemblyId),
        eq(hidings.noteId, noteId),
        eq(hidings.actorId, actorId),
        isNull(hidings.shownAt),
      ),
    )
    .for("no key update");
  return row ?? null;
}

/** Writes a hiding down. */
export async function saveHiding(db: Database, row: typeof hidings.$inferInsert): Promise<void> {
  await db.insert(hidings).values(row);
}

/** Ends a hiding. */
export async function endHiding(db: Database, id: string, shownBy: string, shownAt: Date): Promise<void> {
  await db.update(hidings).set({ shownBy, shownAt }).where(eq(hidings.id, id));
}

/** What was hidden in an assembly, newest first, whether it is shown again or not. */
export const listHidings = (db: Database, assemblyId: string, limit = 100): Promise<Hiding[]> =>
  db
    .select()
    .from(hidings)
    .where(eq(hidings.assemblyId, assemblyId))
    .orderBy(desc(hidings.at), desc(hidings.id))
    .limit(limit);
