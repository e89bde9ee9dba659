import { standingOf } from "../../actions/standing.ts";
import { stillAsked } from "../../domain/leaving.ts";
import { mayDo } from "../../domain/powers.ts";
import { type Assembly, countMembers } from "../../store/assemblies.ts";
import { listLeaveInvitations } from "../../store/leaving.ts";
import { listMembers, type Membership } from "../../store/members.ts";
import { comingsOf, findMembership, listFormer } from "../../store/people.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { Visitor } from "../visitor.ts";
import { sayJoining } from "./join.ts";
import { type LeaveRow, leaveRows } from "./leave-rows.ts";
import { admissionsOf, peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";
import { type WaitingRow, waitingRows } from "./waiting.ts";

/** A member, with since when and by whom admitted: every admission names who did it, in public. */
export type MemberRow = {
  readonly name: Html;
  readonly handle: Html;
  /** The name as text, for the words of a link. */
  readonly called: string;
  readonly href: string;
  readonly since: Html | null;
  readonly admitted: Html;
};

/** Somebody who was a member: until when, and whether they left or were removed. */
export type FormerRow = Pick<MemberRow, "name" | "handle" | "called" | "href"> & {
  readonly until: Html | null;
  readonly how: string;
};

/** A way on from the page, for whoever looks at it. */
export type Way = { readonly text: string; readonly href: string };

/** The members of an assembly, a page of them; on the first page also who asks, who is asked to leave, and who left. */
export type MembersModel = {
  readonly name: string;
  /** The assembly's own page, and this one. */
  readonly place: string;
  readonly path: string;
  readonly count: number;
  readonly rows: readonly MemberRow[];
  readonly first: string | null;
  readonly next: string | null;
  readonly ways: readonly Way[];
  readonly csrf: string;
  readonly others: {
    /** How one joins here. */
    readonly how: string;
    readonly waiting: readonly WaitingRow[];
    readonly asked: readonly LeaveRow[];
    readonly former: readonly FormerRow[];
    /** That not all of those who were are shown; null where they are. */
    readonly only: string | null;
  } | null;
};

/** How many members a page shows, and how many of those who were. */
const [membersPerPage, formerShown] = [100, 100];

/** A page of the members, in the order in which they came; `visitor` is who looks, where they are signed in. */
export async function membersModel(
  place: Place,
  assembly: Assembly,
  after: string | null,
  visitor: Visitor | null,
): Promise<MembersModel> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const found = await listMembers(ctx.db, assembly.id, membersPerPage + 1, after ?? undefined);
  const shown = found.slice(0, membersPerPage);
  const ids = shown.map(({ id }) => id);
  const people = await peopleOf(
    place,
    shown.map(({ actorId }) => actorId),
  );
  const admissions = await admissionsOf(place, shown, await comingsOf(ctx.db, ids));
  const path = `/assemblies/${assembly.handle}/members`;
  const last = shown.at(-1);
  return {
    name: plain(assembly.name),
    place: `/assemblies/${assembly.handle}`,
    path,
    count: (await countMembers(ctx.db, [assembly.id])).get(assembly.id) ?? 0,
    rows: shown.map(({ id, actorId, joinedAt }) => ({
      ...{ name: people.name(actorId), handle: people.handle(actorId), called: people.of(actorId).name },
      href: tongue.to(`${path}/${id}`),
      since: joinedAt && clock.element(joinedAt, clock.fullDate(joinedAt)),
      admitted: admissions.get(id) as Html,
    })),
    first: after ? tongue.to(path) : null,
    next: found.length > membersPerPage && last ? tongue.to(`${path}?after=${last.id}`) : null,
    ways: await waysOf(place, assembly, visitor),
    csrf: visitor?.csrf ?? "",
    others: after ? null : await othersOf(place, assembly, visitor),
  };
}

/** What somebody may do about their own membership from here. */
async function waysOf({ ctx, tongue }: Place, assembly: Assembly, visitor: Visitor | null): Promise<Way[]> {
  const path = `/assemblies/${assembly.handle}`;
  const to = (key: string, rest: string): Way => ({
    text: tongue.say(`membership.ways.${key}`),
    href: tongue.to(path + rest),
  });
  const seat = visitor && (await findMembership(ctx.db, assembly.id, visitor.me));
  if (!visitor || seat?.state !== "member") return [to(seat?.state === "asking" ? "asked" : "join", "/join")];
  const who = await standingOf(ctx, ctx.db, assembly, visitor.me.actorId);
  return [
    to("own", `/members/${seat.id}`),
    ...(mayDo("invite", who) ? [] : [to("invite", "/invitations")]),
    to("leave", "/leave"),
  ];
}

async function othersOf(place: Place, assembly: Assembly, visitor: Visitor | null) {
  const { ctx, tongue } = place;
  const who = visitor && (await standingOf(ctx, ctx.db, assembly, visitor.me.actorId));
  const asked = await listLeaveInvitations(ctx.db, assembly.id);
  const former = await listFormer(ctx.db, assembly.id, formerShown + 1);
  const people = await peopleOf(
    place,
    former.map(({ actorId }) => actorId),
  );
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  return {
    only: former.length > formerShown ? tongue.say("membership.only", { n: formerShown }) : null,
    how: sayJoining(place, assembly),
    waiting: await waitingRows(place, assembly, who, visitor),
    asked: await leaveRows(
      place,
      assembly,
      asked.filter((one) => stillAsked(one, one)),
      visitor,
    ),
    former: former.slice(0, formerShown).map(
      ({ id, actorId, state, leftAt }: Membership): FormerRow => ({
        ...{ name: people.name(actorId), handle: people.handle(actorId), called: people.of(actorId).name },
        href: tongue.to(`/assemblies/${assembly.handle}/members/${id}`),
        until: leftAt && clock.element(leftAt, clock.fullDate(leftAt)),
        how: tongue.say(`membership.former.${state === "removed" ? "removed" : "left"}`),
      }),
    ),
  };
}
