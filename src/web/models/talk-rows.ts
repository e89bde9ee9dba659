import type { Context } from "../../context.ts";
import { escapeHtml } from "../../domain/markup.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import type { Contribution } from "../../store/talk.ts";
import type { Clock } from "../clock.ts";
import { bdi, type Html, link, safe } from "../html.ts";
import { knownLanguage, type Tongue } from "../language.ts";
import { handleOf, nameOf, type Person, personOf } from "../people.ts";
import { nameForeign, type Said } from "./answers.ts";
import { type HideForm, type Hider, hideForm } from "./hiding.ts";

/** Something that somebody said about a proposal; a suggestion has its own mark, and nothing else has one. */
export type TalkRow = {
  /** Its id on the page. */
  readonly id: string;
  /** How many levels it stands in from the margin: 0 to `widest`. */
  readonly level: number;
  readonly name: Html;
  readonly handle: Html;
  /** When it was said, linked to the page of its own. */
  readonly when: Html;
  readonly isSuggestion: boolean;
  /** To whom it was said, where that is not what stands above it at the margin; that it quotes. */
  readonly to: Html | null;
  readonly quotes: string | null;
  /** That it speaks of a passage, with where that is; of an earlier text there is no place to go to. */
  readonly about: { readonly text: string; readonly href: string | null } | null;
  /** Why there are no words, where there are none. */
  readonly remark: string | null;
  readonly said: Said | null;
  /** How many others replied below it; null where nobody did, or it is not said here. */
  readonly people: string | null;
  /** Where what else stands below it is read. */
  readonly more: { readonly text: string; readonly href: string } | null;
  readonly hide: HideForm | null;
};

/** How far replies go in from the margin; what answers deeper ones is read on a page of its own, or says whom it answers. */
export const widest = 3;

/** Longer words are cut in lists; on their own page they stand whole. Characters, of HTML and of what is left. */
const long = { most: 6000, left: 1200 };

/** Where rows are shown: of which proposal's text, and by whom words may be hidden there. */
export type TalkPlace = {
  readonly ctx: Context;
  readonly tongue: Tongue;
  readonly clock: Clock;
  /** The proposal's page, and the version of its text that is shown. */
  readonly path: string;
  readonly version: number;
  readonly hider: Hider | null;
};

/** A contribution, how far in it stands, what else is to be said of it, and whether its words stand whole. */
export type Placed = {
  readonly contribution: Contribution;
  readonly level: number;
  readonly people?: string | null;
  readonly more?: TalkRow["more"];
  readonly isWhole?: boolean;
};

/** Rows for contributions, with the names behind them. */
export async function talkRows(where: TalkPlace, all: readonly Placed[]): Promise<TalkRow[]> {
  const { ctx, tongue, clock, path, version, hider } = where;
  const actors = await loadActors(
    ctx.db,
    all.flatMap(({ contribution: { actorId, parentAuthor } }) =>
      parentAuthor ? [actorId, parentAuthor] : [actorId],
    ),
  );
  return all.map(({ contribution: reply, level, people = null, more = null, isWhole = false }, at) => {
    const person = personOf(tongue, reply.actorId, actors);
    const href = tongue.to(`${path}/talk/${reply.id}`);
    const before = all[at - 1]?.contribution.id;
    return {
      ...{ id: `r-${reply.id}`, level, people, more },
      ...{ name: nameOf(person), handle: handleOf(person) },
      when: link(href, clock.element(reply.receivedAt, clock.recent(reply.receivedAt)), 'class="roomy"'),
      isSuggestion: reply.isOpen && (reply.command === "suggest" || reply.command === "amend"),
      to: toWhom(tongue, reply, actors, before),
      quotes: reply.quotes && reply.isOpen ? tongue.say("talk.quotes") : null,
      about: aboutOf(tongue, reply, path, version),
      remark: reply.isOpen ? null : remarkOf(tongue, reply),
      said: reply.isOpen ? saidOf(tongue, reply, isWhole ? null : href) : null,
      hide: reply.isOpen ? hideOf(tongue, hider, reply, person) : null,
    };
  });
}

const hideOf = (tongue: Tongue, hider: Hider | null, reply: Contribution, person: Person): HideForm | null =>
  hideForm({ tongue }, hider, { noteId: reply.noteId, author: reply.actorId, at: "talk" }, person);

/** Whom a reply answers, unless that stands right above it. */
function toWhom(
  tongue: Tongue,
  reply: Contribution,
  actors: ReadonlyMap<string, RemoteActor>,
  before: string | undefined,
): Html | null {
  if (reply.rootId === null || (reply.parentId !== null && reply.parentId === before)) return null;
  if (!reply.parentAuthor || !reply.parentIsOpen) return safe(escapeHtml(tongue.say("talk.to-gone")));
  return tongue.rich("talk.to", { who: bdi(personOf(tongue, reply.parentAuthor, actors).name) });
}

function aboutOf(tongue: Tongue, reply: Contribution, path: string, version: number): TalkRow["about"] {
  const { aboutVersion, isOpen } = reply;
  if (aboutVersion === null || !isOpen) return null;
  return aboutVersion === version
    ? { text: tongue.say("talk.about"), href: tongue.to(`${path}#h-text`) }
    : { text: tongue.say("talk.about-earlier", { version: aboutVersion }), href: null };
}

const remarkOf = (tongue: Tongue, { isHidden, deletedAt }: Contribution): string =>
  isHidden && !deletedAt ? tongue.say("hiding.words") : tongue.say("answers.deleted");

/** The words; those that are very long cut, with a link to where they stand whole. */
function saidOf(tongue: Tongue, reply: Contribution, href: string | null): Said {
  const language = knownLanguage(reply.language);
  const whole = withoutMention(reply.html ?? "");
  const html =
    href === null || whole.length <= long.most ? whole : cut(whole, href, tongue.say("talk.read-on"));
  return { html: safe(html), language, tongue: nameForeign(tongue, language) };
}

function cut(html: string, href: string, readOn: string): string {
  const text = html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  // what is cut is HTML still, so no entity may be cut in two
  const first = text.slice(0, long.left).replace(/(\s\S*|&\w*)$/, "");
  return `<p>${first} … ${link(href, readOn, 'class="whole"').html}</p>`;
}

/** A note without the mentions that apps put before it: everybody here knows whom it was written to. */
export const withoutMention = (html: string): string =>
  html.replace(
    /^(<p[^>]*>)?(?:\s*(?:<span[^>]*>\s*<a [^>]*>@(?:<span[^>]*>[^<]*<\/span>|[^<]*)<\/a>\s*<\/span>|<a [^>]*>@(?:<span[^>]*>[^<]*<\/span>|[^<]*)<\/a>)\s*){1,20}/,
    "$1",
  );
