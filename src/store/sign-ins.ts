import { and, count, desc, eq, gt, isNull, lte, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { remoteActors, signIns } from "./schema/index.ts";

export type SignIn = typeof signIns.$inferSelect;

/** Stores a link that somebody asked for. */
export async function saveSignIn(db: Database, row: typeof signIns.$inferInsert): Promise<void> {
  await db.insert(signIns).values(row);
}

/** Loads a link that was asked for. */
export async function loadSignIn(db: Database, id: string): Promise<SignIn | null> {
  const [row] = await db.select().from(signIns).where(eq(signIns.id, id));
  return row ?? null;
}

/**
 * How many links were asked for an account since an instant. The account's row is locked until commit, so that
 * those who ask at once are counted one after the other.
 */
export async function countSignIns(db: Database, actorId: string, since: Date): Promise<number> {
  await db
    .select({ id: remoteActors.id })
    .from(remoteActors)
    .where(eq(remoteActors.id, actorId))
    .for("no key update");
  const [row] = await db
    .select({ asked: count() })
    .from(signIns)
    .where(and(eq(signIns.actorId, actorId), gt(signIns.createdAt, since)));
  return row?.asked ?? 0;
}

/** The link with this code; null where there is none, or none any more. */
export async function findSignIn(db: Database, tokenHash: string): Promise<SignIn | null> {
  const [row] = await db.select().from(signIns).where(eq(signIns.tokenHash, tokenHash));
  return row ?? null;
}

/** The link that a browser asked for last and that still holds. */
export async function newestSignIn(db: Database, browserHash: string, now: Date): Promise<SignIn | null> {
  const [row] = await db
    .select()
    .from(signIns)
    .where(and(eq(signIns.browserHash, browserHash), isNull(signIns.usedAt), gt(signIns.expiresAt, now)))
    .orderBy(desc(signIns.createdAt), desc(signIns.id))
    .limit(1);
  return row ?? null;
}

/** Uses a link up: in one statement, so that of two who come at once one gets it. Null where it does not hold. */
export async function takeSignIn(
  db: Database,
  tokenHash: string,
  browserHash: string,
  now: Date,
): Promise<SignIn | null> {
  const [row] = await db
    .update(signIns)
    .set({ usedAt: now })
    .where(
      and(
        eq(signIns.tokenHash, tokenHash),
        eq(signIns.browserHash, browserHash),
        isNull(signIns.usedAt),
        gt(signIns.expiresAt, now),
      ),
    )
    .returning();
  return row ?? null;
}

/** Throws away links that are over, and what was to deliver them. */
export async function sweepSignIns(db: Database, now: Date): Promise<void> {
  await db.delete(signIns).where(lte(signIns.expiresAt, now));
  await db.execute(sql`
    delete from delivery where subject like 'sign-in:%'
      and subject not in (select 'sign-in:' || id from sign_in)`);
}
