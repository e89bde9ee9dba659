import { standingOf } from "../../actions/standing.ts";
import { mayDo } from "../../domain/powers.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { isAskedToLeave, listLeaveInvitations } from "../../store/leaving.ts";
import type { Membership } from "../../store/members.ts";
import { comingsOf, eventsOfMembership, type MembershipEvent } from "../../store/people.ts";
import { makeClock } from "../clock.ts";
import { type Html, link, plain, safe } from "../html.ts";
import { typed, type Visitor } from "../visitor.ts";
import { type Field, fieldsOf } from "./fields.ts";
import { type LeaveRow, leaveRows } from "./leave-rows.ts";
import { admissionsOf, type People, peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";
import { proposeHref } from "./waiting.ts";

/** What happened to a membership: when, what, and by whom. */
export type StepRow = { readonly when: Html; readonly what: string; readonly by: Html | null };

/** One person in an assembly, as everybody may see them: how they came, what they were asked, what happened. */
export type MemberModel = {
  readonly assembly: string;
  /** The assembly's own page. */
  readonly place: string;
  readonly name: string;
  /** Their handle, linked to their own page where that is. */
  readonly profile: Html;
  /** Where they stand in a word. */
  readonly standing: string;
  readonly isWaiting: boolean;
  readonly lines: readonly Html[];
  readonly asked: readonly LeaveRow[];
  readonly steps: readonly StepRow[];
  readonly csrf: string;
  /** The form by which a member asks them to leave; null where the visitor may not, or another waits. */
  readonly ask: {
    readonly action: string;
    readonly fields: readonly Field[];
    readonly isOpen: boolean;
    readonly error: string | null;
  } | null;
  /** Where a member proposes to remove them, once they were asked to leave and the date has passed. */
  readonly removeHref: string | null;
  /** Where the person themselves ends it. */
  readonly leaveHref: string | null;
};

/** Which field of the form a refusal belongs to. */
export const askFieldOf: Partial<Record<string, string>> = {
  "bad-reason": "reasons",
  "no-decision": "decisions",
  "bad-date": "answerBy",
};

/** Puts a member's page together; `wrong` names the field that the refused form is about. */
export async function memberModel(
  place: Place,
  assembly: Assembly,
  seat: Membership,
  visitor: Visitor | null,
  wrong: string | null = null,
): Promise<MemberModel> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const events = await eventsOfMembership(ctx.db, seat.id);
  const people = await peopleOf(place, [seat.actorId, ...events.map(({ by }) => by)]);
  const person = people.of(seat.actorId);
  const asked = await listLeaveInvitations(ctx.db, assembly.id, seat.actorId);
  const { state, joinedAt, leftAt, affirmedAt, affirmedVersion } = seat;
  const lines: Html[] = [];
  const at = (date: Date): Html => clock.element(date, clock.fullDate(date));
  if (state === "member") {
    const how = (await admissionsOf(place, [seat], await comingsOf(ctx.db, [seat.id]))).get(seat.id) as Html;
    lines.push(joinedAt ? tongue.rich("membership.since-how", { at: at(joinedAt), how }) : how);
  }
  if (leftAt && (state === "left" || state === "removed"))
    lines.push(tongue.rich("membership.until", { at: at(leftAt) }));
  if (affirmedAt && affirmedVersion)
    lines.push(tongue.rich("membership.affirmed", { at: at(affirmedAt), n: affirmedVersion }));
  else if (state === "member") lines.push(safe(tongue.say("membership.not-affirmed")));
  const rows = await leaveRows(place, assembly, asked, visitor);
  const isOwn = visitor?.me.actorId === seat.actorId;
  return {
    ...{ assembly: plain(assembly.name), place: `/assemblies/${assembly.handle}` },
    name: person.name,
    profile: person.href
      ? link(person.href, people.handle(seat.actorId), 'rel="nofollow noopener ugc"')
      : people.handle(seat.actorId),
    standing: tongue.say(`membership.state.${state}`),
    isWaiting: state !== "member",
    lines,
    asked: rows,
    steps: stepRows(place, assembly, events, people),
    csrf: visitor?.csrf ?? "",
    ask: await askForm(place, assembly, seat, visitor, wrong),
    removeHref:
      rows.some(({ isDue }) => isDue) && (await mayPropose(place, assembly, visitor))
        ? proposeHref(place, assembly, "remove", person)
        : null,
    leaveHref:
      isOwn && state !== "left" && state !== "removed"
        ? tongue.to(`/assemblies/${assembly.handle}/leave`)
        : null,
  };
}

async function mayPropose({ ctx }: Place, assembly: Assembly, visitor: Visitor | null): Promise<boolean> {
  if (!visitor) return false;
  return mayDo("propose-act", await standingOf(ctx, ctx.db, assembly, visitor.me.actorId)) === null;
}

function stepRows(
  { ctx, tongue }: Place,
  assembly: Assembly,
  events: readonly MembershipEvent[],
  people: People,
): StepRow[] {
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  return events.map(({ at, kind, by, detail }) => ({
    when: clock.element(at, clock.fullDate(at)),
    what: tongue.say(`membership.steps.${kind}`, { n: Number(detail?.version ?? 0) }),
    by:
      by === "self" || by === "assembly"
        ? null
        : tongue.rich("objection.by", {
            who: by === "operator" ? safe(tongue.say("log.operator")) : people.name(by),
          }),
  }));
}

async function askForm(
  { ctx, tongue }: Place,
  assembly: Assembly,
  seat: Membership,
  visitor: Visitor | null,
  wrong: string | null,
): Promise<MemberModel["ask"]> {
  if (!visitor || seat.state !== "member" || visitor.me.actorId === seat.actorId) return null;
  if (mayDo("ask-to-leave", await standingOf(ctx, ctx.db, assembly, visitor.me.actorId))) return null;
  const { sent } = visitor;
  const isSent = sent?.form === "ask";
  if (!isSent && (await isAskedToLeave(ctx.db, seat.id, ctx.now()))) return null;
  const names = ["reasons", "decisions", "answerBy"] as const;
  const values = Object.fromEntries(names.map((name) => [name, typed(visitor, "ask", name)]));
  const error = isSent ? sent.error : null;
  const field = fieldsOf(values, wrong && error ? { [wrong]: error } : {});
  const { say } = tongue;
  return {
    action: tongue.to(`/assemblies/${assembly.handle}/members/${seat.id}/ask-to-leave`),
    isOpen: isSent,
    error: wrong ? null : error,
    fields: [
      field("area", "reasons", say("membership.ask.reasons"), {
        hint: say("membership.ask.reasons-hint"),
        isRequired: true,
      }),
      field("line", "decisions", say("membership.ask.decisions"), {
        hint: say("membership.ask.decisions-hint"),
      }),
      field("date", "answerBy", say("membership.ask.answer-by"), {
        hint: say("membership.ask.answer-by-hint"),
      }),
    ],
  };
}
