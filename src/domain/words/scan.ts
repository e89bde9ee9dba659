import { degrees } from "../suggestion.ts";
import { type CommandWord, type Entry, foldCharacter, type Lexicon, proposeKinds } from "./lexicon.ts";

/** A phrase found at a place of a text: what it is, where it ends, and how what follows bounds it. */
export type Match = {
  readonly entry: Entry;
  readonly end: number;
  /**
   * `clean`: end, punctuation, line break, emoji or "because"; `doubtful`: a blank or a question mark; `goes-on`: a
   * comma that this language owes to a clause which belongs to the word ("einverstanden, dass …").
   */
  readonly bound: "clean" | "doubtful" | "goes-on";
};

// a flag is two regional indicators, which are no pictographs
const emoji = /^[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const shortcode = /^:[a-z0-9_+-]{1,60}:/i;
const stop = /^[,:;!…—()[\]"»”«“。、，：；！،؛।（）「」『』【】]/u;
const dot = /^[.۔．](?![\p{L}\p{N}])/u;
const dash = /^[-–]/u;
const wave = /^[~～〜]/u;
const comma = /^[,，،、][^\S\n]*/u;
const question = /^[\p{P}\p{S}]{0,20}?[?？؟⁇⁈⁉‽❓❔]/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

// what these are about may stand right behind them in scripts that write no blanks
const takesArgument: ReadonlySet<string> = new Set<CommandWord>([
  "propose",
  "join",
  "open",
  "hide",
  "unhide",
]);
const inner: ReadonlySet<string> = new Set([
  ...["because", "goes-on", "change", ...proposeKinds],
  ...degrees.map((degree) => `degree ${degree}`),
]);

/** How far is looked behind a word for what bounds it. */
const sight = 80;

/** The index just behind `phrase` in `text` from `start` on, comparing folded; -1 where it does not stand. */
function endOf(phrase: string, text: string, start: number): number {
  let at = start;
  let done = 0;
  while (done < phrase.length) {
    const point = text.codePointAt(at);
    if (point === undefined) return -1;
    const character = String.fromCodePoint(point);
    let folded = foldCharacter(character);
    if (folded === " ") {
      if (character === "\n") return -1;
      if (phrase[done - 1] === " ") folded = "";
    }
    if (!phrase.startsWith(folded, done)) return -1;
    done += folded.length;
    at += character.length;
  }
  // what has no width (a variation selector, a skin tone) belongs to the character before it
  for (let next = text.codePointAt(at); next !== undefined; next = text.codePointAt(at)) {
    const character = String.fromCodePoint(next);
    if (foldCharacter(character) !== "") break;
    at += character.length;
  }
  return at;
}

const startingAt = (lexicon: Lexicon, text: string, at: number): readonly Entry[] =>
  lexicon.get([...foldCharacter(String.fromCodePoint(text.codePointAt(at) ?? 32))][0] ?? " ") ?? [];

/** The phrases of the wanted meanings that stand, whole, at a place, and where they end. */
export function phrasesAt(
  lexicon: Lexicon,
  text: string,
  at: number,
  isWanted: (entry: Entry) => boolean,
): { entry: Entry; end: number }[] {
  return startingAt(lexicon, text, at).flatMap((entry) => {
    if (!isWanted(entry)) return [];
    const end = endOf(entry.folded, text, at);
    if (end < 0) return [];
    // no blank is owed behind scripts that write none, nor behind an apostrophe ("parce qu'")
    const isOwed = !unspaced.test(entry.folded) && !entry.folded.endsWith("'");
    return isOwed && /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2)) ? [] : [{ entry, end }];
  });
}

/** Whether a word of this language with that inner meaning stands, whole, at a place. */
const standsAt = (
  lexicon: Lexicon,
  text: string,
  at: number,
  { language }: Entry,
  meaning: Entry["meaning"],
): boolean =>
  phrasesAt(lexicon, text, at, (entry) => entry.meaning === meaning && entry.language === language).length >
  0;

/** How what stands behind a phrase, or behind its argument, bounds it; null where the word goes on. */
export function boundAfter(lexicon: Lexicon, text: string, end: number, entry: Entry): Match["bound"] | null {
  const rest = text.slice(end, end + sight);
  const gap = /^[^\S\n]*/u.exec(rest)?.[0].length ?? 0;
  const next = rest.slice(gap);
  if (next === "") return end + sight < text.length ? "doubtful" : "clean";
  if (next[0] === "\n" || entry.folded.endsWith(":")) return "clean";
  if (question.test(next)) return "doubtful";
  if (emoji.test(next) || shortcode.test(next)) return "clean";
  const pause = comma.exec(next)?.[0].length;
  if (pause && standsAt(lexicon, text, end + gap + pause, entry, "goes-on")) return "goes-on";
  if (stop.test(next) || dot.test(next) || (gap === 0 && wave.test(next))) return "clean";
  if (dash.test(next) && (gap > 0 || /^[-–]([^\S\n]|$)/u.test(next))) return "clean";
  if (entry.language === "und") return "clean";
  if (gap > 0 && standsAt(lexicon, text, end + gap, entry, "because")) return "clean";
  if (gap > 0 || /^[\p{P}\p{S}]/u.test(next)) return "doubtful";
  return takesArgument.has(entry.meaning) && unspaced.test(entry.folded) ? "doubtful" : null;
}

/** Every phrase that stands at `at`, with its bound; what only bounds other words is not among them. */
export function matchesAt(lexicon: Lexicon, text: string, at: number): Match[] {
  const found: Match[] = [];
  for (const entry of startingAt(lexicon, text, at)) {
    if (inner.has(entry.meaning)) continue;
    const end = endOf(entry.folded, text, at);
    if (end < 0) continue;
    const bound = boundAfter(lexicon, text, end, entry);
    if (bound) found.push({ entry, end, bound });
  }
  return found;
}

const skippable =
  /^(?:[\s\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]|[-•*¡¿](?!\d)|@[\w.-]+(?:@[\w.:-]+)?|:[a-z0-9_+-]{1,60}:)+/iu;
// a shortcode is tried before its colon is passed over as one
const separators =
  /^(?::[a-z0-9_+-]{1,60}:|[\s.,:;!…—–\-~～〜。、，：；！،؛۔।\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}])+/iu;
const fillers =
  /^(?::[a-z0-9_+-]{1,60}:|[\s.,:;!…—–\-~～〜()[\]"»”«“。、，：；！،؛।۔（）「」『』【】\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}])+/iu;

/** Where the first word may stand: behind blanks, bullets, mentions, shortcodes and meaningless emoji. */
export function headOf(lexicon: Lexicon, text: string): number {
  return skip(lexicon, text, 0, skippable);
}

const quoted =
  /^["“”„«»‹›「『‘'‚]([^"“”„«»‹›「」『』‘’'‚\n]{1,60})["“”«»‹›」』‘’'](?=[.!。！۔]?[^\S\n]*(?:$|\n))/u;

/**
 * Takes the quotation marks off a first line that is all in them, as our own answers show what to type (“agree”).
 * Where more stands beside them they stay: what others said is no command.
 */
export function unquoteHead(lexicon: Lexicon, text: string): string {
  const at = headOf(lexicon, text);
  const found = quoted.exec(text.slice(at, at + sight));
  return found ? text.slice(0, at) + found[1] + text.slice(at + found[0].length) : text;
}

/** Where the next word may stand behind a command: punctuation and meaningless emoji are passed over. */
export function restOf(lexicon: Lexicon, text: string, from: number): number {
  return skip(lexicon, text, from, fillers);
}

/** Where a reason begins behind a command: as `restOf`, but an opening bracket or quotation mark is part of it. */
export function reasonOf(lexicon: Lexicon, text: string, from: number): number {
  return skip(lexicon, text, from, separators);
}

/** How much is looked at in one turn of skipping. */
const glance = 2000;

function skip(lexicon: Lexicon, text: string, from: number, pattern: RegExp): number {
  let at = from;
  for (let turns = 0; turns < 100; turns++) {
    const rest = text.slice(at, at + glance);
    const length = pattern.exec(rest)?.[0].length ?? 0;
    // a mention must not be cut in two and its tail read as a word: a head this long holds none
    if (length === glance && pattern === skippable) return text.length;
    const sign = emoji.exec(rest.slice(length))?.[0];
    at += length;
    if (length < glance && (!sign || matchesAt(lexicon, text, at).length > 0)) return at;
    at += sign?.length ?? 0;
  }
  return at;
}
