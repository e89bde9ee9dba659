import type { Context } from "../context.ts";
import { admission, vouchesNeeded } from "../domain/membership.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { saveVouch, vouchersOf, wasRemoved } from "../store/joining.ts";
import { appendMembershipEvent, lockMembership } from "../store/members.ts";
import { joinAssembly } from "./join-assembly.ts";
import { isBanned, standingOf } from "./standing.ts";

/**
 * What came of a vouch: they joined, or `vouchers` of `needed` vouch now (`hasAffirmed` false: they have yet to agree
 * to the values). `needs: "vote"`: here it is the assembly that decides, so the admission is to be proposed.
 */
export type Vouched =
  | { readonly outcome: "joined" }
  | {
      readonly outcome: "vouched";
      readonly vouchers: number;
      readonly needed: number;
      readonly hasAffirmed: boolean;
    }
  | { readonly needs: "vote" };

/**
 * A member vouches for somebody who asks to join, or is invited: once each. When enough who are members vouch and
 * the person has affirmed, they are a member. Refuses `banned` (of either), `not-a-member`, `not-yours` for oneself,
 * `not-asking` and `already-done`.
 */
export async function vouchFor(
  ctx: Context,
  tx: Database,
  { assembly, actorId, whom }: { assembly: Assembly; actorId: string; whom: string },
): Promise<Vouched | Refusal> {
  const refusal = mayDo("vouch", await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  if (whom === actorId) return refuse("not-yours");
  const seat = await lockMembership(tx, assembly.id, whom);
  if (seat?.state !== "asking" && seat?.state !== "invited") return refuse("not-asking");
  if (await isBanned(ctx, tx, assembly, whom)) return refuse("banned");
  const removed = await wasRemoved(tx, seat.id);
  if (assembly.joining === "vote" || removed) return { needs: "vote" };
  const now = ctx.now();
  if (!(await saveVouch(tx, { membershipId: seat.id, by: actorId, at: now }))) return refuse("already-done");
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: seat.id, kind: "vouched", by: actorId, at: now },
  });
  const hasAffirmed = seat.state === "asking";
  const wish = {
    ...{ joining: assembly.joining, wasRemoved: removed, isDecided: false, hasInvitation: false },
    ...{ vouchers: (await vouchersOf(tx, assembly.id, seat.id)).length, vouches: assembly.vouches },
  };
  const door = hasAffirmed ? admission(wish) : null;
  if (door) {
    // they agreed when they asked: that date and version stand
    await joinAssembly(ctx, tx, { assembly, actorId: whom, door, by: actorId, affirms: false });
    return { outcome: "joined" };
  }
  return { outcome: "vouched", vouchers: wish.vouchers, needed: vouchesNeeded(wish), hasAffirmed };
}
