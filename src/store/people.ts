import { and, asc, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { vouchesAmong } from "./joining.ts";
import type { Membership } from "./members.ts";
import type { Proposal } from "./questions.ts";
import { membershipEvents, memberships, proposals } from "./schema/index.ts";

export type MembershipEvent = typeof membershipEvents.$inferSelect;

/** How each of some memberships last began: by whom, when, through which door (`detail.door`), by membership id. */
export async function comingsOf(
  db: Database,
  membershipIds: readonly string[],
): Promise<Map<string, MembershipEvent>> {
  if (membershipIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(membershipEvents)
    .where(
      and(inArray(membershipEvents.membershipId, [...membershipIds]), eq(membershipEvents.kind, "joined")),
    )
    .orderBy(membershipEvents.at, membershipEvents.id);
  return new Map(rows.map((row) => [row.membershipId, row]));
}

/** What happened to a membership, oldest first. */
export const eventsOfMembership = (db: Database, membershipId: string): Promise<MembershipEvent[]> =>
  db
    .select()
    .from(membershipEvents)
    .where(eq(membershipEvents.membershipId, membershipId))
    .orderBy(membershipEvents.at, membershipEvents.id);

/** Somebody who waits to become a member, and who vouches for them and is a member now. */
export type Waiting = { readonly membership: Membership; readonly vouchers: readonly string[] };

/** Who asks to join, or is invited, in the order in which they came. */
export async function listWaiting(
  db: Database,
  assemblyId: string,
  state: "asking" | "invited",
  limit = 100,
): Promise<Waiting[]> {
  const rows = await db
    .select()
    .from(memberships)
    .where(and(eq(memberships.assemblyId, assemblyId), eq(memberships.state, state)))
    .orderBy(asc(memberships.id))
    .limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const given = await vouchesAmong(db, assemblyId, ids);
  return rows.map((membership) => ({
    membership,
    vouchers: given.filter((vouch) => vouch.membershipId === membership.id).map(({ by }) => by),
  }));
}

/** Who was a member and is none any more, by their own word or by decision, the last first. */
export const listFormer = (db: Database, assemblyId: string, limit = 100): Promise<Membership[]> =>
  db
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.assemblyId, assemblyId),
        inArray(memberships.state, ["left", "removed"]),
        isNotNull(memberships.joinedAt),
      ),
    )
    .orderBy(desc(memberships.leftAt))
    .limit(limit);

/** Somebody's membership without locking it, by its id or by whose it is; null where there is none. */
export async function findMembership(
  db: Database,
  assemblyId: string,
  by: { readonly id: string } | { readonly actorId: string },
): Promise<Membership | null> {
  const [row] = await db
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.assemblyId, assemblyId),
        "id" in by ? eq(memberships.id, by.id) : eq(memberships.actorId, by.actorId),
      ),
    );
  return row ?? null;
}

/** The proposals of an assembly to admit or to remove these people, those never brought aside, newest first. */
export const proposalsAbout = (
  db: Database,
  assemblyId: string,
  what: "admit" | "remove",
  people: readonly string[],
): Promise<Proposal[]> =>
  people.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(proposals)
        .where(
          and(
            eq(proposals.assemblyId, assemblyId),
            isNotNull(proposals.deliberationFrom),
            sql`${proposals.act}->>'what' = ${what}`,
            inArray(sql`${proposals.act}->>'who'`, [...people]),
          ),
        )
        .orderBy(desc(proposals.id));
