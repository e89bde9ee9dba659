import { stillAsked, supportsRemoval } from "../../domain/leaving.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { isRemovalOpened, type LeaveInvitation } from "../../store/leaving.ts";
import { proposalsAbout } from "../../store/people.ts";
import { proposalsOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { type Html, paragraphsOf, plain } from "../html.ts";
import { nameOf } from "../people.ts";
import { typed, type Visitor } from "../visitor.ts";
import { sayState } from "./beside.ts";
import { peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";

/** A proposal that something about a person led to, with where it stands. */
export type Led = { readonly title: string; readonly href: string; readonly state: string };

/** An invitation to leave: whom it asks, why, until when an answer is awaited, and the answer. */
export type LeaveRow = {
  readonly id: string;
  readonly who: Html;
  readonly handle: Html;
  /** The name as text, for the words of a link. */
  readonly called: string;
  /** The page of the member. */
  readonly href: string;
  readonly asked: Html;
  readonly until: Html;
  /** Whether it stands: the person is a member, and has not left since. */
  readonly stands: boolean;
  readonly reasons: Html;
  readonly decisions: readonly { readonly title: string; readonly href: string; readonly number: string }[];
  readonly answer: { readonly by: Html; readonly html: Html } | null;
  readonly removal: Led | null;
  /** Whether nothing more is awaited, so that a removal can be proposed. */
  readonly isDue: boolean;
  /** What stands in the field of the person whom it asks; null where they cannot answer (any more). */
  readonly draft: string | null;
  readonly error: string | null;
};

/** A proposal as a page names it in passing. */
export const ledTo = (place: Place, { id, title, state }: Proposal): Led => ({
  title: plain(title),
  href: place.tongue.to(`/proposals/${id}`),
  state: sayState(place, state),
});

/** Rows of invitations to leave, with a field for the answer where the visitor is asked. */
export async function leaveRows(
  place: Place,
  assembly: Assembly,
  asked: readonly LeaveInvitation[],
  visitor: Visitor | null,
): Promise<LeaveRow[]> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const clock = makeClock(tongue, assembly.timeZone, now);
  const ids = asked.map(({ actorId }) => actorId);
  const people = await peopleOf(place, [...ids, ...asked.map(({ by }) => by)]);
  const decided = await proposalsOf(
    ctx.db,
    asked.flatMap(({ decisions }) => decisions),
  );
  const removals = await proposalsAbout(ctx.db, assembly.id, "remove", [...new Set(ids)]);
  const rows: LeaveRow[] = [];
  for (const one of asked) {
    const who = people.of(one.actorId);
    const isMine = visitor?.me.actorId === one.actorId;
    const form = `a-${one.id}`;
    const removal = removals.find(({ act }) => act?.what === "remove" && act.invitation === one.id);
    const canAnswer = isMine && stillAsked(one, one) && !(await isRemovalOpened(ctx.db, one.id));
    const stands = stillAsked(one, one);
    rows.push({
      ...{ id: one.id, who: nameOf(who), handle: people.handle(one.actorId), stands },
      called: who.name,
      href: tongue.to(`/assemblies/${assembly.handle}/members/${one.membershipId}`),
      asked: tongue.rich("membership.asked-by", {
        who: nameOf(people.of(one.by)),
        at: clock.element(one.at, clock.date(one.at)),
      }),
      until: tongue.rich(one.answerBy > now ? "membership.answer-until" : "membership.answer-was-until", {
        at: clock.element(one.answerBy, clock.moment(one.answerBy)),
      }),
      reasons: paragraphsOf(one.reasons),
      decisions: one.decisions.flatMap((id) => {
        const proposal = decided.get(id);
        if (!proposal) return [];
        const number = tongue.say("register.number", { number: tongue.number(proposal.number) });
        return [{ title: plain(proposal.title), href: tongue.to(`/proposals/${id}`), number }];
      }),
      answer:
        one.answer !== null && one.answeredAt
          ? {
              by: tongue.rich("membership.answered-by", {
                who: nameOf(who),
                at: clock.element(one.answeredAt, clock.date(one.answeredAt)),
              }),
              html: paragraphsOf(one.answer),
            }
          : null,
      removal: removal ? ledTo(place, removal) : null,
      isDue: stands && !removal && supportsRemoval({ ...one, isUsed: false }, now),
      draft: canAnswer && visitor ? typed(visitor, form, "text", one.answer ?? "") : null,
      error: visitor?.sent?.form === form ? visitor.sent.error : null,
    });
  }
  return rows;
}
