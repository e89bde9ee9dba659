import { asc, count, eq, lt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { pendingRequests, receivedActivities, refusalLog } from "./schema/index.ts";

export type PendingRequest = typeof pendingRequests.$inferSelect;

/** Notes that an activity is being applied; false where it was before, so that nothing is done twice. */
export async function claimActivity(
  db: Database,
  actorId: string,
  activityId: string,
  at: Date,
): Promise<boolean> {
  const claimed = await db
    .insert(receivedActivities)
    .values({ actorId, activityId, receivedAt: at })
    .onConflictDoNothing()
    .returning({ id: receivedActivities.activityId });
  return claimed.length > 0;
}

/** Keeps a request until its sender is known. */
export async function savePending(db: Database, row: Omit<PendingRequest, "seq">): Promise<void> {
  await db.insert(pendingRequests).values(row);
}

/** Whether requests of somebody wait: then later ones queue behind them. */
export async function hasPending(db: Database, actorId: string): Promise<boolean> {
  const rows = await db
    .select({ seq: pendingRequests.seq })
    .from(pendingRequests)
    .where(eq(pendingRequests.actorId, actorId))
    .limit(1);
  return rows.length > 0;
}

/** The request of somebody that waits longest, locked until commit. */
export async function lockFirstPending(db: Database, actorId: string): Promise<PendingRequest | null> {
  const [row] = await db
    .select()
    .from(pendingRequests)
    .where(eq(pendingRequests.actorId, actorId))
    .orderBy(asc(pendingRequests.seq))
    .limit(1)
    .for("no key update");
  return row ?? null;
}

/** A pending request is done with. */
export async function removePending(db: Database, seq: number): Promise<void> {
  await db.delete(pendingRequests).where(eq(pendingRequests.seq, seq));
}

/** How many requests wait from one origin and from one network address. */
export async function countPending(db: Database, origin: string, address: string) {
  const [ofOrigin] = await db
    .select({ n: count() })
    .from(pendingRequests)
    .where(eq(pendingRequests.origin, origin));
  const [ofAddress] = await db
    .select({ n: count() })
    .from(pendingRequests)
    .where(eq(pendingRequests.address, address));
  return { ofOrigin: ofOrigin?.n ?? 0, ofAddress: ofAddress?.n ?? 0 };
}

/** Whether a request that was received before an instant still waits. */
export async function isPendingBefore(db: Database, at: Date): Promise<boolean> {
  const rows = await db
    .select({ seq: pendingRequests.seq })
    .from(pendingRequests)
    .where(lt(pendingRequests.receivedAt, at))
    .limit(1);
  return rows.length > 0;
}

/** Counts a refusal that belongs to no question of ours. */
export async function logRefusal(db: Database, actorId: string, subject: string, code: string, at: Date) {
  await db
    .insert(refusalLog)
    .values({ actorId, subject: subject.slice(0, 500), code, firstAt: at, lastAt: at })
    .onConflictDoUpdate({
      target: [refusalLog.actorId, refusalLog.subject, refusalLog.code],
      set: { count: sql`${refusalLog.count} + 1`, lastAt: at },
    });
}

/** Throws away claims and logged refusals older than an instant. */
export async function sweepRequests(db: Database, before: Date): Promise<void> {
  await db.delete(receivedActivities).where(lt(receivedActivities.receivedAt, before));
  await db.delete(refusalLog).where(lt(refusalLog.lastAt, before));
}
