import { type Entry, foldCharacter, type Lexicon } from "./lexicon.ts";

/** A phrase found at a place of a text: what it is, where it ends, and how what follows bounds it. */
export type Match = {
  readonly entry: Entry;
  readonly end: number;
  /** `clean`: end, punctuation, line break, emoji or "because"; `doubtful`: a blank or a question mark. */
  readonly bound: "clean" | "doubtful";
};

const emoji = /^\p{Extended_Pictographic}/u;
const shortcode = /^:[a-z0-9_+-]{1,60}:/i;
const stop = /^[,:;!…—()[\]"»”«“。、，：；！،؛।]/u;
const dot = /^[.۔．](?![\p{L}\p{N}])/u;
const dash = /^[-–]/u;

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

/** How what stands behind a phrase bounds it; null where the word goes on. */
function boundAfter(text: string, end: number, isGesture: boolean, because: (at: number) => boolean) {
  const rest = text.slice(end, end + 80);
  const gap = /^[^\S\n]*/u.exec(rest)?.[0].length ?? 0;
  const next = rest.slice(gap);
  if (next === "" || next[0] === "\n" || emoji.test(next) || shortcode.test(next)) return "clean";
  if (stop.test(next) || dot.test(next)) return "clean";
  if (dash.test(next) && (gap > 0 || /^[-–]([^\S\n]|$)/u.test(next))) return "clean";
  if (isGesture) return "clean";
  if (gap > 0 && because(end + gap)) return "clean";
  return gap > 0 || /^[\p{P}\p{S}]/u.test(next) ? "doubtful" : null;
}

/** Every phrase that stands at `at`, with its bound; `because` is not among them. */
export function matchesAt(lexicon: Lexicon, text: string, at: number): Match[] {
  const first = [...foldCharacter(String.fromCodePoint(text.codePointAt(at) ?? 32))][0] ?? " ";
  const because = (place: number): boolean => {
    const head = [...foldCharacter(String.fromCodePoint(text.codePointAt(place) ?? 32))][0] ?? " ";
    return (lexicon.get(head) ?? []).some((entry) => {
      if (entry.meaning !== "because") return false;
      const end = endOf(entry.folded, text, place);
      return end >= 0 && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
    });
  };
  const found: Match[] = [];
  for (const entry of lexicon.get(first) ?? []) {
    if (entry.meaning === "because") continue;
    const end = endOf(entry.folded, text, at);
    if (end < 0) continue;
    const bound = boundAfter(text, end, entry.language === "und", because);
    if (bound) found.push({ entry, end, bound });
  }
  return found;
}

const skippable =
  /^(?:[\s\p{Cf}\p{Variation_Selector}]|[-•*¡¿](?!\d)|@[\w.-]+(?:@[\w.:-]+)?|:[a-z0-9_+-]{1,60}:)+/iu;
const separators = /^(?:[\s.,:;!…—–\-。、，：；！،؛۔।\p{Cf}\p{Variation_Selector}]|:[a-z0-9_+-]{1,60}:)+/iu;
const fillers =
  /^(?:[\s.,:;!…—–\-()[\]"»”«“。、，：；！،؛।۔\p{Cf}\p{Variation_Selector}]|:[a-z0-9_+-]{1,60}:)+/iu;

/** Where the first word may stand: behind blanks, bullets, mentions, shortcodes and meaningless emoji. */
export function headOf(lexicon: Lexicon, text: string): number {
  return skip(lexicon, text, 0, skippable);
}

/** Where the next word may stand behind a command: punctuation and meaningless emoji are passed over. */
export function restOf(lexicon: Lexicon, text: string, from: number): number {
  return skip(lexicon, text, from, fillers);
}

/** Where a reason begins behind a command: as `restOf`, but an opening bracket or quotation mark is part of it. */
export function reasonOf(lexicon: Lexicon, text: string, from: number): number {
  return skip(lexicon, text, from, separators);
}

function skip(lexicon: Lexicon, text: string, from: number, pattern: RegExp): number {
  let at = from;
  for (let turns = 0; turns < 100; turns++) {
    const rest = text.slice(at, at + 2000);
    const length = pattern.exec(rest)?.[0].length ?? 0;
    const sign = emoji.exec(rest.slice(length))?.[0];
    at += length;
    if (!sign || matchesAt(lexicon, text, at).length > 0) return at;
    at += sign.length;
  }
  return at;
}
