import type { Context } from "../../context.ts";
import type { Position } from "../../domain/ballot.ts";
import { newcomersAnHour } from "../../domain/flood.ts";
import { escapeHtml } from "../../domain/markup.ts";
import type { Tally } from "../../domain/rule.ts";
import { loadActors } from "../../store/actors.ts";
import { type Answer, listAnswers } from "../../store/answers.ts";
import { listFloods } from "../../store/floods.ts";
import type { Question } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, paragraphsOf, safe } from "../html.ts";
import { knownLanguage, type Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import type { Asked } from "./asked.ts";
import { castOf, mannerOf, positionMark } from "./finding.ts";
import { type HideForm, type Hider, hideForm, type WordsAt } from "./hiding.ts";
import { type Sympathy, sympathyOf } from "./tally.ts";

/** What somebody said, with the language it is in. */
export type Said = { readonly html: Html; readonly language: string | null; readonly tongue: string | null };

/** One person's answer: the position in the margin, the words beside it. */
export type AnswerRow = {
  readonly mark: (typeof positionMark)[Position];
  readonly position: string;
  readonly name: Html;
  readonly handle: Html;
  readonly when: Html;
  /** What stands for words that are not there: hidden, not public, missing. */
  readonly remark: string | null;
  readonly before: string | null;
  readonly said: Said | null;
  /** What the words were made into after closing, shown beside those on record. */
  readonly later: Said | null;
  readonly laterNote: string | null;
  readonly hide: HideForm | null;
};

/** A link that keeps the list to one position, with how many hold it. */
export type Filter = { readonly text: string; readonly href: string; readonly isCurrent: boolean };

/** A page of the answers, newest first, with the ways to narrow it. */
export type AnswerList = {
  readonly title: string;
  /** Of how many the names were erased, and what that leaves to check; null where it is none. */
  readonly erased: string | null;
  readonly filters: readonly Filter[];
  readonly rows: readonly AnswerRow[];
  readonly newer: string | null;
  readonly older: string | null;
  readonly range: string | null;
};

/** How many answers a page of them shows. */
export const answersPerPage = 20;

type Where = {
  readonly ctx: Context;
  readonly tongue: Tongue;
  readonly clock: Clock;
  readonly path: string;
  /** Who may hide words, and the part of the page where they are; without one nobody may. */
  readonly hider?: Hider | null;
  readonly at?: WordsAt;
};

/** Answers from outside the roll, and sentences about those of which nothing but their number is kept. */
export type Apart = { readonly sympathy: Sympathy | null; readonly floods: readonly string[] };

/** What stands apart from a question's tally; null where nobody answered from outside the roll. */
export async function answersApart(
  { ctx, tongue }: Pick<Where, "ctx" | "tongue">,
  { id, rule }: Question,
  tally: Tally,
): Promise<Apart | null> {
  const sympathy = sympathyOf(tongue, rule, tally);
  const floods = (await listFloods(ctx.db, id, 20)).map(({ server, count }) =>
    tongue.say("sympathy.flood", { n: count, server, most: newcomersAnHour }),
  );
  return sympathy || floods.length > 0 ? { sympathy, floods } : null;
}

/** The answers of a question's roll, a page of them, kept to one position where that is asked for. */
export async function answerList(
  { ctx, tongue, clock, path, hider = null }: Where,
  question: Question,
  { tally, erased }: { readonly tally: Tally; readonly erased: number },
  asked: Asked,
): Promise<AnswerList> {
  const bears = question.rule.blocks !== null;
  const kinds: readonly Position[] = bears
    ? ["agree", "abstain", "disagree", "block"]
    : ["agree", "abstain", "disagree"];
  const blocks = tally.block + tally.unreasonedBlock;
  const countOf = (kind: Position): number =>
    kind === "block" ? blocks : tally[kind] + (kind === "disagree" && !bears ? blocks : 0);
  const position = asked.position && kinds.includes(asked.position) ? asked.position : null;
  const positions =
    position === "disagree" && !bears ? (["disagree", "block"] as const) : position && [position];
  const listed = await listAnswers(ctx.db, question.id, {
    limit: answersPerPage,
    offset: (asked.page - 1) * answersPerPage,
    ...(positions ? { positions } : {}),
    closedAt: question.closedAt,
  });
  // blocks stand in full above the list, up to twenty of them
  const isAbove = bears && position !== "block" && blocks <= 20;
  const rows = await answerRows({ ctx, tongue, clock, hider }, question, listed, isAbove);
  const hrefOf = (kind: Position | null, page: number): string => {
    const query = [kind ? `position=${kind}` : "", page > 1 ? `page=${page}` : ""].filter(Boolean).join("&");
    return tongue.to(`${path}${query && `?${query}`}#answers`);
  };
  const manner = mannerOf(question.rule);
  const last = Math.ceil((position ? countOf(position) : castOf(tally)) / answersPerPage);
  return {
    title: tongue.say("answers.title", { n: castOf(tally) }),
    erased: erased > 0 ? tongue.say("answers.erased", { n: erased }) : null,
    filters: [
      {
        text: tongue.say("answers.all", { n: castOf(tally) }),
        href: hrefOf(null, 1),
        isCurrent: position === null,
      },
      ...kinds
        .filter((kind) => countOf(kind) > 0)
        .map((kind) => ({
          text: tongue.say("answers.of", {
            position: tongue.phrase(`positions.${manner}.${kind}`),
            n: countOf(kind),
          }),
          href: hrefOf(kind, 1),
          isCurrent: kind === position,
        })),
    ],
    rows,
    newer: asked.page > 1 ? hrefOf(position, Math.min(asked.page, last + 1) - 1) : null,
    older: asked.page < last ? hrefOf(position, asked.page + 1) : null,
    range: last > 1 ? tongue.say("paging.range", { page: Math.min(asked.page, last), last }) : null,
  };
}

/** Rows for some answers, with the names behind them; `cutsBlocks` where their words stand elsewhere in full. */
export async function answerRows(
  { ctx, tongue, clock, hider, at = "answers" }: Omit<Where, "path">,
  question: Question,
  answers: readonly Answer[],
  cutsBlocks = false,
): Promise<AnswerRow[]> {
  const actors = await loadActors(
    ctx.db,
    answers.flatMap(({ voter }) => (voter ? [voter] : [])),
  );
  const manner = mannerOf(question.rule);
  return answers.map((answer) => {
    const person = personOf(tongue, answer.voter, actors);
    const { now, later } = wordsOf(tongue, answer, question.closedAt);
    const isCut = cutsBlocks && answer.position === "block";
    const changed = answer.before && answer.before !== answer.position ? answer.before : null;
    return {
      mark: positionMark[answer.position],
      position: tongue.phrase(`positions.${manner}.${answer.position}`),
      name: nameOf(person),
      handle: handleOf(person),
      when: clock.element(answer.at, clock.recent(answer.at)),
      before:
        changed &&
        tongue.say("answers.before", { position: tongue.phrase(`positions.${manner}.${changed}`) }),
      said: now && isCut ? cut(tongue, now) : now,
      remark: now ? null : remarkOf(tongue, answer, question),
      later: later === "gone" || isCut ? null : later,
      laterNote:
        later && !isCut ? tongue.say(later === "gone" ? "answers.words-gone" : "answers.edited") : null,
      hide:
        (now || later) && !isCut
          ? hideForm({ tongue }, hider, { noteId: answer.noteId, author: answer.voter, at }, person)
          : null,
    };
  });
}

/** Why there are no words, where that is not plainly because none were given. */
function remarkOf(tongue: Tongue, answer: Answer, question: Question): string | null {
  if (answer.isHidden) return tongue.say("hiding.words");
  if (answer.isDeleted) return tongue.say("answers.deleted");
  if (answer.position !== "block" || question.rule.blocks === null || answer.reasoned) return null;
  return tongue.say("answers.no-reason", { closed: question.closedAt ? "yes" : "no" });
}

/**
 * The words that stand, and those that came after closing: what is on record then stays, an edit is shown beside
 * it (decisions.md, "Ballots").
 */
function wordsOf(
  tongue: Tongue,
  answer: Answer,
  closedAt: Date | null,
): { now: Said | null; later: Said | "gone" | null } {
  const language = knownLanguage(answer.language);
  const spoken = (html: Html): Said => ({ html, language, tongue: nameForeign(tongue, language) });
  const told = (words: string | null): Said | null => (words?.trim() ? spoken(paragraphsOf(words)) : null);
  const asHtml = answer.html ? spoken(safe(answer.html)) : null;
  const wasEdited = closedAt !== null && answer.editedAt !== null && answer.editedAt > closedAt;
  if (!wasEdited || !answer.recordedReason || answer.recordedReason === answer.reason)
    return { now: told(answer.reason) ?? asHtml, later: null };
  return { now: told(answer.recordedReason), later: told(answer.reason) ?? asHtml ?? "gone" };
}

/** The first words of a block's reason, with a link to all of them. */
function cut(tongue: Tongue, said: Said): Said {
  const text = said.html.html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  // what is cut is HTML still, so no entity may be cut in two
  const first = text.length > 80 ? `${text.slice(0, 80).replace(/(\s\S*|&\w*)$/, "")} …` : text;
  const link = `<a class="whole" href="#blocks" lang="${tongue.language}">${escapeHtml(tongue.say("answers.above"))}</a>`;
  return { ...said, html: safe(`<p>${first} ${link}</p>`) };
}

/** The name of a language that is not the page's; null where it is, or is not known. */
export const nameForeign = (tongue: Tongue, language: string | null): string | null =>
  language && language.split("-")[0] !== tongue.language ? tongue.languageName(language) : null;
