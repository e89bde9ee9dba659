import { readdirSync, readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import type { WordTable } from "./domain/words/lexicon.ts";

type Branch = { readonly [key: string]: string | Branch };
type LocaleFile = { readonly language: string; readonly words: WordTable } & {
  readonly [section: string]: Branch;
};

/** What fills the blanks of a phrase. */
export type Values = Record<string, string | number>;

/** The phrases of all languages in `locales/`, in ICU message format; English fills what one lacks. */
export type Phrases = {
  /** The tags of the languages there are, English first. */
  readonly languages: readonly string[];
  /** A phrase by its dotted key. Throws for a key that English does not have: that is a fault of ours. */
  say(language: string, key: string, values?: Values): string;
  has(key: string): boolean;
  /** The first of the wished languages that there is, by its primary tag; English where there is none. */
  choose(...wished: (string | null | undefined)[]): string;
  /** What a language calls itself. */
  nameOf(language: string): string;
  readonly words: Readonly<Record<string, WordTable>>;
};

const folder = new URL("../locales/", import.meta.url);
const rightToLeft = new Set(["ar", "fa", "he", "ur"]);

/** The direction a language is written in. */
export const directionOf = (language: string): "rtl" | "ltr" =>
  rightToLeft.has(language.toLowerCase().split("-")[0] as string) ? "rtl" : "ltr";

/**
 * The tag by which numbers and dates are formatted: Arabic with its own digits, English dates day first, as most of
 * its readers write them.
 */
export const formatTag = (language: string): string => {
  if (/^ar\b/.test(language)) return `${language}-u-nu-arab`;
  return language === "en" ? "en-GB" : language;
};

/**
 * Formats instants in a language. Persian dates with a year are put in the order of speech: what ICU has for that
 * calendar begins with the year.
 */
export function dateFormat(
  language: string,
  options: Intl.DateTimeFormatOptions,
): { format(at: Date): string } {
  const own = new Intl.DateTimeFormat(formatTag(language), options);
  if (!/^fa\b/.test(language) || !options.year || options.month !== "long") return own;
  const { year: _, hour, minute, hourCycle, timeZoneName, timeZone, ...day } = options;
  const time = hour && new Intl.DateTimeFormat(language, { timeZone, hour, minute, hourCycle, timeZoneName });
  const parts = [
    new Intl.DateTimeFormat(language, { timeZone, ...day }),
    new Intl.DateTimeFormat(language, { timeZone, year: "numeric" }),
  ];
  return {
    format: (at) => {
      const date = parts.map((part) => part.format(at)).join(" ");
      return time ? `${date}، ${time.format(at)}` : date;
    },
  };
}

const find = (file: LocaleFile | undefined, key: string): string | null => {
  let branch: string | Branch | undefined = file as unknown as Branch;
  for (const part of key.split(".")) branch = typeof branch === "object" ? branch[part] : undefined;
  return typeof branch === "string" ? branch : null;
};

/** Reads every file in `locales/`. */
export function readLocales(): Phrases {
  const files = new Map<string, LocaleFile>();
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".json"))
      files.set(name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), "utf8")));
  }
  const formats = new Map<string, IntlMessageFormat>();
  const format = (language: string, key: string): IntlMessageFormat => {
    const cached = formats.get(`${language} ${key}`);
    if (cached) return cached;
    const own = find(files.get(language), key);
    const text = own ?? find(files.get("en"), key);
    if (text === null) throw new Error(`no phrase ${key}`);
    const made = new IntlMessageFormat(text, formatTag(own === null ? "en" : language), undefined, {
      ignoreTag: true,
    });
    formats.set(`${language} ${key}`, made);
    return made;
  };
  const choose = (...wished: (string | null | undefined)[]): string => {
    for (const tag of wished) {
      const primary = tag?.toLowerCase().split("-")[0];
      if (primary && files.has(primary)) return primary;
    }
    return "en";
  };
  return {
    languages: ["en", ...[...files.keys()].filter((tag) => tag !== "en")],
    say: (language, key, values = {}) => String(format(choose(language), key).format(values)),
    has: (key) => find(files.get("en"), key) !== null,
    choose,
    nameOf: (language) => files.get(choose(language))?.language ?? language,
    words: Object.fromEntries([...files].map(([tag, file]) => [tag, file.words])),
  };
}
