import type { FastifyRequest } from "fastify";
import { readLanguage } from "../domain/language.ts";
import { escapeHtml } from "../domain/markup.ts";
import { type RefusalCode, refusals } from "../domain/refusal.ts";
import { directionOf, formatTag, type Phrases, type Values } from "../locales.ts";
import { type Html, isHtml, safe } from "./html.ts";

/** A language with everything that a page says in it. */
export type Tongue = {
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly isMirrored: boolean;
  /** The tag by which numbers are written. */
  readonly tag: string;
  /** A phrase of the "pages" section, as text. */
  say(key: string, values?: Values): string;
  /** The same as HTML: text is escaped, HTML among the values stays. */
  rich(key: string, values: Record<string, string | number | Html>): Html;
  /** A phrase of any section. */
  phrase(key: string, values?: Values): string;
  /** What a refusal says, in this language where it was translated. */
  refusal(code: RefusalCode): string;
  number(n: number): string;
  /** A share in per cent; "–" where there is nothing to share. */
  percent(part: number, whole: number): string;
  list(items: readonly string[]): string;
  /** What ends a sentence, and what stands between two: Chinese and Japanese have signs of their own, and no blank. */
  readonly stop: string;
  run(sentences: readonly string[]): string;
  /** A path of ours, with the reader's choice of language kept. */
  to(path: string): string;
  /** What a language is called here; null for a tag that means nothing. */
  languageName(tag: string): string | null;
};

/** The languages that pages speak: those whose file has a "pages" section. */
export const pageLanguages = (phrases: Phrases): readonly string[] =>
  phrases.languages.filter((tag) => phrases.say(tag, "pages.tag") === tag);

// stand for a piece of HTML while a phrase is put together; no keyboard writes them
const [open, close] = ["\ue000", "\ue001"];

/** Makes what pages say a language with; `chosen` was asked for by ?lang= and stays with every link. */
export function makeTongue(phrases: Phrases, language: string, chosen = false): Tongue {
  const tag = formatTag(language);
  const isUnspaced = /^(zh|ja)\b/.test(language);
  const numbers = new Intl.NumberFormat(tag);
  const percents = new Intl.NumberFormat(tag, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const names = new Intl.DisplayNames([tag], { type: "language", fallback: "none" });
  const lists = new Intl.ListFormat(tag, { type: "conjunction" });
  const say: Tongue["say"] = (key, values) => phrases.say(language, `pages.${key}`, values);
  return {
    language,
    dir: directionOf(language),
    isMirrored: directionOf(language) === "rtl",
    tag,
    say,
    rich: (key, values) => {
      const pieces: string[] = [];
      const filled = Object.entries(values).map(([name, value]) => {
        if (!isHtml(value))
          return [name, typeof value === "string" ? value.replace(/[\ue000\ue001]/g, "") : value];
        pieces.push(value.html);
        return [name, `${open}${pieces.length - 1}${close}`];
      });
      const text = escapeHtml(say(key, Object.fromEntries(filled)));
      return safe(text.replace(/\ue000(\d+)\ue001/g, (_, index) => pieces[Number(index)] as string));
    },
    phrase: (key, values) => phrases.say(language, key, values),
    refusal: (code) =>
      phrases.has(`refusals.${code}`) ? phrases.say(language, `refusals.${code}`) : refusals[code].sentence,
    number: (n) => numbers.format(n),
    percent: (part, whole) => (whole === 0 ? "–" : percents.format(part / whole)),
    list: (items) => lists.format(items),
    stop: isUnspaced ? "。" : ".",
    run: (sentences) => sentences.filter(Boolean).join(isUnspaced ? "" : " "),
    to: (path) => {
      if (!chosen) return path;
      const [before = "", fragment] = path.split("#");
      const query = `${before.includes("?") ? "&" : "?"}lang=${language}`;
      return `${before}${query}${fragment === undefined ? "" : `#${fragment}`}`;
    },
    languageName: (wanted) => {
      const known = readLanguage(wanted);
      return known ? (names.of(known) ?? null) : null;
    },
  };
}

const english = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** A language tag that may stand in a `lang` attribute; null where somebody sent one that means nothing. */
export function knownLanguage(tag: string | null): string | null {
  const known = tag ? readLanguage(tag) : null;
  return known && english.of(known.split("-")[0] as string) ? known : null;
}

/**
 * The language of a page: as ?lang= asks, else as the browser does, else the assembly's own, else English; only
 * languages that pages are written in.
 */
export function chooseTongue(phrases: Phrases, request: FastifyRequest, own?: string): Tongue {
  const offered = pageLanguages(phrases);
  const primary = (tag: string | undefined): string | undefined => tag?.toLowerCase().split("-")[0];
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  const asked = typeof lang === "string" ? primary(lang) : undefined;
  if (asked && offered.includes(asked)) return makeTongue(phrases, asked, true);
  const accepted = request.headers["accept-language"] ? request.accepts().languages() : [];
  const wished = [...(Array.isArray(accepted) ? accepted : []), own].map(primary);
  return makeTongue(phrases, wished.find((tag) => tag && offered.includes(tag)) ?? "en");
}
