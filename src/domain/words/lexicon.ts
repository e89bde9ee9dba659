import type { Position } from "../ballot.ts";
import { type Degree, degrees } from "../suggestion.ts";

/** The words that are commands besides the four positions. */
export const commandWords = [
  "join",
  "leave",
  "help",
  "status",
  "amend",
  "suggest",
  "fulfilled",
  "unfulfilled",
  "propose",
  "vouch",
  "recall",
  "concern",
  "lift",
  "answer",
  "endorse",
  "withdraw",
  "open",
  "revise",
  "return",
  "statement",
  "hide",
  "unhide",
  "invite",
  "ask-leave",
] as const;
export type CommandWord = (typeof commandWords)[number];

/** What a proposal can be about besides a plain decision; said between "propose" and the colon. */
export const proposeKinds = [
  "constitution",
  "admission",
  "removal",
  "facilitator",
  "dismissal",
  "ban",
  "unban",
  "repeal",
  "replacement",
] as const;
export type ProposeKind = (typeof proposeKinds)[number];

/** What a table lists phrases for, but for the kinds of proposals, which lie one level deeper. */
type Listed = Position | CommandWord | "yes" | "no" | "because" | "unclear" | "change";

/**
 * One language's words, as its file in `locales/` lists them: phrases for each position and command, `yes` and
 * `no` (positions too, but so common at the start of ordinary talk that they are never asked back), `because`,
 * and `unclear` (a word of this language that another language's table would misread; it is asked back). Two kinds
 * of `unclear` carry punctuation: one that begins with a comma (", dass") goes on with the clause, so that the word
 * before it is no answer by itself; any other ("dafür, die") is asked back whatever follows. `change` begins, in
 * the reason of a block or a concern, what would lift it; `kinds` are what a proposal can be for; `degrees` are how much
 * a suggestion is wished for.
 */
export type WordTable = { readonly [Meaning in Listed]: readonly string[] } & {
  readonly kinds: { readonly [Kind in ProposeKind]: readonly string[] };
  readonly degrees: { readonly [Named in Degree]: readonly string[] };
};

/**
 * What a phrase means: a position, a command, an inner sign. The inner ones are no commands: `because` and `goes-on`
 * only say how the word before them ends, `change`, the kinds of proposals and the degrees of suggestions count behind
 * others. `soft`: never
 * asked back when in doubt.
 */
export type Entry = {
  readonly folded: string;
  readonly meaning:
    | Position
    | CommandWord
    | "unclear"
    | "because"
    | "goes-on"
    | "change"
    | ProposeKind
    | `degree ${Degree}`;
  readonly language: string;
  readonly soft: boolean;
};

/** All tables, by the first folded character of their phrases, the longest phrases first. */
export type Lexicon = ReadonlyMap<string, readonly Entry[]>;

const oneLetter = new Map([
  ["ı", "i"],
  ["ي", "ی"],
  ["ى", "ی"],
  ["ك", "ک"],
  ["ة", "ه"],
  // lengthens a word for the eye only
  ["ـ", ""],
  ["ł", "l"],
  ["ß", "ss"],
  ["’", "'"],
  ["‘", "'"],
  ["ʼ", "'"],
  ["`", "'"],
]);

function foldOnce(character: string): string {
  if (/[\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/u.test(character)) return "";
  if (/\s/u.test(character)) return " ";
  if (character === "´") return "'"; // taken apart below, it would be a blank and an accent
  let folded = "";
  for (const part of character.normalize("NFKD").toLowerCase().normalize("NFKD")) {
    // the voicing marks of kana are no accents: they make another letter
    if (/[\u3099\u309a]|\P{Mn}/u.test(part)) folded += oneLetter.get(part) ?? part;
  }
  return folded;
}

// the letters of scripts that have few are compared again and again; what lies beyond is not kept
const known = new Map<string, string>();
const beyond = "\u3000";

/**
 * A character as phrases are compared: compatibility forms, case, accents and the variants of apostrophes and
 * letters that keyboards mix up are levelled; every white space is a blank, and what has no width is nothing.
 */
export function foldCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = foldOnce(character);
  if (character < beyond) known.set(character, folded);
  return folded;
}

/** A whole phrase, folded; runs of white space become one blank. */
export const fold = (phrase: string): string =>
  [...phrase.normalize("NFC")].map(foldCharacter).join("").replace(/ +/g, " ").trim();

const ownNames = Object.fromEntries([...commandWords, ...proposeKinds].map((word) => [word, word])) as {
  readonly [Word in CommandWord | ProposeKind]: Word;
};

const meanings: Record<Listed | ProposeKind, Entry["meaning"]> = {
  ...ownNames,
  agree: "agree",
  abstain: "abstain",
  disagree: "disagree",
  block: "block",
  yes: "agree",
  no: "disagree",
  because: "because",
  unclear: "unclear",
  change: "change",
};

const gestures: readonly [string, Position][] = [
  ["👍", "agree"],
  ["👎", "disagree"],
  ["✋", "block"],
];

/** Builds the lexicon from the tables of all languages, named by their tags. */
export function buildLexicon(tables: Readonly<Record<string, WordTable>>): Lexicon {
  const index = new Map<string, Entry[]>();
  const add = (entry: Entry): void => {
    const first = [...entry.folded][0] as string;
    index.set(first, [...(index.get(first) ?? []), entry]);
  };
  for (const [language, { kinds, degrees: named, ...table }] of Object.entries(tables)) {
    for (const degree of degrees)
      for (const phrase of named[degree])
        add({ folded: fold(phrase), meaning: `degree ${degree}`, language, soft: false });
    const listed = { ...table, ...kinds };
    for (const [kind, meaning] of Object.entries(meanings)) {
      const soft = kind === "yes" || kind === "no";
      for (const phrase of listed[kind as keyof typeof meanings]) {
        const goesOn = kind === "unclear" && phrase.startsWith(",");
        const folded = fold(goesOn ? phrase.slice(1) : phrase);
        add({ folded, meaning: goesOn ? "goes-on" : meaning, language, soft });
      }
    }
  }
  for (const [sign, meaning] of gestures) add({ folded: fold(sign), meaning, language: "und", soft: true });
  for (const entries of index.values()) entries.sort((a, b) => b.folded.length - a.folded.length);
  return index;
}
