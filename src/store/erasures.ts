import { eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { erasures, memberships, objections, proposals, questions, rolls, voters } from "./schema/index.ts";

/** Somebody's wish to be erased, as long as it waits. */
export type Erasure = typeof erasures.$inferSelect;

/** The wish of somebody that waits; null where there is none. */
export async function findErasure(db: Database, actorId: string): Promise<Erasure | null> {
  const [row] = await db.select().from(erasures).where(eq(erasures.actorId, actorId));
  return row ?? null;
}

/** Writes a wish down; false where the person has one already. */
export async function saveErasure(db: Database, row: Erasure): Promise<boolean> {
  const saved = await db.insert(erasures).values(row).onConflictDoNothing().returning({ id: erasures.id });
  return saved.length > 0;
}

/** A wish by its id; null where it was carried out or taken back. */
export async function loadErasure(db: Database, id: string): Promise<Erasure | null> {
  const [row] = await db.select().from(erasures).where(eq(erasures.id, id));
  return row ?? null;
}

/** A wish by its id, locked until commit; null where it was carried out or taken back. */
export async function lockErasure(db: Database, id: string): Promise<Erasure | null> {
  const [row] = await db.select().from(erasures).where(eq(erasures.id, id)).for("update");
  return row ?? null;
}

/** A wish waits longer. */
export async function postponeErasure(db: Database, id: string, dueAt: Date): Promise<void> {
  await db.update(erasures).set({ dueAt }).where(eq(erasures.id, id));
}

/** A wish is carried out, or taken back; false where there was none. */
export async function removeErasure(db: Database, actorId: string): Promise<boolean> {
  const gone = await db.delete(erasures).where(eq(erasures.actorId, actorId)).returning({ id: erasures.id });
  return gone.length > 0;
}

/**
 * When the last open question closes on whose roll somebody is, in which they voted, or which is about them; null
 * where there is none.
 */
export async function heldUntil(db: Database, actorId: string): Promise<Date | null> {
  const [row] = rowsOf<{ closes_at: string | Date | null }>(
    await db.execute(sql`
      select max(q.closes_at) as closes_at from question q join proposal p on p.id = q.proposal_id
      where q.closed_at is null and (p.act->>'who' = ${actorId} or p.act->>'target' = ${actorId}
        or exists (select 1 from roll r where r.question_id = q.id and r.actor_id = ${actorId})
        or exists (select 1 from voter v where v.question_id = q.id and v.actor_id = ${actorId}))`),
  );
  return row?.closes_at ? new Date(row.closes_at) : null;
}

/** Who is erased, and how they are found: by the patterns of `domain/erasure.ts`. */
export type Erasing = {
  readonly actorId: string;
  /** What stands for them from now on. */
  readonly standIn: string;
  readonly ids: string;
  readonly names: string;
  /** The same for texts that are about them, where their bare name means them too. */
  readonly bareNames: string;
  /** What their ban keeps instead of their id. */
  readonly sealed: string;
};

/** A seat of somebody's, and what their tag in the ledger is made with. */
export type Seat = Pick<typeof memberships.$inferSelect, "id" | "assemblyId" | "state" | "salt">;

/**
 * Locks, in the order in which every act does, all that an erasure is to change and others change too: proposals,
 * questions, objections, seats. Answers the person's own seats.
 */
export async function lockAllOf(db: Database, { actorId, names }: Erasing): Promise<Seat[]> {
  const named = (...columns: readonly PgColumn[]): SQL[] =>
    columns.map((column) => sql`${column} ~* ${names}`);
  await db
    .select({ id: proposals.id })
    .from(proposals)
    .where(
      or(eq(proposals.author, actorId), isAbout(actorId), ...named(proposals.title, proposals.statement)),
    )
    .orderBy(proposals.id)
    .for("no key update");
  const about = db.select({ id: proposals.id }).from(proposals).where(isAbout(actorId));
  const among = (table: typeof rolls | typeof voters): SQL =>
    inArray(questions.id, db.select({ id: table.questionId }).from(table).where(eq(table.actorId, actorId)));
  await db
    .select({ id: questions.id })
    .from(questions)
    .where(or(among(rolls), among(voters), inArray(questions.proposalId, about)))
    .orderBy(questions.id)
    .for("no key update");
  const { actorId: by, answeredBy, change, answer } = objections;
  await db
    .select({ id: objections.id })
    .from(objections)
    .where(or(eq(by, actorId), eq(answeredBy, actorId), ...named(change, answer)))
    .orderBy(objections.id)
    .for("no key update");
  const { id, assemblyId, state, salt } = memberships;
  const seats = await db
    .select({ id, assemblyId, state, salt, actorId: memberships.actorId })
    .from(memberships)
    .where(or(eq(memberships.actorId, actorId), eq(memberships.admittedBy, actorId)))
    .orderBy(memberships.id)
    .for("update");
  return seats.filter((seat) => seat.actorId === actorId);
}

/** Holds for a proposal that does something to somebody. */
export const isAbout = (actorId: string): SQL =>
  sql`(${proposals.act}->>'who' = ${actorId} or ${proposals.act}->>'target' = ${actorId})`;

/** Lets the triggers of what is only added to pass what an erasure takes out, until this transaction ends. */
export async function beginErasing(db: Database): Promise<void> {
  await db.execute(sql`select set_config('folkmoot.erasing', 'on', true)`);
}
