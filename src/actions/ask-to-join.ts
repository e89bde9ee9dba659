import type { Context } from "../context.ts";
import {
  admission,
  invitationHelps,
  isPerson,
  type MembershipState,
  vouchesNeeded,
  waitsFor,
} from "../domain/membership.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { closeInvitation, type Invitation, saveVouch, vouchersOf, wasRemoved } from "../store/joining.ts";
import {
  appendMembershipEvent,
  lockMembership,
  type Membership,
  saveMembership,
  setMembership,
} from "../store/members.ts";
import { findInvitation } from "./invite-member.ts";
import { joinAssembly } from "./join-assembly.ts";
import { standingOf } from "./standing.ts";

/** Somebody who asks to become a member; by asking they affirm the values in force, and that votes are public. */
export type Asking = {
  readonly assembly: Assembly;
  readonly actorId: string;
  /** The type of their actor. */
  readonly kind: string;
  readonly language?: string | undefined;
  /** The code of an invitation. */
  readonly code?: string | undefined;
  /** The note that they asked with, which a welcome answers. */
  readonly inReplyTo?: string | null;
};

/** What came of it: a member now, or what is still missing; `vouchers` of `needed` vouch where one joins by that. */
export type Asked =
  | { readonly outcome: "joined" }
  | {
      readonly outcome: "asking";
      readonly needs: "vouches" | "invitation" | "decision";
      readonly vouchers: number;
      readonly needed: number;
    };

/**
 * Somebody asks to join and affirms: that is kept with the date and the constitution's version, and they are a
 * member as soon as the assembly's way of joining lets them be, now or later. Refuses `not-a-person`, `banned`,
 * `already-member`, and a `bad-invitation`.
 */
export async function askToJoin(ctx: Context, tx: Database, asking: Asking): Promise<Asked | Refusal> {
  const { assembly, actorId, code } = asking;
  if (!isPerson(asking.kind)) return refuse("not-a-person");
  const refusal = mayDo("join", await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  const invitation = code === undefined ? null : await findInvitation(ctx, tx, code);
  if (code !== undefined && invitation?.assemblyId !== assembly.id) return refuse("bad-invitation");
  const { seat, state } = await seatOf(ctx, tx, asking);
  if (state === "member") return refuse("already-member");
  const now = ctx.now();
  const language = asking.language ?? seat.language;
  const affirmed = { affirmedAt: now, affirmedVersion: assembly.constitution, language };
  await setMembership(tx, seat.id, { state: "asking", ...affirmed });
  const removed = await wasRemoved(tx, seat.id);
  const helps = invitationHelps({ joining: assembly.joining, wasRemoved: removed });
  if (invitation && helps && !(await useInvitation(ctx, tx, invitation, seat)))
    return refuse("bad-invitation");
  const vouchers = await vouchersOf(tx, assembly.id, seat.id);
  const wish = {
    joining: assembly.joining,
    wasRemoved: removed,
    isDecided: state === "invited" && seat.admittedBy === "assembly",
    hasInvitation: invitation !== null,
    vouchers: vouchers.length,
    vouches: assembly.vouches,
  };
  const door = admission(wish);
  if (door) {
    const last = vouchers.at(-1);
    const by = { open: "self", decided: "assembly", invitation: invitation?.by, vouched: last }[door];
    await joinAssembly(ctx, tx, {
      ...{ assembly, actorId, door, by: by ?? "self", affirms: true, language: language ?? undefined },
      ...(door === "invitation" && invitation ? { detail: { invitation: invitation.id } } : {}),
      inReplyTo: asking.inReplyTo ?? null,
    });
    return { outcome: "joined" };
  }
  if (state !== "asking")
    await appendMembershipEvent(tx, {
      ...{ eventId: ctx.newId(), membershipId: seat.id, kind: "asked", by: "self", at: now },
      detail: { version: assembly.constitution },
    });
  const needs = waitsFor(wish);
  return { outcome: "asking", needs, vouchers: wish.vouchers, needed: vouchesNeeded(wish) };
}

/** The seat of who asks, locked; made where they have none. `state`: where they stood before; null: nowhere. */
async function seatOf(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: Asking,
): Promise<{ seat: Membership; state: MembershipState | null }> {
  const existing = await lockMembership(tx, assembly.id, actorId);
  if (existing) return { seat: existing, state: existing.state };
  const row = { id: ctx.newId(), assemblyId: assembly.id, actorId, admittedBy: "self" };
  const isNew = await saveMembership(tx, { ...row, state: "asking" }, null);
  // where they asked twice at once, the other request made the seat, and this one goes on from there
  const seat = await lockMembership(tx, assembly.id, actorId);
  if (!seat) throw new Error("a seat that was made is there");
  return { seat, state: isNew ? null : seat.state };
}

/** Uses an invitation up: it is its maker's vouch as well. False where somebody else used it just now. */
async function useInvitation(
  ctx: Context,
  tx: Database,
  invitation: Invitation,
  seat: Membership,
): Promise<boolean> {
  const now = ctx.now();
  if (!(await closeInvitation(tx, invitation.id, { usedBy: seat.actorId }, now))) return false;
  const { by, id } = invitation;
  if (by === seat.actorId || !(await saveVouch(tx, { membershipId: seat.id, by, at: now }))) return true;
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: seat.id, kind: "vouched", by, at: now },
    detail: { invitation: id },
  });
  return true;
}
