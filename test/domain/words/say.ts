import { buildLexicon } from "../../../src/domain/words/lexicon.ts";
import { type Heard, readWords } from "../../../src/domain/words/read.ts";
import { readLocales } from "../../../src/locales.ts";

/** The word tables of all languages, as published. */
export const tables = readLocales().words;

const lexicon = buildLexicon(tables);

/** What is heard in a text, under a rule that bears blocks unless it is said otherwise. */
export const hear = (text: string, language?: string, bearsBlocks = true): Heard =>
  readWords({ text, language }, lexicon, bearsBlocks);

/** The same with a content warning. */
export const hearBehind = (summary: string, text: string, language?: string): Heard =>
  readWords({ text, language, summary }, lexicon, true);

/** In one word: a position, "ask two" and the like, a command, or "none". */
export const gist = (heard: Heard): string =>
  heard.command === "vote" ? heard.position : heard.command === "ask" ? `ask ${heard.about}` : heard.command;

/** The same, straight from a text. */
export const gistOf = (text: string, language?: string, bearsBlocks = true): string =>
  gist(hear(text, language, bearsBlocks));

/** The reason heard behind a vote; null where none was cast. */
export const reasonOf = (heard: Heard): string | null => (heard.command === "vote" ? heard.reason : null);
