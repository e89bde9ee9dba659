import { concerns } from "../../domain/act.ts";
import { vouchesNeeded, type Wish, waitsFor } from "../../domain/membership.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { removedAmong } from "../../store/joining.ts";
import type { Membership } from "../../store/members.ts";
import { listWaiting, proposalsAbout, type Waiting } from "../../store/people.ts";
import type { Proposal } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import type { Html } from "../html.ts";
import type { Tongue } from "../language.ts";
import type { Person } from "../people.ts";
import type { Visitor } from "../visitor.ts";
import { type Led, ledTo } from "./leave-rows.ts";
import { peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";

/** Somebody who asks to join or is invited, and what they still wait for. */
export type WaitingRow = {
  readonly id: string;
  readonly name: Html;
  readonly handle: Html;
  /** The name as text, for the words of a button. */
  readonly called: string;
  readonly href: string;
  readonly since: Html;
  readonly says: string;
  readonly vouchers: Html | null;
  readonly proposal: Led | null;
  /** Where a member proposes to admit them; null where nobody needs to, or the visitor may not. */
  readonly propose: string | null;
  readonly mayVouch: boolean;
  readonly error: string | null;
};

/** Who waits to become a member, who asks first; `who` is how the visitor stands, null for nobody in particular. */
export async function waitingRows(
  place: Place,
  assembly: Assembly,
  who: Standing | null,
  visitor: Visitor | null,
): Promise<WaitingRow[]> {
  const { ctx, tongue } = place;
  const { id: assemblyId, joining, vouches } = assembly;
  const waiting = [
    ...(await listWaiting(ctx.db, assemblyId, "asking")),
    ...(await listWaiting(ctx.db, assemblyId, "invited")),
  ];
  const ids = waiting.map(({ membership }) => membership.actorId);
  const people = await peopleOf(place, [...ids, ...waiting.flatMap(({ vouchers }) => vouchers)]);
  const removed = await removedAmong(
    ctx.db,
    waiting.map(({ membership }) => membership.id),
  );
  const proposals = await proposalsAbout(ctx.db, assemblyId, "admit", ids);
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  return waiting.map(({ membership, vouchers }: Waiting): WaitingRow => {
    const { id, actorId, state, affirmedAt, createdAt, admittedBy } = membership;
    const wish = { joining, vouches, wasRemoved: removed.has(id) };
    const needs = waitsFor(wish);
    const since = affirmedAt ?? createdAt;
    const isDecided = state === "invited" && admittedBy === "assembly";
    const proposal = needs === "decision" ? admissionOf(proposals, membership) : null;
    const isOpen = joining === "open" && !wish.wasRemoved;
    const isUnproposed = needs === "decision" && !isOpen && !isDecided && !isUnderWay(proposal?.state);
    const vouchesAlready = visitor !== null && vouchers.includes(visitor.me.actorId);
    const mayPropose = who !== null && mayDo("propose-act", who) === null;
    const mayVouch = who !== null && mayDo("vouch", who) === null && visitor?.me.actorId !== actorId;
    return {
      ...{ id, name: people.name(actorId), handle: people.handle(actorId) },
      called: people.of(actorId).name,
      href: tongue.to(`/assemblies/${assembly.handle}/members/${id}`),
      since: clock.element(since, clock.date(since)),
      says: tongue.run([
        tongue.say(`membership.waiting.${isDecided ? "decided" : state}`),
        isDecided || isOpen ? "" : sayMissing(tongue, { ...wish, vouchers: vouchers.length }),
      ]),
      vouchers:
        vouchers.length > 0 ? tongue.rich("membership.vouchers", { who: people.names(vouchers) }) : null,
      proposal: proposal ? ledTo(place, proposal) : null,
      propose: isUnproposed && mayPropose ? proposeHref(place, assembly, "admit", people.of(actorId)) : null,
      mayVouch: mayVouch && needs !== "decision" && !vouchesAlready,
      error: visitor?.sent?.form === `v-${id}` ? visitor.sent.error : null,
    };
  });
}

/** What somebody who asks still waits for, in words. */
export function sayMissing(
  tongue: Tongue,
  wish: Pick<Wish, "joining" | "wasRemoved" | "vouches" | "vouchers">,
): string {
  const missing = Math.max(0, vouchesNeeded(wish) - wish.vouchers);
  return tongue.say(`membership.needs.${waitsFor(wish)}`, { have: wish.vouchers, missing });
}

/** Where a proposal about a person is brought, with the person filled in. */
export const proposeHref = (
  { tongue }: Place,
  { handle }: Assembly,
  what: "admit" | "remove",
  person: Person,
): string =>
  tongue.to(
    `/assemblies/${handle}/propose?about=${what}&who=${encodeURIComponent(person.handle ?? person.href ?? "")}`,
  );

/** The newest of some proposals that decides about what somebody asks now; what was decided before is past. */
export const admissionOf = (
  proposals: readonly Proposal[],
  { actorId, affirmedAt }: Pick<Membership, "actorId" | "affirmedAt">,
): Proposal | null =>
  proposals.find(
    ({ act, state, decidedAt, createdAt }) =>
      concerns(act) === actorId &&
      (isUnderWay(state) || affirmedAt === null || (decidedAt ?? createdAt) >= affirmedAt),
  ) ?? null;

/** Whether a proposal is on its way to a decision. */
export const isUnderWay = (state: string | undefined): boolean =>
  state === "deliberation" || state === "voting";
