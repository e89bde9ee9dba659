import { and, count, desc, eq, gte, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { announcements, notes, voters } from "./schema/index.ts";

export type Note = typeof notes.$inferSelect;

/** Stores something an assembly says. */
export async function saveNote(db: Database, row: typeof notes.$inferInsert): Promise<void> {
  await db.insert(notes).values(row);
}

/** Loads a note of ours. */
export async function loadNote(db: Database, id: string): Promise<Note | null> {
  const [row] = await db.select().from(notes).where(eq(notes.id, id));
  return row ?? null;
}

/** The asking of a note is done with. */
export async function endAsking(db: Database, id: string): Promise<void> {
  await db.update(notes).set({ asksUntil: null }).where(eq(notes.id, id));
}

/** How many answers somebody was given by an assembly since an instant. */
export async function countAnswers(
  db: Database,
  assemblyId: string,
  toActor: string,
  since: Date,
): Promise<number> {
  const [row] = await db
    .select({ answers: count() })
    .from(notes)
    .where(
      and(
        eq(notes.assemblyId, assemblyId),
        eq(notes.toActor, toActor),
        eq(notes.kind, "answer"),
        gte(notes.publishedAt, since),
      ),
    );
  return row?.answers ?? 0;
}

/** Whether somebody was told one of these things about a question before. */
export async function wasTold(db: Database, questionId: string, toActor: string, says: readonly string[]) {
  const rows = await db
    .select({ id: notes.id })
    .from(notes)
    .where(and(eq(notes.questionId, questionId), eq(notes.toActor, toActor), inArray(notes.says, [...says])))
    .limit(1);
  return rows.length > 0;
}

/** The newest note to somebody that still asks them for something of this kind. */
export async function openAsking(
  db: Database,
  assemblyId: string,
  toActor: string,
  now: Date,
): Promise<Note | null> {
  const [row] = await db
    .select()
    .from(notes)
    .where(
      and(
        eq(notes.assemblyId, assemblyId),
        eq(notes.toActor, toActor),
        isNotNull(notes.asks),
        gte(notes.asksUntil, now),
      ),
    )
    .orderBy(desc(notes.publishedAt))
    .limit(1);
  return row ?? null;
}

/** The public notes about a proposal (its deliberation, its outcome), newest first. */
export const notesOfProposal = (db: Database, proposalId: string): Promise<Note[]> =>
  db
    .select()
    .from(notes)
    .where(and(eq(notes.proposalId, proposalId), isNull(notes.toActor)))
    .orderBy(desc(notes.publishedAt), desc(notes.id));

/** What an assembly has said in public, newest first. */
export const publicNotes = (db: Database, assemblyId: string, limit: number): Promise<Note[]> =>
  db
    .select()
    .from(notes)
    .where(and(eq(notes.assemblyId, assemblyId), isNull(notes.toActor)))
    .orderBy(desc(notes.publishedAt), desc(notes.id))
    .limit(limit);

/** A statement of an outcome. */
export type OutcomeNote = Pick<Note, "id" | "toActor" | "language"> & { readonly questionId: string };

/** The statements of outcomes of questions in which somebody voted. */
export async function outcomesNaming(db: Database, actorId: string): Promise<OutcomeNote[]> {
  const rows = await db
    .select({
      ...{ id: notes.id, toActor: notes.toActor, language: notes.language, questionId: notes.questionId },
    })
    .from(notes)
    .innerJoin(voters, eq(voters.questionId, notes.questionId))
    .where(and(eq(notes.kind, "outcome"), eq(voters.actorId, actorId), isNotNull(voters.membershipId)));
  return rows.flatMap(({ questionId, ...note }) => (questionId ? [{ ...note, questionId }] : []));
}

/** A note has other words from now on; what was signed of it is signed no more. */
export async function rewriteNote(db: Database, id: string, html: string, at: Date): Promise<void> {
  await db.delete(announcements).where(eq(announcements.subject, `note:${id}`));
  await db
    .update(notes)
    .set({ html, revision: sql`${notes.revision} + 1`, updatedAt: at })
    .where(and(eq(notes.id, id), ne(notes.html, html)));
}
