import type { Position } from "../ballot.ts";
import { argumentOf } from "./arguments.ts";
import { readCommand } from "./commands.ts";
import type { Heard, Said } from "./heard.ts";
import type { CommandWord, Entry, Lexicon } from "./lexicon.ts";
import { headOf, type Match, matchesAt, reasonOf, restOf, unquoteHead } from "./scan.ts";

/** What is read, and what is heard in it. */
export type { Heard, Said } from "./heard.ts";

const none: Heard = { command: "none" };
const positions: ReadonlySet<string> = new Set(["agree", "abstain", "disagree", "block"]);
const isVote = (entry: Entry): entry is Entry & { meaning: Position } => positions.has(entry.meaning);
const primary = (tag: string): string => tag.toLowerCase().split("-")[0] as string;

/**
 * The one meaning of the matches at a place: the declared language first, then all; "which" where they differ,
 * "doubtful" where one of these languages goes on with the sentence.
 */
function settle(
  matches: readonly Match[],
  language: string | undefined,
): Match | "which" | "doubtful" | null {
  const own = language ? matches.filter((match) => match.entry.language === primary(language)) : [];
  const pool = own.length > 0 ? own : matches;
  const longest = pool.filter((match) => match.end === Math.max(...pool.map((other) => other.end)));
  const [first] = longest;
  if (!first) return null;
  const clash = longest.some((match) => match.entry.meaning !== first.entry.meaning);
  if (clash || first.entry.meaning === "unclear") return "which";
  return longest.some((match) => match.bound === "goes-on") ? "doubtful" : first;
}

/**
 * Of the matches at a place, those that end where they should. Where a word of the language goes on, its twin in
 * another language has not ended either: "no da problemas" is no German "no, since …".
 */
function ended(lexicon: Lexicon, said: Said, matches: readonly Match[], language: string | undefined) {
  const whole = matches.filter((match) => isBounded(lexicon, said, match));
  const isOwn = (match: Match) => language !== undefined && match.entry.language === primary(language);
  const open = Math.max(...matches.map((match) => (isOwn(match) && !whole.includes(match) ? match.end : -1)));
  return whole.filter((match) => isOwn(match) || match.end > open);
}

/** Whether a command begins at a place, other than `meaning`; what only begins like one counts nothing. */
function beginsAnother(lexicon: Lexicon, said: Said, at: number, meaning: string): boolean {
  return matchesAt(lexicon, said.text, at).some((match) => {
    const other = match.entry.meaning;
    if (match.entry.soft || other === meaning || other === "unclear") return false;
    return isVote(match.entry) ? match.bound !== "doubtful" : isCommand(lexicon, said, match);
  });
}

/** Whether a later line begins with another command: then nothing is done, and it is asked which. */
function anotherCommand(lexicon: Lexicon, said: Said, from: number, meaning: string): boolean {
  const { text } = said;
  let line = text.indexOf("\n", from);
  for (let lines = 0; line >= 0 && lines < 200; lines++) {
    const at = line + 1 + (/^[^\S\n]*/u.exec(text.slice(line + 1, line + 200))?.[0].length ?? 0);
    if (beginsAnother(lexicon, said, at, meaning)) return true;
    line = text.indexOf("\n", at);
  }
  return false;
}

/** How often a command may be repeated before it is asked what is meant. */
const patience = 200;

/** The reason behind a vote and its repeats; what to ask where a different command follows, or a doubtful one. */
function reasonAfter(
  lexicon: Lexicon,
  said: Said,
  match: Match,
): { reason: string } | { ask: "two" | "doubtful" } {
  const { language, meaning } = match.entry;
  let end = match.end;
  for (let repeats = 0; repeats < patience; repeats++) {
    const at = restOf(lexicon, said.text, end);
    // whoever began in one language goes on in it
    const spoken = language === "und" ? said.language : language;
    const next = ended(lexicon, said, matchesAt(lexicon, said.text, at), spoken);
    const found = settle(next, spoken);
    // a word that may mean nothing at all is no second command, unless its other meaning is one
    const harmless = next.every(({ entry }) => entry.meaning === "unclear" || entry.meaning === meaning);
    if (!found || (found === "which" && harmless))
      return { reason: said.text.slice(reasonOf(lexicon, said.text, end)).trim() };
    if (found === "doubtful") return { ask: "doubtful" };
    if (found === "which" || found.entry.meaning !== meaning) return { ask: "two" };
    end = found.end;
  }
  return { ask: "two" };
}

// what is said with one of these is at an end with it
const short: ReadonlySet<string> = new Set<CommandWord>(
  "join leave help status lift endorse fulfilled unfulfilled withdraw open return".split(
    " ",
  ) as CommandWord[],
);
// what follows these may be longer, but holds no other command
const reasoned: ReadonlySet<string> = new Set<CommandWord>(
  "concern hide unhide invite ask-leave".split(" ") as CommandWord[],
);

function hearCommand(lexicon: Lexicon, said: Said, match: Match): Heard {
  const word = match.entry.meaning as CommandWord;
  const argument = argumentOf(lexicon, said.text, match, said.language);
  if (!argument) return none;
  const { end } = argument;
  const isTwo =
    (short.has(word) &&
      (beginsAnother(lexicon, said, restOf(lexicon, said.text, end), word) ||
        anotherCommand(lexicon, said, end, word))) ||
    // a second one of the same is about something else
    (reasoned.has(word) && anotherCommand(lexicon, said, end, word === "concern" ? word : ""));
  return isTwo ? { command: "ask", about: "two" } : readCommand(lexicon, word, said.text, argument);
}

function readText(said: Said, lexicon: Lexicon, bearsBlocks: boolean): Heard {
  const at = headOf(lexicon, said.text);
  const all = matchesAt(lexicon, said.text, at);
  if (all.some(({ entry }) => entry.meaning === "unclear" && /[,:]/.test(entry.folded)))
    return { command: "ask", about: "doubtful" };
  const match = settle(ended(lexicon, said, all, said.language), said.language);
  if (match === "which") return { command: "ask", about: "which" };
  if (!match || match === "doubtful") {
    const doubtful = all.some((other) => isVote(other.entry) && !other.entry.soft);
    return doubtful ? { command: "ask", about: "doubtful" } : none;
  }
  if (!isVote(match.entry)) return hearCommand(lexicon, said, match);
  const behind = reasonAfter(lexicon, said, match);
  if ("ask" in behind) return { command: "ask", about: behind.ask };
  if (anotherCommand(lexicon, said, match.end, match.entry.meaning)) return { command: "ask", about: "two" };
  const gesture = match.entry.language === "und";
  if (gesture && match.entry.meaning === "block" && !bearsBlocks)
    return { command: "ask", about: "no-block" };
  const reason = /[\p{L}\p{N}]/u.test(behind.reason) ? behind.reason : "";
  const kind = reason === "" ? { bare: true as const } : { soft: true as const };
  return { command: "vote", position: match.entry.meaning, reason, ...(match.entry.soft ? kind : {}) };
}

/**
 * Whether a phrase right behind another, with no more than a blank between, only says it again: the same phrase,
 * or another one that agrees ("yes I agree"). Not so "no me opongo": a no and a no may make a yes.
 */
const repeats = (said: Entry, again: Entry): boolean =>
  again.folded === said.folded || (said.meaning === "agree" && again.meaning === "agree");

/** Whether a match is a command word, and what it must be followed by follows it. */
const isCommand = (lexicon: Lexicon, said: Said, match: Match): boolean =>
  argumentOf(lexicon, said.text, match, said.language) !== null;

/** Whether a word ends where it should: by itself, before what it is about, or before its own repetition. */
function isBounded(lexicon: Lexicon, said: Said, match: Match): boolean {
  const { text } = said;
  const { meaning } = match.entry;
  if (!isVote(match.entry) && meaning !== "unclear") return isCommand(lexicon, said, match);
  if (match.bound !== "doubtful") return true;
  // step by step from all places reached: one by one, they would multiply with the tables that hold a word
  let ends = new Set([match.end]);
  for (let steps = 0; steps < 20 && ends.size > 0; steps++) {
    const further = new Set<number>();
    for (const end of ends) {
      const gap = /^[^\S\n]+/u.exec(text.slice(end, end + 20))?.[0].length ?? 0;
      if (gap === 0) continue;
      const next = matchesAt(lexicon, text, end + gap).filter(({ entry }) => repeats(match.entry, entry));
      if (next.some((other) => other.bound === "clean")) return true;
      for (const other of next) further.add(other.end);
    }
    ends = further;
  }
  return false;
}

/** Lines that quote somebody else never count (protocol.md, "Words"). */
const withoutQuotes = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^\s*[>＞]/u.test(line))
    .join("\n");

/**
 * Reads one command at the start of what somebody wrote, in any of the lexicon's languages (protocol.md,
 * "Words"); `bearsBlocks` says whether the rule has a place for blocks. Linear in the length of the text;
 * what is not understood is discussion, and what is doubtful is asked back: nothing is guessed.
 */
export function readWords(said: Said, lexicon: Lexicon, bearsBlocks: boolean): Heard {
  const text = unquoteHead(lexicon, withoutQuotes(said.text.normalize("NFC")));
  const heard = readText({ ...said, text }, lexicon, bearsBlocks);
  if (heard.command !== "none" || !said.summary) return heard;
  const warning = readText(
    { language: said.language, text: said.summary.normalize("NFC") },
    lexicon,
    bearsBlocks,
  );
  if (warning.command === "none" || warning.command === "ask") return none;
  return warning.command === "vote" ? { ...warning, reason: text.trim() } : warning;
}
