import type { Position } from "../ballot.ts";
import type { CommandWord, Entry, Lexicon } from "./lexicon.ts";
import { headOf, type Match, matchesAt, reasonOf, restOf } from "./scan.ts";

/** What somebody wrote, as plain text: quotations already gone, one line break for each of theirs. */
export type Said = {
  readonly text: string;
  /** The language that their app declared, if any. */
  readonly language?: string;
  /** A content warning; it is read only where the text holds no command. */
  readonly summary?: string;
};

/** What the words were understood to ask for. */
export type Heard =
  | { readonly command: "vote"; readonly position: Position; readonly reason: string }
  | { readonly command: "join" | "leave" | "help" | "status" }
  | { readonly command: "amend"; readonly old: string; readonly new: string | null }
  | { readonly command: "suggest"; readonly wish: string }
  | { readonly command: "propose"; readonly title: string; readonly text: string }
  | { readonly command: "vouch" | "recall"; readonly whom: string }
  /** `two` commands, a `doubtful` one ("agree that …", "agree?"), or a word of two meanings: ask back. */
  | { readonly command: "ask"; readonly about: "two" | "doubtful" | "which" | "no-block" }
  | { readonly command: "none" };

const none: Heard = { command: "none" };
const positions: ReadonlySet<string> = new Set(["agree", "abstain", "disagree", "block"]);
const isVote = (entry: Entry): entry is Entry & { meaning: Position } => positions.has(entry.meaning);
const primary = (tag: string): string => tag.toLowerCase().split("-")[0] as string;

/** The one meaning of the matches at a place: the declared language first, then all; "ask" where they differ. */
function settle(matches: readonly Match[], language: string | undefined): Match | "which" | null {
  const own = language ? matches.filter((match) => match.entry.language === primary(language)) : [];
  const pool = own.length > 0 ? own : matches;
  const longest = pool.filter((match) => match.end === Math.max(...pool.map((other) => other.end)));
  const [first] = longest;
  if (!first) return null;
  const clash = longest.some((match) => match.entry.meaning !== first.entry.meaning);
  return clash || first.entry.meaning === "unclear" ? "which" : first;
}

/** Whether a later line begins with another command: then nothing is done, and it is asked which. */
function anotherCommand(lexicon: Lexicon, text: string, from: number, meaning: string): boolean {
  let line = text.indexOf("\n", from);
  for (let lines = 0; line >= 0 && lines < 200; lines++) {
    const at = line + 1 + (/^[^\S\n]*/u.exec(text.slice(line + 1, line + 200))?.[0].length ?? 0);
    const found = matchesAt(lexicon, text, at).filter(
      (match) => match.bound === "clean" && !match.entry.soft,
    );
    if (found.some((match) => match.entry.meaning !== meaning && match.entry.meaning !== "unclear"))
      return true;
    line = text.indexOf("\n", at);
  }
  return false;
}

/** Passes over repeats of one command behind it; "two" where a different one follows. */
function reasonAfter(lexicon: Lexicon, said: Said, match: Match): string | "two" {
  let end = match.end;
  for (let repeats = 0; repeats < 20; repeats++) {
    const at = restOf(lexicon, said.text, end);
    const next = matchesAt(lexicon, said.text, at).filter((other) => isBounded(lexicon, said.text, other));
    const found = settle(next, said.language);
    if (!found) return said.text.slice(reasonOf(lexicon, said.text, end)).trim();
    if (found === "which" || found.entry.meaning !== match.entry.meaning) return "two";
    end = found.end;
  }
  return "";
}

const behindColon = (text: string, end: number): string | null =>
  /^\s*[:：]\s*([\s\S]*)$/u.exec(text.slice(end))?.[1] ?? null;

function readCommand(word: CommandWord, text: string, end: number): Heard {
  if (word === "vouch" || word === "recall") return { command: word, whom: text.slice(end).trim() };
  if (word === "amend" || word === "suggest" || word === "propose") {
    const rest = behindColon(text, end);
    if (rest === null) return none;
    if (word === "suggest") return { command: word, wish: rest.trim() };
    const [first = "", ...lines] = rest.split(word === "amend" ? /\s*(?:=>|⇒|->|→)\s*/u : /\n/u);
    const more = lines.join(word === "amend" ? " => " : "\n").trim();
    if (word === "propose") return { command: word, title: first.trim(), text: more };
    return { command: word, old: first.trim(), new: lines.length > 0 ? more : null };
  }
  return { command: word };
}

function readText(said: Said, lexicon: Lexicon, bearsBlocks: boolean): Heard {
  const at = headOf(lexicon, said.text);
  const all = matchesAt(lexicon, said.text, at);
  const clean = all.filter((match) => isBounded(lexicon, said.text, match));
  const match = settle(clean, said.language);
  if (match === "which") return { command: "ask", about: "which" };
  if (!match) {
    const doubtful = all.some((other) => isVote(other.entry) && !other.entry.soft);
    return doubtful ? { command: "ask", about: "doubtful" } : none;
  }
  if (!isVote(match.entry)) {
    const heard = readCommand(match.entry.meaning as CommandWord, said.text, match.end);
    const short = "join leave help status".includes(match.entry.meaning);
    const two = short && anotherCommand(lexicon, said.text, match.end, match.entry.meaning);
    return two ? { command: "ask", about: "two" } : heard;
  }
  const reason = reasonAfter(lexicon, said, match);
  if (reason === "two" || anotherCommand(lexicon, said.text, match.end, match.entry.meaning)) {
    return { command: "ask", about: "two" };
  }
  const gesture = match.entry.language === "und";
  if (gesture && match.entry.meaning === "block" && !bearsBlocks)
    return { command: "ask", about: "no-block" };
  return {
    command: "vote",
    position: match.entry.meaning,
    reason: /[\p{L}\p{N}]/u.test(reason) ? reason : "",
  };
}

/** Whether a word ends where it should: by itself, before the name it is about, or before its own repetition. */
function isBounded(lexicon: Lexicon, text: string, match: Match, depth = 0): boolean {
  if (match.bound === "clean") return true;
  const rest = text.slice(match.end, match.end + 20);
  if (match.entry.meaning === "vouch" || match.entry.meaning === "recall") return /^\s+@/u.test(rest);
  const gap = /^[^\S\n]+/u.exec(rest)?.[0].length ?? 0;
  if (gap === 0 || depth > 10 || !isVote(match.entry)) return false;
  return matchesAt(lexicon, text, match.end + gap).some(
    (next) => next.entry.meaning === match.entry.meaning && isBounded(lexicon, text, next, depth + 1),
  );
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
  const text = withoutQuotes(said.text.normalize("NFC"));
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
