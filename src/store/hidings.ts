import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { hidings, replies } from "./schema/index.ts";

export type Hiding = typeof hidings.$inferSelect;

/** Holds for a row of `reply` under this alias whose words no facilitator hides now. */
export const isShown = (reply: string) =>
  sql<boolean>`not exists (select 1 from hiding h where h.note_id = ${sql.raw(reply)}.note_id
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

/** What was hidden, and the proposal about which it was said; null where it was about none. */
export type HidingAbout = Hiding & { readonly proposalId: string | null };

const about = (db: Database) =>
  db
    .select({ hiding: hidings, proposalId: replies.proposalId })
    .from(hidings)
    .leftJoin(replies, and(eq(replies.noteId, hidings.noteId), eq(replies.actorId, hidings.actorId)));

const flat = ({ hiding, proposalId }: Awaited<ReturnType<typeof about>>[number]): HidingAbout => ({
  ...hiding,
  proposalId,
});

/** What was hidden in an assembly, newest first, whether it is shown again or not, a page at a time. */
export async function listHidings(
  db: Database,
  assemblyId: string,
  limit: number,
  offset: number,
): Promise<HidingAbout[]> {
  const rows = await about(db)
    .where(eq(hidings.assemblyId, assemblyId))
    .orderBy(desc(hidings.at), desc(hidings.id))
    .limit(limit)
    .offset(offset);
  return rows.map(flat);
}

/** What is hidden now of what was said about a proposal, newest first. */
export async function hiddenAbout(db: Database, proposalId: string, limit = 200): Promise<HidingAbout[]> {
  const rows = await about(db)
    .where(and(eq(replies.proposalId, proposalId), isNull(hidings.shownAt)))
    .orderBy(desc(hidings.at), desc(hidings.id))
    .limit(limit);
  return rows.map(flat);
}
