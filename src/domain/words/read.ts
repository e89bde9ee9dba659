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
      (match) => match.bound === "clean" && !match.entry.soft && isWhole(text, match),
    );
    if (found.some((match) => match.entry.meaning !== meaning && match.entry.meaning !== "unclear"))
      return true;
    line = text.indexOf("\n", at);
  }
  return false;
}

/** How often a command may be repeated before it is asked what is meant. */
const patience = 200;

/** Passes over repeats of one command behind it; "two" where a different one follows. */
function reasonAfter(lexicon: Lexicon, said: Said, match: Match): string | "two" {
  const { language, meaning } = match.entry;
  let end = match.end;
  for (let repeats = 0; repeats < patience; repeats++) {
    const at = restOf(lexicon, said.text, end);
    const next = matchesAt(lexicon, said.text, at).filter(
      (other) => isBounded(lexicon, said.text, other) && isWhole(said.text, other),
    );
    // whoever began in one language goes on in it
    const found = settle(next, language === "und" ? said.language : language);
    // a word that may mean nothing at all is no second command, unless its other meaning is one
    const harmless = next.every(({ entry }) => entry.meaning === "unclear" || entry.meaning === meaning);
    if (!found || (found === "which" && harmless))
      return said.text.slice(reasonOf(lexicon, said.text, end)).trim();
    if (found === "which" || found.entry.meaning !== meaning) return "two";
    end = found.end;
  }
  return "two";
}

const needColon: ReadonlySet<string> = new Set(["amend", "suggest", "propose"]);

/** Whether a word is a command as it stands: some are only with a colon ("Proposals, in short, …" is talk). */
const isWhole = (text: string, { entry, end }: Match): boolean =>
  !needColon.has(entry.meaning) || /^\s*[:：]/u.test(text.slice(end, end + 20));

const behindColon = (text: string, end: number): string | null =>
  /^\s*[:：]\s*([\s\S]*)$/u.exec(text.slice(end))?.[1] ?? null;

function readCommand(word: CommandWord, text: string, end: number): Heard {
  if (word === "vouch" || word === "recall") return { command: word, whom: text.slice(end).trim() };
  if (word === "amend" || word === "suggest" || word === "propose") {
    const rest = behindColon(text, end);
    if (rest === null) return none;
    if (word === "suggest") return { command: word, wish: rest.trim() };
    const [first = "", ...more] = rest.split(word === "amend" ? /=>|⇒|->|→/u : /\n/u);
    if (word === "propose") return { command: word, title: first.trim(), text: more.join("\n").trim() };
    const after = more.map((part) => part.trim()).join(" => ");
    return { command: word, old: first.trim(), new: more.length > 0 ? after : null };
  }
  return { command: word };
}

function readText(said: Said, lexicon: Lexicon, bearsBlocks: boolean): Heard {
  const at = headOf(lexicon, said.text);
  const all = matchesAt(lexicon, said.text, at);
  if (all.some(({ entry }) => entry.meaning === "unclear" && /[,:]/.test(entry.folded)))
    return { command: "ask", about: "doubtful" };
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
function isBounded(lexicon: Lexicon, text: string, match: Match): boolean {
  if (match.bound === "clean") return true;
  const { meaning } = match.entry;
  if (meaning === "vouch" || meaning === "recall")
    return /^\s+@/u.test(text.slice(match.end, match.end + 20));
  if (!isVote(match.entry) && meaning !== "unclear") return false;
  // step by step from all places reached: one by one, they would multiply with the tables that hold a word
  let ends = new Set([match.end]);
  for (let repeats = 0; repeats < 20 && ends.size > 0; repeats++) {
    const further = new Set<number>();
    for (const end of ends) {
      const gap = /^[^\S\n]+/u.exec(text.slice(end, end + 20))?.[0].length ?? 0;
      if (gap === 0) continue;
      const next = matchesAt(lexicon, text, end + gap).filter((other) => other.entry.meaning === meaning);
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
