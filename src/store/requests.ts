import { asc, count, eq, lt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { pendingRequests, receivedActivities, refusalLog } from "./schema/index.ts";

export type PendingRequest = typeof pendingRequests.$inferSelect;

/** How an activity stands that is about to be applied. */
export type Claim = "claimed" | "repeated" | "waits";

/**
 * Claims an activity, so that it is applied once: `repeated` where it was before, `waits` where requests of the same
 * sender still wait (then this one queues behind them), unless it is itself the first of those.
 */
export async function claimActivity(
  db: Database,
  actorId: string,
  activityId: string,
  at: Date,
  isFirstWaiting = false,
): Promise<Claim> {
  const [row] = rowsOf<{ pending: boolean; claimed: boolean }>(
    await db.execute(sql`
      with waiting as (select ${isFirstWaiting ? sql`false` : sql`exists (select 1 from pending_request where actor_id = ${actorId})`} as pending),
      claim as (insert into received_activity (actor_id, activity_id, received_at)
        select ${actorId}::text, ${activityId}::text, ${at.toISOString()}::timestamptz from waiting where not pending
        on conflict do nothing returning 1)
      select pending, exists (select 1 from claim) as claimed from waiting`),
  );
  return row?.pending ? "waits" : row?.claimed ? "claimed" : "repeated";
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
