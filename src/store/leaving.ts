import { and, count, desc, eq, gt, inArray, isNotNull, ne, notInArray, type SQL, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { leaveInvitations, memberships, proposals } from "./schema/index.ts";

/** An invitation to leave, with whom it asks and where, and how their membership stands now. */
export type LeaveInvitation = typeof leaveInvitations.$inferSelect &
  Pick<typeof memberships.$inferSelect, "assemblyId" | "actorId" | "state" | "joinedAt">;

const all = (db: Database) =>
  db
    .select({
      invitation: leaveInvitations,
      actorId: memberships.actorId,
      assemblyId: memberships.assemblyId,
      state: memberships.state,
      joinedAt: memberships.joinedAt,
    })
    .from(leaveInvitations)
    .innerJoin(memberships, eq(memberships.id, leaveInvitations.membershipId));

const flat = ({ invitation, ...seat }: Awaited<ReturnType<typeof all>>[number]): LeaveInvitation => ({
  ...invitation,
  ...seat,
});

/** Stores an invitation to leave. */
export async function saveLeaveInvitation(
  db: Database,
  row: typeof leaveInvitations.$inferInsert,
): Promise<void> {
  await db.insert(leaveInvitations).values(row);
}

/** Writes the answer of the person down. */
export async function saveLeaveAnswer(db: Database, id: string, answer: string, at: Date): Promise<void> {
  await db.update(leaveInvitations).set({ answer, answeredAt: at }).where(eq(leaveInvitations.id, id));
}

/** Loads an invitation to leave. */
export async function loadLeaveInvitation(db: Database, id: string): Promise<LeaveInvitation | null> {
  const [row] = await all(db).where(eq(leaveInvitations.id, id));
  return row ? flat(row) : null;
}

/** Whether an invitation to leave waits for its date. */
export async function isAskedToLeave(db: Database, membershipId: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: leaveInvitations.id })
    .from(leaveInvitations)
    .where(and(eq(leaveInvitations.membershipId, membershipId), gt(leaveInvitations.answerBy, now)))
    .limit(1);
  return rows.length > 0;
}

/** The invitations to leave of an assembly, or of one person in it, with their answers, newest first. */
export async function listLeaveInvitations(
  db: Database,
  assemblyId: string,
  actorId?: string,
): Promise<LeaveInvitation[]> {
  const rows = await all(db)
    .where(
      and(eq(memberships.assemblyId, assemblyId), actorId ? eq(memberships.actorId, actorId) : undefined),
    )
    .orderBy(desc(leaveInvitations.at), desc(leaveInvitations.id));
  return rows.map(flat);
}

/** How many of these proposals were adopted by an assembly. */
export async function countAdopted(
  db: Database,
  assemblyId: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const [row] = await db
    .select({ n: count() })
    .from(proposals)
    .where(
      and(
        eq(proposals.assemblyId, assemblyId),
        inArray(proposals.id, [...ids]),
        eq(proposals.state, "adopted"),
      ),
    );
  return row?.n ?? 0;
}

/** Whether a removal that follows an invitation to leave was put to the vote. */
export const isRemovalOpened = (db: Database, invitationId: string): Promise<boolean> =>
  hasRemoval(db, invitationId, notInArray(proposals.state, ["draft", "deliberation", "withdrawn"]));

/** Whether a removal that follows an invitation to leave was adopted or rejected, another than `but`: that uses it up. */
export const isUsedUp = (db: Database, invitationId: string, but: string | null = null): Promise<boolean> =>
  hasRemoval(
    db,
    invitationId,
    and(inArray(proposals.state, ["adopted", "rejected"]), but === null ? undefined : ne(proposals.id, but)),
  );

async function hasRemoval(db: Database, invitationId: string, which: SQL | undefined): Promise<boolean> {
  const rows = await db
    .select({ id: proposals.id })
    .from(proposals)
    .where(and(isNotNull(proposals.act), sql`${proposals.act}->>'invitation' = ${invitationId}`, which))
    .limit(1);
  return rows.length > 0;
}
