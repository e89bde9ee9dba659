import { datesIn, plain } from "./dates.ts";
import { kindAt, type Named } from "./kinds.ts";
import type { Entry, Lexicon } from "./lexicon.ts";
import { colonIn, handle, lineAt, reach } from "./lines.ts";
import { boundAfter, type Match, phrasesAt } from "./scan.ts";

/** What stands between a command word and its text. */
export type Argument = {
  /** Where the text behind it begins. */
  readonly end: number;
  /** The handle, address or code that it names; "" where it names none. */
  readonly about: string;
  /** What a proposal is for; "which" where its words mean two things. */
  readonly kind?: Named["kind"];
  readonly dates?: readonly string[];
  /** What it is the number of. */
  readonly what?: "amendment" | "suggestion";
};

const named = new RegExp(`^[^\\S\\n]*[:：]?[^\\S\\n]*(${handle}|https?://[!-~]{1,2000})`, "iu");
const code =
  /^[^\S\n]*[:：]?[^\S\n]*([a-z0-9]{4})[-‐‑–]([a-z0-9]{4})[-‐‑–]([a-z0-9]{4})(?![\p{L}\p{N}]|-[\p{L}\p{N}])/iu;
const spoken = new RegExp(`^[^\\S\\n]*(${handle})[^\\S\\n]*[:：]`, "u");
const question = /[?？؟]/u;

/** A command that is one only with a colon right behind it ("Proposals, in short, …" is talk). */
function behindColon(text: string, end: number): Argument | null {
  const length = /^\s*[:：]/u.exec(text.slice(end, end + 20))?.[0].length;
  return length === undefined ? null : { end: end + length, about: "" };
}

/** Whom the words are for, up to the colon; nobody where the colon comes at once. */
function behindName(text: string, end: number): Argument | null {
  const found = spoken.exec(text.slice(end, end + reach));
  if (!found) return behindColon(text, end);
  return { end: end + found[0].length, about: found[1] as string };
}

/** Whom, and the dates up to the colon. */
function behindDates(text: string, end: number): Argument | null {
  const line = lineAt(text, end);
  const whom = named.exec(line)?.[1];
  if (!whom || /^https?:/iu.test(whom)) return behindColon(text, end);
  const colon = colonIn(line);
  return colon < 0 ? null : { end: end + colon + 1, about: whom, dates: datesIn(line.slice(0, colon)) };
}

/** What is to be hidden or shown: its address, ended as a word is. */
function behindAddress(lexicon: Lexicon, text: string, { entry, end }: Match): Argument | null {
  const found = named.exec(text.slice(end, end + 2100));
  if (!found || !/^https?:/iu.test(found[1] as string)) return null;
  const about = (found[1] as string).replace(/[.,:;!?)\]}>"']+$/u, "");
  const behind = end + found[0].length - (found[1] as string).length + about.length;
  return boundAfter(lexicon, text, behind, entry) === "clean" ? { end: behind, about } : null;
}

/** Who is invited; nobody where nothing else stands on the line. */
function behindInvite(text: string, { end, bound }: Match): Argument | null {
  const found = named.exec(text.slice(end, end + reach));
  const whom = found?.[1] as string;
  if (found && !/^https?:/iu.test(whom)) return { end: end + found[0].length, about: whom };
  return bound === "clean" && !/[\p{L}\p{N}]/u.test(lineAt(text, end)) ? { end, about: "" } : null;
}

/** The code of an invitation, if one follows; without it the word must end as any. */
function behindJoin(text: string, { end, bound }: Match): Argument | null {
  const found = code.exec(
    text
      .slice(end, end + 60)
      .normalize("NFKC")
      .replace(/\p{Cf}/gu, ""),
  );
  // where characters without width were in it, the end is a few too early: only a later command is looked for there
  if (found) return { end: end + found[0].length, about: found.slice(1).join("-").toUpperCase() };
  return bound === "doubtful" ? null : { end, about: "" };
}

/** The number that stands at a place of a text, as "3" or "#3", and where it ends; null where none does. */
export function numberBehind(text: string, from: number): { number: number; end: number } | null {
  const behind = text.slice(from, from + 40);
  const found = /^[^\S\n]*[#№]?[^\S\n]*(\p{Nd}{1,6})(?![\p{L}\p{N}]|[.,]\p{Nd})/u.exec(behind);
  const number = found && plain(found[1] as string);
  // digits of other scripts than are read in dates are words here
  if (!number || !/^\d+$/.test(number)) return null;
  return { number: Number(number), end: from + (found?.[0].length ?? 0) };
}

/** The number of what is spoken of, perhaps behind the word for it; nothing where none stands there. */
function behindNumbered(
  lexicon: Lexicon,
  text: string,
  { end, bound }: Match,
  words: readonly ("amend" | "suggest")[],
): Argument | null {
  const at = end + (/^[^\S\n]*[:：]?[^\S\n]*/u.exec(text.slice(end, end + 20))?.[0].length ?? 0);
  const isNamed = ({ meaning }: Entry) => words.some((word) => word === meaning);
  const named = phrasesAt(lexicon, text, at, isNamed).sort((one, other) => other.end - one.end);
  for (const of of [...named, { end, entry: null }]) {
    const found = numberBehind(text, of.end);
    if (!found) continue;
    // a number by itself is that of an amendment, where it may be
    const what = of.entry?.meaning === "suggest" ? ("suggestion" as const) : ("amendment" as const);
    return { end: found.end, about: String(found.number), what };
  }
  return bound === "doubtful" ? null : { end, about: "" };
}

/** Until when, and perhaps from when, on the same line; without dates the word must end as any. */
function behindOpen(text: string, { end, bound }: Match): Argument | null {
  const next = text.indexOf("\n", end);
  const line = text.slice(end, next < 0 ? text.length : next);
  const dates = datesIn(line);
  if (bound !== "doubtful") return { end: dates.length > 0 ? end + line.length : end, about: "", dates };
  const isMeant = dates.length > 0 && dates.length <= 2 && !question.test(line);
  return isMeant ? { end: end + line.length, about: "", dates } : null;
}

/**
 * What a command word is about, as it stands behind it; null where the words that follow make it no command, but
 * ordinary talk ("Answer the phone"). `language`: the one that the writer's app declared.
 */
export function argumentOf(
  lexicon: Lexicon,
  text: string,
  match: Match,
  language: string | undefined,
): Argument | null {
  const { entry, end, bound } = match;
  switch (entry.meaning) {
    case "propose":
      return behindColon(text, end) ?? kindAt(lexicon, text, match, language);
    case "amend":
    case "suggest":
    case "concern":
    case "revise":
    case "statement":
      return behindColon(text, end);
    case "answer":
      return behindName(text, end);
    case "ask-leave":
      return behindDates(text, end);
    case "hide":
    case "unhide":
      return behindAddress(lexicon, text, match);
    case "invite":
      return behindInvite(text, match);
    case "join":
      return behindJoin(text, match);
    case "endorse":
      return behindNumbered(lexicon, text, match, ["amend", "suggest"]);
    case "fulfilled":
    case "unfulfilled":
      return behindNumbered(lexicon, text, match, ["suggest"]);
    case "open":
      return behindOpen(text, match);
    case "vouch":
    case "recall":
      if (bound === "doubtful" && !/^\s+@/u.test(text.slice(end, end + 20))) return null;
      return { end, about: text.slice(end).trim() };
    default:
      return bound === "doubtful" ? null : { end, about: "" };
  }
}
