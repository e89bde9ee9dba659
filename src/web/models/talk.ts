import type { Context } from "../../context.ts";
import { loadActors } from "../../store/actors.ts";
import { countContributions, listContributions } from "../../store/contributions.ts";
import type { Clock } from "../clock.ts";
import { type Html, safe } from "../html.ts";
import { knownLanguage, type Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { nameForeign, type Said } from "./answers.ts";
import { type HideForm, type Hider, hideForm } from "./hiding.ts";

/** Something somebody said that was no vote; a suggestion has its own mark. */
export type TalkRowOfPage = {
  readonly name: Html;
  readonly handle: Html;
  readonly when: Html;
  readonly isSuggestion: boolean;
  readonly said: Said;
  readonly hide: HideForm | null;
};

/** What people say about a proposal, newest first. */
export type Talk = {
  readonly title: string;
  readonly rows: readonly TalkRowOfPage[];
  readonly newer: string | null;
  readonly older: string | null;
};

const perPage = 20;

type Where = {
  readonly ctx: Context;
  readonly tongue: Tongue;
  readonly clock: Clock;
  readonly path: string;
  readonly hider: Hider | null;
};

/** What was said about a proposal, a page at a time; null where nothing was. */
export async function talkList(where: Where, proposalId: string, page: number): Promise<Talk | null> {
  const { ctx, tongue, clock, path, hider } = where;
  const total = await countContributions(ctx.db, proposalId);
  if (total === 0) return null;
  const last = Math.ceil(total / perPage);
  const shown = Math.min(page, last);
  const rows = await listContributions(ctx.db, proposalId, perPage, (shown - 1) * perPage);
  const actors = await loadActors(
    ctx.db,
    rows.map(({ actorId }) => actorId),
  );
  const hrefOf = (number: number): string => tongue.to(`${path}${number > 1 ? `?talk=${number}` : ""}#talk`);
  return {
    title: tongue.say("talk.title", { n: total }),
    rows: rows.map((reply) => {
      const person = personOf(tongue, reply.actorId, actors);
      const language = knownLanguage(reply.language);
      return {
        name: nameOf(person),
        handle: handleOf(person),
        when: clock.element(reply.receivedAt, clock.recent(reply.receivedAt)),
        isSuggestion: reply.command === "suggest" || reply.command === "amend",
        said: {
          html: safe(withoutMention(reply.html ?? "")),
          language,
          tongue: nameForeign(tongue, language),
        },
        hide: hideForm(where, hider, { noteId: reply.noteId, author: reply.actorId, at: "talk" }, person),
      };
    }),
    newer: shown > 1 ? hrefOf(shown - 1) : null,
    older: shown < last ? hrefOf(shown + 1) : null,
  };
}

/** A note without the mentions that apps put before it: everybody here knows whom it was written to. */
export const withoutMention = (html: string): string =>
  html.replace(
    /^(<p[^>]*>)?(?:\s*(?:<span[^>]*>\s*<a [^>]*>@(?:<span[^>]*>[^<]*<\/span>|[^<]*)<\/a>\s*<\/span>|<a [^>]*>@(?:<span[^>]*>[^<]*<\/span>|[^<]*)<\/a>)\s*){1,20}/,
    "$1",
  );
