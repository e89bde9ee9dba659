import { standingOf } from "../../actions/standing.ts";
import { vouchesNeeded } from "../../domain/membership.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { newestVersions } from "../../store/board.ts";
import { isRemovalOpened } from "../../store/leaving.ts";
import {
  answeredObjections,
  draftsOf,
  membershipsOf,
  type Placed,
  unansweredInvitations,
  unstatedBy,
} from "../../store/mine.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { Visitor } from "../visitor.ts";
import { type From, fromOf, type Place } from "./rows.ts";
import { waitingRows } from "./waiting.ts";

/** Something besides a question that waits for somebody: where it is done, and until when. */
export type NeedRow = {
  readonly from: From;
  readonly title: string;
  /** The language of a title that somebody wrote; null for words of the page. */
  readonly language: string | null;
  readonly href: string;
  /** A word for what it is, where that is not said beside it. */
  readonly tag: string | null;
  /** How long there still is, where there is a date. */
  readonly distance: string | null;
  readonly until: Html | null;
  readonly says: string | null;
};

type Words = Pick<NeedRow, "title" | "href"> & Partial<NeedRow>;

/**
 * What waits for somebody besides questions, in every assembly: to answer an invitation to leave, to say whether an
 * objection is lifted, to say something to what is about them, to vouch for newcomers, and last their own drafts.
 */
export async function needRows(place: Place, visitor: Visitor): Promise<NeedRow[]> {
  const { actorId } = visitor.me;
  const { db } = place.ctx;
  const own = { says: place.tongue.say("needs.statement") };
  return [
    ...(await leaveNeeds(place, actorId)),
    ...(await objectionNeeds(place, actorId)),
    ...(await proposalNeeds(place, await unstatedBy(db, actorId), "statement", own)),
    ...(await vouchNeeds(place, visitor)),
    ...(await proposalNeeds(place, await draftsOf(db, actorId), "draft", {
      tag: place.tongue.say("state.draft"),
    })),
  ];
}

const rowOf = (place: Place, assembly: Assembly, { href, ...words }: Words): NeedRow => ({
  ...{ from: fromOf(place, assembly, true), language: null, tag: null, says: null },
  ...{ distance: null, until: null, ...words, href: place.tongue.to(href) },
});

async function leaveNeeds(place: Place, actorId: string): Promise<NeedRow[]> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const rows: NeedRow[] = [];
  for (const { assembly, invitation } of await unansweredInvitations(ctx.db, actorId)) {
    const { id, membershipId, answerBy } = invitation;
    // once the removal is voted on, it is too late for an answer
    if (await isRemovalOpened(ctx.db, id)) continue;
    const clock = makeClock(tongue, assembly.timeZone, now);
    const key = answerBy > now ? "membership.answer-until" : "membership.answer-was-until";
    rows.push(
      rowOf(place, assembly, {
        title: tongue.say("needs.leave"),
        href: `/assemblies/${assembly.handle}/members/${membershipId}#a-${id}`,
        distance: answerBy > now ? clock.distance(now, answerBy) : null,
        until: tongue.rich(key, { at: clock.element(answerBy, clock.fullDate(answerBy)) }),
      }),
    );
  }
  return rows;
}

async function objectionNeeds(place: Place, actorId: string): Promise<NeedRow[]> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const found = await answeredObjections(ctx.db, actorId, now);
  const languages = await languagesOf(place, found);
  return found.map(({ assembly, proposal, objection: { id, kind, askedUntil } }) => {
    const clock = makeClock(tongue, assembly.timeZone, now);
    return rowOf(place, assembly, {
      title: plain(proposal.title),
      language: languages(proposal.id),
      href: `/proposals/${proposal.id}#o-${id}`,
      says: tongue.say("needs.answered", { kind }),
      distance: askedUntil && clock.distance(now, askedUntil),
      until:
        askedUntil && tongue.rich("do.asked", { at: clock.element(askedUntil, clock.moment(askedUntil)) }),
    });
  });
}

async function proposalNeeds(
  place: Place,
  found: readonly Placed[],
  part: "statement" | "draft",
  words: Partial<NeedRow>,
): Promise<NeedRow[]> {
  const languages = await languagesOf(place, found);
  return found.map(({ assembly, proposal: { id, title } }) =>
    rowOf(place, assembly, {
      ...{ ...words, title: plain(title), language: languages(id) },
      href: part === "draft" ? `/assemblies/${assembly.handle}/propose/${id}` : `/proposals/${id}#${part}`,
    }),
  );
}

async function vouchNeeds(place: Place, visitor: Visitor): Promise<NeedRow[]> {
  const { ctx, tongue } = place;
  const rows: NeedRow[] = [];
  for (const { assembly, state } of await membershipsOf(ctx.db, visitor.me.actorId)) {
    if (state !== "member" || vouchesNeeded({ ...assembly, wasRemoved: false }) === 0) continue;
    const who = await standingOf(ctx, ctx.db, assembly, visitor.me.actorId);
    const waiting = await waitingRows(place, assembly, who, visitor);
    const n = waiting.filter(({ mayVouch }) => mayVouch).length;
    const href = `/assemblies/${assembly.handle}/members#waiting`;
    if (n > 0) rows.push(rowOf(place, assembly, { title: tongue.say("needs.vouch", { n }), href }));
  }
  return rows;
}

/** The language of the newest text of each of some proposals; null where it is not known. */
async function languagesOf({ ctx }: Place, found: readonly Placed[]): Promise<(id: string) => string | null> {
  const versions = await newestVersions(
    ctx.db,
    found.map(({ proposal }) => proposal.id),
  );
  return (id) => versions.get(id)?.language ?? null;
}
