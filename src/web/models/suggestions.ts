import { escapeHtml } from "../../domain/markup.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { type Degree, degrees } from "../../domain/suggestion.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import type { Proposal } from "../../store/questions.ts";
import { type Weighed, weighed } from "../../store/suggestion-order.ts";
import { listSuggestions, type Support, supportsOf } from "../../store/suggestions.ts";
import type { Clock } from "../clock.ts";
import { type Html, link, paragraphsOf, safe } from "../html.ts";
import { knownLanguage, type Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { typed, type Visitor } from "../visitor.ts";
import { nameForeign, type Said } from "./answers.ts";
import { type HideForm, type Hider, hideForm } from "./hiding.ts";
import type { Place } from "./rows.ts";

/** A degree to choose; the first one of a support is none, and says "just support". */
export type DegreeChoice = {
  readonly value: string;
  readonly word: string;
  readonly means: string;
  readonly isChosen: boolean;
};

/** A suggestion, how its author and others stand to it, and what the visitor may do about it. */
export type SuggestionRow = {
  /** Its id on the page, and the name of its forms. */
  readonly id: string;
  /** Where its forms are sent, below which each deed has its path; and the query that keeps the page of the list. */
  readonly action: string;
  readonly query: string;
  readonly label: string;
  readonly name: Html;
  readonly handle: Html;
  readonly when: Html;
  readonly edited: Html | null;
  readonly degree: string;
  readonly written: string;
  readonly fulfilled: string | null;
  readonly unfulfilled: string | null;
  readonly said: Said | null;
  /** What stands for words that are not there. */
  readonly remark: string | null;
  /** In sentences: how many members are behind it, say the opposite, and how many others take part. */
  readonly counts: readonly string[];
  readonly who: readonly { readonly name: Html; readonly degree: string | null }[];
  readonly more: string | null;
  readonly yours: string | null;
  /** What can be chosen for a support; null for whoever may not give one. */
  readonly support: readonly DegreeChoice[] | null;
  readonly supports: boolean;
  /** The button by which its author says that the newest text fulfils it, or does not any more. */
  readonly fulfil: { readonly value: "yes" | "no"; readonly text: string } | null;
  readonly mayWithdraw: boolean;
  readonly hide: HideForm | null;
};

/** The suggestions to a proposal, a page of them, and the form for a new one. */
export type SuggestionList = {
  readonly title: string;
  readonly rows: readonly SuggestionRow[];
  readonly form: { readonly text: string; readonly degrees: readonly DegreeChoice[] } | null;
  /** How somebody who is not signed in suggests something; null for whoever is, and once it is too late. */
  readonly how: Html | null;
  readonly newer: string | null;
  readonly older: string | null;
};

type Where = Place & {
  readonly clock: Clock;
  readonly visitor: Visitor | null;
  readonly hider: Hider | null;
  readonly path: string;
};
type About = {
  readonly proposal: Proposal;
  readonly who: Standing | null;
  /** The newest version there is, of which an author judges. */
  readonly newest: number;
  readonly page: number;
};

const perPage = 20;
/** How many members are named who support one suggestion; the API names them all. */
const namesShown = 50;

/** The suggestions, in the order in which large minorities are heard; null where there are none and can be none. */
export async function suggestionList(where: Where, about: About): Promise<SuggestionList | null> {
  const { ctx, tongue, visitor, path } = where;
  const { proposal, who, page } = about;
  const isStage = proposal.state === "deliberation" || proposal.state === "voting";
  const supports = await supportsOf(ctx.db, proposal.id);
  // of words that are gone nothing is left but who took them up
  const known = (await listSuggestions(ctx.db, proposal.id)).filter(
    ({ id, text, isHidden }) => text !== null || isHidden || supports.has(id),
  );
  if (known.length === 0 && !isStage) return null;
  const last = Math.max(1, Math.ceil(known.length / perPage));
  const shown = Math.min(page, last);
  const sorted = weighed(known, supports).slice((shown - 1) * perPage, shown * perPage);
  const actors = await loadActors(
    ctx.db,
    sorted.flatMap(({ suggestion, behind, against }) => [
      suggestion.actorId,
      ...[...behind, ...against].slice(0, namesShown).map(({ actorId }) => actorId),
    ]),
  );
  const hrefOf = (number: number): string =>
    tongue.to(`${path}${number > 1 ? `?wishes=${number}` : ""}#suggestions`);
  const mayDoNow = (deed: "suggest" | "support-suggestion"): boolean =>
    visitor !== null && who !== null && isStage && mayDo(deed, who) === null;
  const around: Around = {
    ...{ actors, supports, mySupport: mayDoNow("support-suggestion") },
    query: shown > 1 ? `?wishes=${shown}` : "",
  };
  return {
    title: tongue.say("suggestions.title", { n: known.length }),
    rows: sorted.map((one) => rowOf(where, about, one, around)),
    form:
      visitor && mayDoNow("suggest")
        ? {
            text: typed(visitor, "suggest", "text"),
            degrees: choices(tongue, typed(visitor, "suggest", "degree", "desired")),
          }
        : null,
    how: visitor || !isStage ? null : howTo(tongue, path),
    newer: shown > 1 ? hrefOf(shown - 1) : null,
    older: shown < last ? hrefOf(shown + 1) : null,
  };
}

const howTo = (tongue: Tongue, path: string): Html =>
  tongue.rich("suggestions.how", {
    words: safe(`<kbd>${escapeHtml(tongue.say("type.suggest"))}</kbd>`),
    here: link(tongue.to(`/sign-in?next=${encodeURIComponent(path)}`), tongue.say("suggestions.here")),
  });

type Around = {
  readonly actors: ReadonlyMap<string, RemoteActor>;
  readonly supports: ReadonlyMap<string, readonly Support[]>;
  readonly mySupport: boolean;
  readonly query: string;
};

function rowOf(where: Where, about: About, one: Weighed, around: Around): SuggestionRow {
  const { tongue, clock, visitor, hider } = where;
  const { suggestion, behind, against } = one;
  const { actors, query } = around;
  const { number, actorId, text, createdAt, editedAt, isFulfilled, judgedVersion, noteId } = suggestion;
  const words = (key: string, values?: Record<string, string | number>) =>
    tongue.say(`suggestions.${key}`, values);
  const word = (degree: Degree): string => words(`degrees.${degree}`);
  const person = personOf(tongue, actorId, actors);
  const id = `suggestion-${number}`;
  const language = knownLanguage(suggestion.language);
  const me = visitor?.me.actorId ?? null;
  const isMine = me === actorId;
  const mine = (around.supports.get(suggestion.id) ?? []).find((support) => support.actorId === me) ?? null;
  const version = judgedVersion ?? 0;
  const named = [...behind, ...against];
  const own = about.who && { ...about.who, isOwn: isMine };
  const mayJudge = own !== null && isMine && mayDo("fulfil-suggestion", own) === null;
  const isJudged = isFulfilled && judgedVersion === about.newest;
  return {
    ...{ id, query, action: tongue.to(`/suggestions/${suggestion.id}`), label: words("label", { number }) },
    ...{ name: nameOf(person), handle: handleOf(person) },
    when: clock.element(createdAt, clock.recent(createdAt)),
    edited: editedAt
      ? tongue.rich("suggestions.edited", { at: clock.element(editedAt, clock.recent(editedAt)) })
      : null,
    degree: word(suggestion.degree),
    written: words("written", { version: suggestion.onVersion }),
    fulfilled: isFulfilled ? words("fulfilled", { version }) : null,
    unfulfilled: !isFulfilled && judgedVersion !== null ? words("unfulfilled", { version }) : null,
    said: text ? { html: paragraphsOf(text), language, tongue: nameForeign(tongue, language) } : null,
    remark: text ? null : suggestion.isHidden ? tongue.say("hiding.words") : words("gone"),
    counts: countsOf(tongue, one),
    who: named.slice(0, namesShown).map(({ actorId: of, degree }) => ({
      name: nameOf(personOf(tongue, of, actors)),
      degree: degree && word(degree),
    })),
    more: named.length > namesShown ? words("more", { n: named.length - namesShown }) : null,
    yours: mine && yoursOf(tongue, mine),
    support:
      visitor && around.mySupport && !isMine
        ? [
            { value: "", word: words("just"), means: "", isChosen: !mine?.degree },
            ...choices(tongue, typed(visitor, id, "degree", mine?.degree ?? "")),
          ]
        : null,
    supports: mine !== null,
    fulfil: !mayJudge
      ? null
      : isJudged
        ? { value: "no", text: words("unfulfil") }
        : { value: "yes", text: words("fulfil", { version: about.newest }) },
    mayWithdraw: own !== null && isMine && mayDo("withdraw-suggestion", own) === null,
    hide: text ? hideForm({ tongue }, hider, { noteId, author: actorId, at: "suggestions" }, person) : null,
  };
}

/** Members by what they say, and everybody else by number alone. */
function countsOf(tongue: Tongue, { behind, against, sympathisers }: Weighed): string[] {
  const words = (key: string, values: Record<string, string | number>) =>
    tongue.say(`suggestions.${key}`, values);
  const parts = degrees.flatMap((degree) => {
    const n = behind.filter((one) => one.degree === degree).length;
    return n > 0 ? [words("count", { n, degree: words(`degrees.${degree}`, {}) })] : [];
  });
  const kinds = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  return [
    words("supporters", { n: behind.length, kinds }),
    ...(against.length > 0 ? [words("against", { n: against.length })] : []),
    ...(sympathisers > 0 ? [words("apart", { n: sympathisers })] : []),
  ];
}

function yoursOf(tongue: Tongue, { degree, isMember }: Support): string {
  const said = degree
    ? tongue.say("suggestions.yours-as", { degree: tongue.say(`suggestions.degrees.${degree}`) })
    : tongue.say("suggestions.yours");
  return isMember ? said : tongue.run([said, tongue.say("suggestions.yours-apart")]);
}

const choices = (tongue: Tongue, chosen: string): DegreeChoice[] =>
  degrees.map((degree) => ({
    ...{ value: degree, word: tongue.say(`suggestions.degrees.${degree}`), isChosen: degree === chosen },
    means: tongue.say(`suggestions.means.${degree}`),
  }));
