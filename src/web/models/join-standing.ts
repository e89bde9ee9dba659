import { targetsOf } from "../../actions/standing.ts";
import { admission, invitationHelps, isPerson, waitsFor } from "../../domain/membership.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { findBan } from "../../store/bans.ts";
import { vouchersOf, wasRemoved } from "../../store/joining.ts";
import type { Membership } from "../../store/members.ts";
import { findMembership, proposalsAbout } from "../../store/people.ts";
import { type Clock, makeClock } from "../clock.ts";
import { type Html, plain, safe } from "../html.ts";
import type { SignedIn } from "../session.ts";
import { type Led, ledTo } from "./leave-rows.ts";
import { peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";
import { admissionOf, isUnderWay, sayMissing } from "./waiting.ts";

/** How somebody stands with an assembly, in words, and what is open to them. */
export type JoinStanding = {
  /** Null: they have nothing to do with it yet. */
  readonly tag: string | null;
  readonly isWaiting: boolean;
  readonly lines: readonly (string | Html)[];
  readonly proposal: Led | null;
  /** Whether they can agree and go on now. */
  readonly mayAgree: boolean;
  /** Whether an invitation brings them in or forward. */
  readonly codeHelps: boolean;
  /** Whether they are waiting, and can take their asking back. */
  readonly mayTakeBack: boolean;
  readonly isAsking: boolean;
  readonly isMember: boolean;
};

const nobodyYet = {
  ...{ isWaiting: false, proposal: null, mayAgree: true, codeHelps: false },
  ...{ mayTakeBack: false, isAsking: false, isMember: false },
};

/** How somebody signed in stands with an assembly. */
export async function joinStanding(place: Place, assembly: Assembly, me: SignedIn): Promise<JoinStanding> {
  const { ctx, tongue } = place;
  const { say } = tongue;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const at = (date: Date): Html => clock.element(date, clock.fullDate(date));
  const closed = { ...nobodyYet, mayAgree: false };
  if (!isPerson(me.kind))
    return { ...closed, tag: say("membership.state.closed"), lines: [tongue.refusal("not-a-person")] };
  const seat = await findMembership(ctx.db, assembly.id, me);
  if (seat?.state === "member") {
    const lines = [say("membership.member-now")];
    return {
      ...closed,
      isMember: true,
      tag: say("membership.state.member"),
      lines: [...since(place, seat, clock), ...lines],
    };
  }
  const ban = await findBan(ctx.db, assembly.id, targetsOf(ctx, me.actorId), ctx.now());
  if (ban) {
    const until = ban.until
      ? tongue.rich("membership.ban-until", { at: at(ban.until) })
      : safe(say("membership.ban-open"));
    const lines = [tongue.refusal("banned"), plain(ban.reason), until];
    return { ...closed, tag: say("membership.state.banned"), lines };
  }
  const removed = seat !== null && (await wasRemoved(ctx.db, seat.id));
  const codeHelps = invitationHelps({ joining: assembly.joining, wasRemoved: removed });
  if (!seat) return { ...nobodyYet, codeHelps, tag: null, lines: [] };
  const tag = say(`membership.state.${seat.state}`);
  if (seat.state === "asking") return { ...(await asking(place, assembly, seat, removed)), tag, codeHelps };
  if (seat.state === "invited") {
    const decided = seat.admittedBy === "assembly";
    const lines = [say(decided ? "membership.invited-decided" : "membership.invited-how")];
    return { ...nobodyYet, codeHelps: codeHelps && !decided, mayTakeBack: true, tag, isWaiting: true, lines };
  }
  const lines = [
    ...(seat.leftAt ? [tongue.rich("membership.until", { at: at(seat.leftAt) })] : []),
    say(removed ? "membership.removed-how" : "membership.left-how"),
  ];
  return { ...nobodyYet, codeHelps, tag, isWaiting: true, lines };
}

function since(
  { tongue }: Place,
  { joinedAt, affirmedAt, affirmedVersion }: Membership,
  clock: Clock,
): Html[] {
  const at = (date: Date): Html => clock.element(date, clock.fullDate(date));
  return [
    ...(joinedAt ? [tongue.rich("membership.since", { at: at(joinedAt) })] : []),
    affirmedAt && affirmedVersion
      ? tongue.rich("membership.affirmed", { at: at(affirmedAt), n: affirmedVersion })
      : safe(tongue.say("membership.not-affirmed")),
  ];
}

/** Somebody who has asked: what is missing, who vouches, and what the members decide about it. */
async function asking(place: Place, assembly: Assembly, seat: Membership, removed: boolean) {
  const { ctx, tongue } = place;
  const { joining, vouches } = assembly;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const vouchers = await vouchersOf(ctx.db, assembly.id, seat.id);
  const wish = {
    ...{ joining, vouches, wasRemoved: removed, isDecided: false, hasInvitation: false },
    vouchers: vouchers.length,
  };
  const needs = waitsFor(wish);
  const about =
    needs === "decision" ? await proposalsAbout(ctx.db, assembly.id, "admit", [seat.actorId]) : [];
  const last = admissionOf(about, seat);
  const people = await peopleOf(place, vouchers);
  const lines: (string | Html)[] = [];
  if (seat.affirmedAt && seat.affirmedVersion) {
    const at = clock.element(seat.affirmedAt, clock.fullDate(seat.affirmedAt));
    lines.push(tongue.rich("membership.affirmed", { at, n: seat.affirmedVersion }));
  }
  // the way of joining may have changed since they asked
  const isOpenNow = admission(wish) !== null;
  if (isOpenNow) lines.push(tongue.say("membership.open-now"));
  else lines.push(sayMissing(tongue, wish));
  if (vouchers.length > 0) lines.push(tongue.rich("membership.vouchers", { who: people.names(vouchers) }));
  if (!isOpenNow && needs === "decision" && !isUnderWay(last?.state))
    lines.push(tongue.say("membership.unproposed"));
  return {
    ...{
      isWaiting: true,
      isAsking: true,
      isMember: false,
      lines,
      proposal: last ? ledTo(place, last) : null,
    },
    mayAgree: isOpenNow || needs !== "decision",
    mayTakeBack: true,
  };
}
