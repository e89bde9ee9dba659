import { and, asc, eq, gt, ne, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { followers, membershipEvents, memberships } from "./schema/index.ts";

export type Membership = typeof memberships.$inferSelect;

/** Somebody's membership, locked until commit; null where they never had one. */
export async function lockMembership(
  db: Database,
  assemblyId: string,
  actorId: string,
): Promise<Membership | null> {
  const [row] = await db
    .select()
    .from(memberships)
    .where(and(eq(memberships.assemblyId, assemblyId), eq(memberships.actorId, actorId)))
    .for("no key update");
  return row ?? null;
}

/** A membership by its id, which is known to exist. */
export async function loadSeat(db: Database, id: string): Promise<Membership> {
  const [row] = await db.select().from(memberships).where(eq(memberships.id, id));
  if (!row) throw new Error(`no membership ${id}`);
  return row;
}

/** Whether somebody is a member now. */
export async function isMember(db: Database, assemblyId: string, actorId: string): Promise<boolean> {
  const rows = await db
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.assemblyId, assemblyId),
        eq(memberships.actorId, actorId),
        eq(memberships.state, "member"),
      ),
    );
  return rows.length > 0;
}

type Change = {
  membershipId: string;
  eventId: string;
  kind: (typeof membershipEvents.$inferInsert)["kind"];
  by: string;
  at: Date;
  /** What else belongs to it: the version affirmed, the door, the proposal that decided, an invitation's id. */
  detail?: Readonly<Record<string, string | number>>;
};

/** Writes down what happened to a membership. */
export async function appendMembershipEvent(db: Database, { eventId, ...event }: Change) {
  await db.insert(membershipEvents).values({ id: eventId, ...event });
}

/** Makes a membership, or changes the one there is; false where two came at once and this one was second. */
export async function saveMembership(
  db: Database,
  row: typeof memberships.$inferInsert,
  existing: Membership | null,
): Promise<boolean> {
  if (existing) {
    const { state, admittedBy, joinedAt, leftAt, affirmedAt, affirmedVersion, language } = row;
    await db
      .update(memberships)
      .set({ state, admittedBy, joinedAt, leftAt, affirmedAt, affirmedVersion, language })
      .where(eq(memberships.id, existing.id));
    return true;
  }
  const saved = await db
    .insert(memberships)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: memberships.id });
  return saved.length > 0;
}

/** Ends or begins a membership without touching how it began. */
export async function setMembership(
  db: Database,
  id: string,
  change: Partial<typeof memberships.$inferInsert>,
): Promise<void> {
  await db.update(memberships).set(change).where(eq(memberships.id, id));
}

/** Writes down, once, that somebody has affirmed the values of the constitution in force. */
export async function affirmMembership(
  db: Database,
  membershipId: string,
  eventId: string,
  at: Date,
): Promise<void> {
  const now = sql`${at.toISOString()}::timestamptz`;
  await db.execute(sql`
    with affirmed as (update membership set affirmed_at = ${now}, affirmed_version = a.constitution
      from assembly a where a.id = membership.assembly_id and membership.id = ${membershipId}
        and affirmed_at is null returning membership.id, a.constitution)
    insert into membership_event (id, membership_id, kind, by, at, detail)
    select ${eventId}::uuid, id, 'affirmed', 'self', ${now}, jsonb_build_object('version', constitution)
    from affirmed`);
}

/** The members, a page at a time, in the order in which their memberships were made. */
export const listMembers = (
  db: Database,
  assemblyId: string,
  limit: number,
  after?: string,
): Promise<Membership[]> =>
  db
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.assemblyId, assemblyId),
        eq(memberships.state, "member"),
        after ? gt(memberships.id, after) : undefined,
      ),
    )
    .orderBy(asc(memberships.id))
    .limit(limit);

/** Stores a follow; a repeat refreshes it. */
export async function saveFollower(db: Database, row: typeof followers.$inferInsert): Promise<void> {
  await db
    .insert(followers)
    .values(row)
    .onConflictDoUpdate({
      target: [followers.assemblyId, followers.actorId],
      set: { activityId: row.activityId ?? null, blocked: row.blocked ?? false },
    });
}

/** Ends a follow. */
export async function removeFollower(db: Database, assemblyId: string, actorId: string): Promise<void> {
  await db.delete(followers).where(and(eq(followers.assemblyId, assemblyId), eq(followers.actorId, actorId)));
}

/** Whether somebody follows. */
export async function isFollower(db: Database, assemblyId: string, actorId: string): Promise<boolean> {
  const rows = await db
    .select({ id: followers.actorId })
    .from(followers)
    .where(and(eq(followers.assemblyId, assemblyId), eq(followers.actorId, actorId)));
  return rows.length > 0;
}

/** The assembly that a Follow was sent to, by the Follow's id; null where it is not known. */
export async function findFollow(db: Database, actorId: string, activityId: string): Promise<string | null> {
  const [row] = await db
    .select({ assemblyId: followers.assemblyId })
    .from(followers)
    .where(and(eq(followers.actorId, actorId), eq(followers.activityId, activityId)));
  return row?.assemblyId ?? null;
}

/** Ends every follow of somebody. */
export async function removeFollows(db: Database, actorId: string): Promise<void> {
  await db.delete(followers).where(eq(followers.actorId, actorId));
}

/** The assemblies that somebody is a member of, or invited to. */
export async function assembliesOf(db: Database, actorId: string): Promise<string[]> {
  const rows = await db
    .select({ assemblyId: memberships.assemblyId })
    .from(memberships)
    .where(and(eq(memberships.actorId, actorId), ne(memberships.state, "left")));
  return rows.map((row) => row.assemblyId);
}

/** The id of the Follow by which somebody follows; null where they do not. */
export async function followIdOf(db: Database, assemblyId: string, actorId: string): Promise<string | null> {
  const [row] = await db
    .select({ activityId: followers.activityId })
    .from(followers)
    .where(and(eq(followers.assemblyId, assemblyId), eq(followers.actorId, actorId)));
  return row?.activityId ?? null;
}
