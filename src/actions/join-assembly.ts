import type { Context } from "../context.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendMembershipEvent, lockMembership, saveMembership, setMembership } from "../store/members.ts";

/** Somebody in an assembly, by their own act. */
type Seat = { readonly assembly: Assembly; readonly actorId: string };

/**
 * Makes somebody a member who has affirmed the values and that votes are public; the caller has seen to it
 * that joining is open and that they are a person. False where they are a member already.
 */
export async function joinAssembly(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: Seat,
): Promise<boolean> {
  const existing = await lockMembership(tx, assembly.id, actorId);
  if (existing?.state === "member") return false;
  const now = ctx.now();
  const id = existing?.id ?? ctx.newId();
  const seat = { id, assemblyId: assembly.id, actorId, state: "member" as const, admittedBy: "self" };
  if (!(await saveMembership(tx, { ...seat, joinedAt: now, affirmedAt: now }, existing))) return false;
  await appendMembershipEvent(tx, {
    eventId: ctx.newId(),
    membershipId: id,
    kind: "joined",
    by: "self",
    at: now,
  });
  return true;
}

/** Ends somebody's membership at their own word; ballots cast stand. False where they are no member. */
export async function leaveAssembly(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: Seat,
): Promise<boolean> {
  const existing = await lockMembership(tx, assembly.id, actorId);
  if (!existing || existing.state === "left") return false;
  const now = ctx.now();
  await setMembership(tx, existing.id, { state: "left", leftAt: now });
  await appendMembershipEvent(tx, {
    eventId: ctx.newId(),
    membershipId: existing.id,
    kind: "left",
    by: "self",
    at: now,
  });
  return existing.state === "member";
}
