import { and, count, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { Database } from "./database.ts";
import { invitations, membershipEvents, memberships, vouches } from "./schema/index.ts";

export type Invitation = typeof invitations.$inferSelect;

/** Writes a vouch down; false where this member vouches for them already. */
export async function saveVouch(db: Database, row: typeof vouches.$inferInsert): Promise<boolean> {
  const saved = await db.insert(vouches).values(row).onConflictDoNothing().returning({ by: vouches.by });
  return saved.length > 0;
}

/** Who vouches for whom of some memberships and is a member now, in the order in which they did. */
export const vouchesAmong = (
  db: Database,
  assemblyId: string,
  membershipIds: readonly string[],
): Promise<{ membershipId: string; by: string }[]> =>
  db
    .select({ membershipId: vouches.membershipId, by: vouches.by })
    .from(vouches)
    .innerJoin(
      memberships,
      and(
        eq(memberships.actorId, vouches.by),
        eq(memberships.assemblyId, assemblyId),
        eq(memberships.state, "member"),
      ),
    )
    .where(inArray(vouches.membershipId, [...membershipIds]))
    .orderBy(vouches.at, vouches.by);

/** Who vouches for somebody and is a member now, in the order in which they did. */
export const vouchersOf = async (db: Database, assemblyId: string, membershipId: string): Promise<string[]> =>
  (await vouchesAmong(db, assemblyId, [membershipId])).map(({ by }) => by);

/** Forgets the vouches for somebody: who comes again is vouched for again. Their events stay. */
export async function removeVouches(db: Database, membershipId: string): Promise<void> {
  await db.delete(vouches).where(eq(vouches.membershipId, membershipId));
}

/** Whether the assembly removed somebody who has not been a member since. */
export const wasRemoved = async (db: Database, membershipId: string): Promise<boolean> =>
  (await removedAmong(db, [membershipId])).has(membershipId);

/** Those of some memberships that the assembly ended, and that have not begun again since. */
export async function removedAmong(db: Database, membershipIds: readonly string[]): Promise<Set<string>> {
  if (membershipIds.length === 0) return new Set();
  const rows = await db
    .selectDistinctOn([membershipEvents.membershipId], {
      id: membershipEvents.membershipId,
      kind: membershipEvents.kind,
    })
    .from(membershipEvents)
    .where(
      and(
        inArray(membershipEvents.membershipId, [...membershipIds]),
        inArray(membershipEvents.kind, ["removed", "joined"]),
      ),
    )
    .orderBy(membershipEvents.membershipId, desc(membershipEvents.at), desc(membershipEvents.id));
  return new Set(rows.filter(({ kind }) => kind === "removed").map(({ id }) => id));
}

const isOpen = (now: Date) =>
  and(isNull(invitations.usedAt), isNull(invitations.endedAt), gt(invitations.expiresAt, now));

/** Stores an invitation. */
export async function saveInvitation(db: Database, row: typeof invitations.$inferInsert): Promise<void> {
  await db.insert(invitations).values(row);
}

/** The open invitation that a code's hash belongs to; null where it was used, has ended, or never was. */
export async function openInvitation(db: Database, codeHash: string, now: Date): Promise<Invitation | null> {
  const [row] = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.codeHash, codeHash), isOpen(now)));
  return row ?? null;
}

/** Loads an invitation. */
export async function loadInvitation(db: Database, id: string): Promise<Invitation | null> {
  const [row] = await db.select().from(invitations).where(eq(invitations.id, id));
  return row ?? null;
}

/** Uses an open invitation, or ends it; false where somebody else was first. */
export async function closeInvitation(
  db: Database,
  id: string,
  change: { readonly usedBy: string } | "end",
  now: Date,
): Promise<boolean> {
  const rows = await db
    .update(invitations)
    .set(change === "end" ? { endedAt: now } : { usedBy: change.usedBy, usedAt: now })
    .where(and(eq(invitations.id, id), isOpen(now)))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** How many invitations of a member are open. */
export async function countInvitations(
  db: Database,
  assemblyId: string,
  by: string,
  now: Date,
): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(invitations)
    .where(and(eq(invitations.assemblyId, assemblyId), eq(invitations.by, by), isOpen(now)));
  return row?.n ?? 0;
}

/** The invitations that a member made, newest first: open, used and ended; their codes are not known any more. */
export const listInvitations = (db: Database, assemblyId: string, by: string): Promise<Invitation[]> =>
  db
    .select()
    .from(invitations)
    .where(and(eq(invitations.assemblyId, assemblyId), eq(invitations.by, by)))
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
