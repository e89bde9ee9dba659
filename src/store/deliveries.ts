import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { announcements, deliveries, hosts } from "./schema/index.ts";

export type Delivery = typeof deliveries.$inferSelect;
export type Announcement = typeof announcements.$inferSelect;

/** Which inbox is to get what. */
export type Wanted = Pick<Delivery, "id" | "assemblyId" | "subject" | "inbox" | "host" | "wanted">;

/**
 * Says that inboxes are to get one subject at one revision. Answers the rows for which a job must be sent: the
 * others have one under way, which will bring the newest state.
 */
export async function wantDeliveries(db: Database, rows: readonly Wanted[]): Promise<{ id: string }[]> {
  const due: { id: string }[] = [];
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500);
    const [{ subject, wanted }] = some as [Wanted];
    const made = await db
      .insert(deliveries)
      .values(some)
      .onConflictDoNothing()
      .returning({ id: deliveries.id, inbox: deliveries.inbox });
    due.push(...made);
    const fresh = new Set(made.map((row) => row.inbox));
    const old = some.map((row) => row.inbox).filter((inbox) => !fresh.has(inbox));
    if (old.length === 0) continue;
    const changed = rowsOf<{ id: string; was_queued: boolean }>(
      await db.execute(sql`
        update delivery d set wanted = ${wanted}, queued = true, ended = null
        from (select id, queued from delivery
          where subject = ${subject} and ${inArray(sql`inbox`, old)} for no key update) o
        where d.id = o.id and d.wanted <= ${wanted} and (o.queued or coalesce(d.sent, -1) < ${wanted})
        returning d.id, o.queued as was_queued`),
    );
    due.push(...changed.filter((row) => !row.was_queued));
  }
  return due;
}

/** Loads a delivery. */
export async function loadDelivery(db: Database, id: string): Promise<Delivery | null> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return row ?? null;
}

/** The inbox has this revision now. Answers whether a newer one was wanted meanwhile. */
export async function finishDelivery(db: Database, id: string, revision: number): Promise<boolean> {
  const [row] = await db
    .update(deliveries)
    .set({ sent: revision, tries: 0, failingSince: null, queued: sql`${deliveries.wanted} > ${revision}` })
    .where(eq(deliveries.id, id))
    .returning({ queued: deliveries.queued });
  return row?.queued ?? false;
}

/** Changes a delivery. */
export async function setDelivery(db: Database, id: string, change: Partial<Delivery>): Promise<void> {
  await db.update(deliveries).set(change).where(eq(deliveries.id, id));
}

/** Keeps an activity as it was signed; the first one stays. Answers the one that is kept. */
export async function keepAnnouncement(
  db: Database,
  row: typeof announcements.$inferInsert,
): Promise<Announcement> {
  await db.insert(announcements).values(row).onConflictDoNothing();
  const kept = await findAnnouncement(db, row.subject, row.verb, row.revision);
  if (!kept) throw new Error(`announcement of ${row.subject} was not kept`);
  return kept;
}

/** The signed activity about a subject at a revision. */
export async function findAnnouncement(
  db: Database,
  subject: string,
  verb: Announcement["verb"],
  revision: number,
): Promise<Announcement | null> {
  const [row] = await db
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.subject, subject),
        eq(announcements.verb, verb),
        eq(announcements.revision, revision),
      ),
    );
  return row ?? null;
}

/** A signed activity by its id. */
export async function loadAnnouncement(db: Database, id: string): Promise<Announcement | null> {
  const [row] = await db.select().from(announcements).where(eq(announcements.id, id));
  return row ?? null;
}

/** How a host has been answering; null where nothing is held against it. */
export async function loadHost(db: Database, host: string): Promise<typeof hosts.$inferSelect | null> {
  const [row] = await db.select().from(hosts).where(eq(hosts.host, host));
  return row ?? null;
}

/** Counts a failure of a host; answers how many it has had in a row. */
export async function countFailure(db: Database, host: string, at: Date): Promise<number> {
  const [row] = await db
    .insert(hosts)
    .values({ host, failures: 1, failingSince: at })
    .onConflictDoUpdate({ target: hosts.host, set: { failures: sql`${hosts.failures} + 1` } })
    .returning({ failures: hosts.failures });
  return row?.failures ?? 1;
}

/** Nothing is to be sent to a host until then. */
export async function holdHost(db: Database, host: string, openUntil: Date): Promise<void> {
  await db.update(hosts).set({ openUntil }).where(eq(hosts.host, host));
}

/** A host answers again. */
export async function forgetFailures(db: Database, host: string): Promise<void> {
  await db.delete(hosts).where(eq(hosts.host, host));
}

/** The deliveries that still wait for a host. */
export const waitingFor = (db: Database, host: string): Promise<Delivery[]> =>
  db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.host, host), eq(deliveries.queued, true), isNull(deliveries.ended)));

/** Throws away what was delivered or given up before an instant, and signed activities that nobody waits for. */
export async function sweepDeliveries(db: Database, before: Date): Promise<void> {
  await db.execute(sql`
    delete from delivery where not queued and created_at < ${before.toISOString()}
      and subject not in (select 'question:' || id from question where closed_at is null)`);
  await db.execute(sql`
    delete from announcement a where created_at < ${before.toISOString()} and verb <> 'Create'
      and not exists (select 1 from delivery d where d.subject = a.subject and d.queued)`);
  await db.delete(hosts).where(lt(hosts.failingSince, before));
}
