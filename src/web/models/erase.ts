import { findErasure, heldUntil } from "../../store/erasures.ts";
import { membershipsOf } from "../../store/mine.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { SignedIn } from "../session.ts";
import type { Place } from "./rows.ts";

/** The page on which somebody has their name and words taken out: what goes, what stays, when, and a tick. */
export type EraseModel = {
  readonly name: string;
  readonly csrf: string;
  readonly goes: readonly string[];
  readonly stays: readonly string[];
  /** The assemblies that they have to leave first. */
  readonly leaving: readonly { readonly href: string; readonly text: string }[];
  /** When it is done; null where they cannot ask yet. */
  readonly when: Html | string | null;
  /** They have asked, and can take it back. */
  readonly isWaiting: boolean;
  readonly error: string | null;
};

const goes = ["name", "words", "evidence", "access"] as const;
const stays = ["ballots", "texts", "ledger", "ban", "elsewhere"] as const;

/** Puts the page together; `isUnsure`: the form was sent without its tick. */
export async function eraseModel(
  { ctx, tongue }: Pick<Place, "ctx" | "tongue">,
  me: SignedIn,
  csrf: string,
  isUnsure: boolean,
): Promise<EraseModel> {
  const { db } = ctx;
  const clock = makeClock(tongue, "UTC", ctx.now());
  const mine = (await membershipsOf(db, me.actorId)).filter(({ state }) => state === "member");
  const wish = await findErasure(db, me.actorId);
  const held = wish?.dueAt ?? (await heldUntil(db, me.actorId));
  const at = held && clock.element(held, clock.fullMoment(held));
  const when = at ? tongue.rich(wish ? "erase.waits" : "erase.later", { at }) : tongue.say("erase.at-once");
  return {
    ...{ name: me.name, csrf, isWaiting: wish !== null },
    goes: goes.map((what) => tongue.say(`erase.goes-${what}`)),
    stays: [...stays.map((what) => tongue.say(`erase.stays-${what}`)), tongue.say("erase.back")],
    leaving: mine.map(({ assembly }) => ({
      href: tongue.to(`/assemblies/${assembly.handle}/leave`),
      text: tongue.say("erase.leave-this", { name: plain(assembly.name) }),
    })),
    when: mine.length > 0 && !wish ? null : when,
    error: isUnsure ? tongue.say("erase.unsure") : null,
  };
}
