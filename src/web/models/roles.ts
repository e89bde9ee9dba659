import { mayDo, powers, type Standing } from "../../domain/powers.ts";
import { endOf, numbersInARow } from "../../domain/role.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import { type Assembly, countMembers } from "../../store/assemblies.ts";
import { proposalsOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import { countServed, listTerms, type RoleTerm } from "../../store/role-terms.ts";
import { type Clock, makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import type { Visitor } from "../visitor.ts";
import { decisionLink } from "./act.ts";
import type { Place } from "./rows.ts";

/** A term of the task: whose, from when until when, which in a row, and by which decision. */
export type TermRow = {
  readonly name: Html;
  readonly handle: Html;
  readonly when: Html;
  /** How it ended, where it did before its time. */
  readonly ended: string | null;
  /** That it is not their first in a row; null where it is. */
  readonly again: string | null;
  readonly decision: Html | null;
  /** Where somebody may propose to end it; null where they may not, or it is over. */
  readonly endHref: string | null;
};

/** How often and how long somebody held the task. */
export type TurnRow = {
  readonly name: Html;
  readonly handle: Html;
  readonly says: string;
  readonly again: string | null;
};

/** Who holds or held the task of facilitating, how it goes round, and what it lets them do. */
export type RolesModel = {
  readonly name: string;
  readonly path: string;
  readonly isGiven: boolean;
  /** How long and how often somebody may hold it, as the constitution says. */
  readonly bounds: readonly string[];
  /** What it lets them do, and what it never does. */
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
  readonly now: readonly TermRow[];
  readonly next: readonly TermRow[];
  readonly past: readonly TermRow[];
  readonly newer: string | null;
  readonly older: string | null;
  /** How many of the members have held it; null where nobody ever did. */
  readonly turns: { readonly says: string; readonly rows: readonly TurnRow[] } | null;
  /** Where somebody may propose who gets it; null where they may not. */
  readonly proposeHref: string | null;
  /** The form of somebody who holds it; null for others. */
  readonly resign: { readonly csrf: string; readonly error: string | null } | null;
  readonly signIn: string | null;
};

const perPage = 50;

/** What the one table of powers gives to facilitators. */
export const facilitatorDeeds = (Object.keys(powers) as (keyof typeof powers)[]).filter((deed) =>
  (powers[deed] as readonly string[]).includes("facilitator"),
);
const day = 86_400_000;

type Known = {
  readonly clock: Clock;
  readonly actors: ReadonlyMap<string, RemoteActor>;
  readonly decisions: ReadonlyMap<string, Proposal>;
  readonly mayPropose: boolean;
};
type Counted = RoleTerm & { readonly inARow: number };

/** Puts the page together; `page` is which of the terms that are over. */
export async function rolesModel(
  place: Place,
  assembly: Assembly,
  visitor: Visitor | null,
  who: Standing | null,
  page: number,
): Promise<RolesModel> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const all = await listTerms(ctx.db, assembly.id);
  const inARow = numbersInARow(all);
  const terms = all.map((term, index) => ({ ...term, inARow: inARow[index] ?? 1 }));
  const isOver = (term: RoleTerm): boolean => term.endedAt !== null || term.until <= now;
  const running = terms.filter((term) => !isOver(term) && term.from <= now);
  const over = terms.filter(isOver);
  const last = Math.max(1, Math.ceil(over.length / perPage));
  const shown = Math.min(page, last);
  const known: Known = {
    clock: makeClock(tongue, assembly.timeZone, now),
    actors: await loadActors(
      ctx.db,
      all.map(({ actorId }) => actorId),
    ),
    decisions: await proposalsOf(
      ctx.db,
      all.map(({ proposalId }) => proposalId),
    ),
    mayPropose: who !== null && mayDo("propose-act", who) === null,
  };
  const rows = (some: readonly Counted[]) => some.map((term) => termRow(place, assembly, term, known));
  const path = `/assemblies/${assembly.handle}/roles`;
  const hrefOf = (number: number) => tongue.to(`${path}${number > 1 ? `?page=${number}` : ""}#past`);
  const isMine = running.some(({ actorId }) => actorId === visitor?.me.actorId);
  return {
    ...{ name: plain(assembly.name), path, isGiven: assembly.facilitation },
    bounds: sayBounds(place, assembly),
    may: facilitatorDeeds
      .filter((deed) => deed !== "propose-as-facilitator" || assembly.proposers === "facilitators")
      .map((deed) => tongue.say(`roles.can.${deed}`)),
    mayNot: ["vote", "ballots", "rules", "members"].map((name) => tongue.say(`roles.cannot.${name}`)),
    now: rows(running),
    next: rows(terms.filter((term) => !isOver(term) && term.from > now)),
    past: rows(over.slice((shown - 1) * perPage, shown * perPage)),
    newer: shown > 1 ? hrefOf(shown - 1) : null,
    older: shown < last ? hrefOf(shown + 1) : null,
    turns: await turnsOf(place, assembly, terms, known),
    proposeHref:
      known.mayPropose && assembly.facilitation
        ? tongue.to(`/assemblies/${assembly.handle}/propose?about=appoint`)
        : null,
    resign: visitor && isMine ? { csrf: visitor.csrf, error: visitor.sent?.error ?? null } : null,
    signIn: visitor ? null : tongue.to(`/sign-in?next=${encodeURIComponent(path)}`),
  };
}

function sayBounds({ tongue }: Place, { facilitation, facilitatorDays, facilitatorTerms }: Assembly) {
  if (!facilitation) return [tongue.say("roles.not-given")];
  const terms = facilitatorTerms > 0 ? "roles.terms" : "roles.terms-any";
  return [tongue.say("roles.term", { days: facilitatorDays }), tongue.say(terms, { n: facilitatorTerms })];
}

function termRow(place: Place, assembly: Assembly, term: Counted, known: Known): TermRow {
  const { tongue, ctx } = place;
  const { clock, actors, decisions } = known;
  const person = personOf(tongue, term.actorId, actors);
  const over = new Date(endOf(term));
  const at = (when: Date): Html => clock.element(when, clock.fullDate(when));
  const handle = person.handle ?? term.actorId;
  const isOver = term.endedAt !== null || term.until <= ctx.now();
  return {
    name: nameOf(person),
    handle: handleOf(person),
    when: tongue.rich("roles.span", { from: at(term.from), until: at(over) }),
    ended: term.ended ? tongue.say("roles.ended", { how: term.ended }) : null,
    again: sayAgain(place, term.inARow),
    decision: decisionLink(tongue, decisions.get(term.proposalId)),
    endHref:
      known.mayPropose && !isOver && term.from <= ctx.now()
        ? tongue.to(`/assemblies/${assembly.handle}/propose?about=dismiss&who=${encodeURIComponent(handle)}`)
        : null,
  };
}

const sayAgain = ({ tongue }: Place, n: number): string | null =>
  n > 1 ? tongue.say("roles.again", { n }) : null;

/** Everybody who has held it, who did most often first. A term that was given back before it began is none. */
async function turnsOf(
  place: Place,
  assembly: Assembly,
  terms: readonly Counted[],
  { actors }: Known,
): Promise<RolesModel["turns"]> {
  const { ctx, tongue } = place;
  const now = ctx.now().getTime();
  const begun = terms.filter((term) => term.from.getTime() <= now && endOf(term) > term.from.getTime());
  if (begun.length === 0) return null;
  const people = [...new Set(begun.map(({ actorId }) => actorId))].map((actorId) => {
    const own = begun.filter((term) => term.actorId === actorId);
    const held = own.reduce((sum, term) => sum + Math.min(endOf(term), now) - term.from.getTime(), 0);
    const days = Math.round(held / day);
    return { actorId, n: own.length, days, most: Math.max(...own.map(({ inARow }) => inARow)) };
  });
  people.sort((one, other) => other.n - one.n || other.days - one.days);
  const members = (await countMembers(ctx.db, [assembly.id])).get(assembly.id) ?? 0;
  const served = await countServed(ctx.db, assembly.id, ctx.now());
  return {
    says: tongue.say("roles.turns", { served, members }),
    rows: people.slice(0, 100).map(({ actorId, n, days, most }) => {
      const person = personOf(tongue, actorId, actors);
      return {
        name: nameOf(person),
        handle: handleOf(person),
        says: tongue.say("roles.turn", { n, days }),
        again: sayAgain(place, most),
      };
    }),
  };
}
