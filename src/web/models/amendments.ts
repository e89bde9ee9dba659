import { type AmendmentState, collisions } from "../../domain/amendment.ts";
import type { Amendment } from "../../store/amendments.ts";
import type { Proposal } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, link, paragraphsOf, safe } from "../html.ts";
import type { Tongue } from "../language.ts";
import { listed } from "../listed.ts";
import type { Saying } from "../marks/marks.ts";
import { type Passage, passagesOf } from "./passages.ts";
import { type People, peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";

/** What pages about a proposal's text stand on. */
export type Where = Place & { readonly clock: Clock };

/** An amendment in a list: what it would change, by whom, who stands behind it, and what it excludes. */
export type AmendmentRow = {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly href: string;
  readonly state: AmendmentState;
  readonly by: Html;
  readonly language: string;
  readonly passages: readonly Passage[];
  /** How many more it changes; null where all are shown. */
  readonly more: string | null;
  readonly reason: Html | null;
  readonly support: string;
  readonly collides: Html | null;
};

/** The path of an amendment's page. */
export const amendmentPath = (proposalId: string, number: number): string =>
  `/proposals/${proposalId}/amendments/${number}`;

/** How many passages of one are shown in a list, and how many others it is said to collide with. */
const shownPassages = 4;
const shownOthers = 6;

/** Links to amendments by their numbers, in a sentence. */
export const linksTo = (
  tongue: Tongue,
  numbers: readonly number[],
  hrefOf: (number: number) => string,
): Html =>
  listed(
    tongue,
    numbers.map((number) => link(hrefOf(number), tongue.number(number))),
  );

/** What is said, unseen, before struck and inserted words that stand in text of another language, too. */
export function sayingOf(tongue: Tongue, before = "change"): Saying {
  const say = (key: string): Html =>
    safe(
      `<span class="unseen" lang="${tongue.language}" dir="${tongue.dir}">${tongue.rich(key, {}).html} </span>`,
    );
  return { gone: say("versions.struck"), new: say("versions.inserted"), before };
}

/** Which open amendments touch the same words, by their numbers. */
export function collisionsByNumber(rows: readonly Amendment[]): Map<number, number[]> {
  const open = rows.filter(({ state }) => state === "open");
  const numbers = new Map(open.map(({ id, number }) => [id, number]));
  const found = collisions(open);
  return new Map(
    open.map(({ id, number }) => [
      number,
      [...(found.get(id) ?? [])].map((other) => numbers.get(other) ?? 0).sort((one, two) => one - two),
    ]),
  );
}

/** Says which others an amendment touches the same words as; null where there are none. */
export function sayCollision(
  tongue: Tongue,
  others: readonly number[],
  hrefOf: (number: number) => string,
): Html | null {
  if (others.length === 0) return null;
  const shown = others.length > shownOthers + 1 ? others.slice(0, shownOthers) : others;
  if (shown.length === others.length)
    return tongue.rich("amend.collides", { list: linksTo(tongue, shown, hrefOf) });
  const list = safe(shown.map((number) => link(hrefOf(number), tongue.number(number)).html).join(", "));
  return tongue.rich("amend.collides-many", { list, n: others.length - shown.length });
}

/** Rows of amendments, with everything that several of them need loaded once. `text`: what their changes are of. */
export async function amendmentRows(
  where: Where,
  proposal: Pick<Proposal, "id">,
  rows: readonly Amendment[],
  about: {
    readonly text: string;
    readonly support: ReadonlyMap<string, number>;
    readonly colliding: ReadonlyMap<number, readonly number[]>;
    /** Where the others are read that one collides with. */
    readonly hrefOf: (number: number) => string;
  },
  people?: People,
): Promise<AmendmentRow[]> {
  const { tongue, clock } = where;
  const known =
    people ??
    (await peopleOf(
      where,
      rows.map(({ actorId }) => actorId),
    ));
  return rows.map((row) => {
    const { id, number, state, actorId, language } = row;
    const passages = passagesOf(about.text, row.edits, row.replacements, shownPassages);
    const more = row.replacements.length - passages.length;
    const at = row.openedAt ?? row.createdAt;
    return {
      ...{ id, number, state, language },
      name: tongue.say("amend.name", { n: number }),
      href: tongue.to(amendmentPath(proposal.id, number)),
      by: tongue.rich("amend.by", { who: known.name(actorId), at: clock.element(at, clock.recent(at)) }),
      passages,
      more: more > 0 ? tongue.say("amend.and-more", { n: more }) : null,
      reason: row.reason ? paragraphsOf(row.reason) : null,
      support: tongue.say("amend.support", { n: about.support.get(id) ?? 0 }),
      collides: sayCollision(tongue, about.colliding.get(number) ?? [], about.hrefOf),
    };
  });
}
