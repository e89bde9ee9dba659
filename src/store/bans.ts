import { and, desc, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { bans, followers, memberships } from "./schema/index.ts";

export type Ban = typeof bans.$inferSelect;

/** Running at an instant: begun, not ended, and not past its own end. */
const isRunning = (now: Date) =>
  and(lte(bans.at, now), isNull(bans.endedAt), or(isNull(bans.until), gt(bans.until, now)));

const isOf = (assemblyId: string | null) =>
  assemblyId ? eq(bans.assemblyId, assemblyId) : isNull(bans.assemblyId);

/** A ban that keeps one of the targets (an account, its host) from an assembly now, its own or the server's. */
export async function findBan(
  db: Database,
  assemblyId: string,
  targets: readonly string[],
  now: Date,
): Promise<Ban | null> {
  const [row] = await db
    .select()
    .from(bans)
    .where(
      and(
        inArray(bans.target, [...targets]),
        or(eq(bans.assemblyId, assemblyId), isNull(bans.assemblyId)),
        isRunning(now),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** The running ban of one of these targets, by an assembly or with null by the server, locked until commit. */
export async function lockBan(
  db: Database,
  assemblyId: string | null,
  targets: readonly string[],
  now: Date,
): Promise<Ban | null> {
  const [row] = await db
    .select()
    .from(bans)
    .where(and(isOf(assemblyId), inArray(bans.target, [...targets]), isRunning(now)))
    .limit(1)
    .for("no key update");
  return row ?? null;
}

/** Writes a ban down. */
export async function saveBan(db: Database, row: typeof bans.$inferInsert): Promise<void> {
  await db.insert(bans).values(row);
}

/** Ends a ban before its time. */
export async function endBan(db: Database, id: string, endedBy: string, endedAt: Date): Promise<void> {
  await db.update(bans).set({ endedAt, endedBy }).where(eq(bans.id, id));
}

/** Bans by an assembly, or with null by the server, newest first: those that run at an instant, or those that are over. */
export const listBans = (
  db: Database,
  assemblyId: string | null,
  now: Date,
  which: "running" | "past",
  limit = 100,
  offset = 0,
): Promise<Ban[]> =>
  db
    .select()
    .from(bans)
    .where(
      and(
        isOf(assemblyId),
        which === "running" ? isRunning(now) : or(isNotNull(bans.endedAt), lte(bans.until, now)),
      ),
    )
    .orderBy(desc(bans.at), desc(bans.id))
    .limit(limit)
    .offset(offset);

/** Drops the follows of an account, or of everybody on a host: of one assembly, or with null of all. */
export async function dropFollows(db: Database, assemblyId: string | null, target: string): Promise<void> {
  await db
    .delete(followers)
    .where(
      and(
        or(eq(followers.actorId, target), sql`split_part(${followers.actorId}, '/', 3) = ${target}`),
        assemblyId ? eq(followers.assemblyId, assemblyId) : undefined,
      ),
    );
}

/** Whether an account is a member of an assembly, or anybody on a host is. */
export async function hasMemberAt(db: Database, assemblyId: string, target: string): Promise<boolean> {
  const rows = await db
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.assemblyId, assemblyId),
        eq(memberships.state, "member"),
        or(eq(memberships.actorId, target), sql`split_part(${memberships.actorId}, '/', 3) = ${target}`),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
