import { numberBehind } from "./arguments.ts";
import type { Lexicon } from "./lexicon.ts";
import { phrasesAt } from "./scan.ts";

/** How many lines are looked at: nobody says so far below what would lift a block. */
const patience = 200;

/** What somebody objects, what would lift it, and the number of an amendment where that names one. */
export type SplitChange = {
  readonly reason: string;
  readonly change: string | null;
  readonly amendment?: number;
};

/**
 * Takes the words of a block or a concern apart: the reason, and what would lift it, which a later line begins
 * ("Would lift it: a cap on the cost"). `change` is null where nothing is named. Both are trimmed.
 * "Would lift it: amendment 3" names an amendment, at its beginning and with the word for it.
 */
export function splitChange(lexicon: Lexicon, text: string): SplitChange {
  let line = text.indexOf("\n");
  for (let lines = 0; line >= 0 && lines < patience; lines++) {
    const at =
      line + 1 + (/^[^\S\n]*(?:[-•*–][^\S\n]*)?/u.exec(text.slice(line + 1, line + 200))?.[0].length ?? 0);
    for (const { end } of phrasesAt(lexicon, text, at, ({ meaning }) => meaning === "change")) {
      const colon = /^[^\S\n]*[:：]/u.exec(text.slice(end, end + 20))?.[0].length;
      if (colon === undefined) continue;
      const change = text.slice(end + colon).trim();
      return {
        reason: text.slice(0, line).trim(),
        change: change || null,
        ...amendmentIn(lexicon, change),
      };
    }
    line = text.indexOf("\n", line + 1);
  }
  return { reason: text.trim(), change: null };
}

function amendmentIn(lexicon: Lexicon, change: string): { amendment?: number } {
  for (const { end } of phrasesAt(lexicon, change, 0, ({ meaning }) => meaning === "amend")) {
    const found = numberBehind(change, end);
    if (found) return { amendment: found.number };
  }
  return {};
}
