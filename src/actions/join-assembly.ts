import type { Context } from "../context.ts";
import type { Door } from "../domain/membership.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { removeErasure } from "../store/erasures.ts";
import { removeVouches } from "../store/joining.ts";
import { appendMembershipEvent, lockMembership, saveMembership, setMembership } from "../store/members.ts";
import { enterMember } from "./enter-ledger.ts";
import { endTask } from "./resign-role.ts";
import { welcome } from "./welcome.ts";

/** Somebody in an assembly. */
type Seat = { readonly assembly: Assembly; readonly actorId: string };

/** How somebody becomes a member. */
export type Entry = Seat & {
  /** The door they come in by; "operator" where the operator makes them a member. */
  readonly door: Door | "operator";
  /** Who admits them: "operator", "assembly", "self", or the actor id of a member. */
  readonly by: string;
  /** They affirm the values in force, and that votes are public, by this very act. */
  readonly affirms: boolean;
  /** What they write in, if it is known. */
  readonly language?: string | undefined;
  /** What else is written down with it: the proposal that decided, the invitation that was used. */
  readonly detail?: Readonly<Record<string, string>>;
  /** The note that they are answered on; null: they are told out of the blue. */
  readonly inReplyTo?: string | null;
};

/**
 * The one door through which somebody becomes a member, whichever way they came: writes it down and welcomes them.
 * The caller has seen to it that they are a person, may join, and have affirmed the values or will by their first
 * ballot. False where they are a member already.
 */
export async function joinAssembly(ctx: Context, tx: Database, entry: Entry): Promise<boolean> {
  const { assembly, actorId, door, by, affirms } = entry;
  const existing = await lockMembership(tx, assembly.id, actorId);
  if (existing?.state === "member") return false;
  const now = ctx.now();
  const id = existing?.id ?? ctx.newId();
  const language = entry.language ?? existing?.language ?? null;
  const row = {
    ...{ id, assemblyId: assembly.id, actorId, state: "member" as const, admittedBy: by },
    ...{ joinedAt: now, leftAt: null, language },
    ...(affirms ? { affirmedAt: now, affirmedVersion: assembly.constitution } : {}),
  };
  if (!(await saveMembership(tx, row, existing))) return false;
  const version = affirms ? assembly.constitution : existing?.affirmedVersion;
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: id, kind: "joined", by, at: now },
    detail: { door, ...(version ? { version } : {}), ...entry.detail },
  });
  await enterMember(ctx, tx, id, "member");
  await removeVouches(tx, id);
  // whoever is a member again does not wish to be erased, also where they leave before that was due
  await removeErasure(tx, actorId);
  await welcome(ctx, tx, {
    ...{ assembly, actorId, language: language ?? undefined, inReplyTo: entry.inReplyTo ?? null },
    says: door === "operator" ? "welcome" : "joined",
  });
  return true;
}

/**
 * Ends somebody's membership, or their asking for one, at their own word; ballots cast stand, and a task they hold
 * ends. False where there was nothing to end.
 */
export async function leaveAssembly(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: Seat,
): Promise<boolean> {
  const existing = await lockMembership(tx, assembly.id, actorId);
  // whom the assembly removed has nothing left to leave, and does not undo the removal by it
  if (!existing || existing.state === "left" || existing.state === "removed") return false;
  const now = ctx.now();
  await setMembership(tx, existing.id, { state: "left", leftAt: now });
  await removeVouches(tx, existing.id);
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: existing.id, kind: "left", by: "self", at: now },
  });
  if (existing.state === "member") await enterMember(ctx, tx, existing.id, "left");
  if (existing.state === "member") await endTask(ctx, tx, { assembly, actorId, ended: "left", by: actorId });
  return true;
}
