import type { Degree } from "../suggestion.ts";
import type { Entry, Lexicon } from "./lexicon.ts";
import { phrasesAt } from "./scan.ts";

const meant: Readonly<Record<string, Degree>> = {
  "degree required": "required",
  "degree desired": "desired",
  "degree unwanted": "unwanted",
  "degree would-withdraw": "would-withdraw",
};
const isDegree = ({ meaning }: Entry): boolean => Object.hasOwn(meant, meaning);

/**
 * Takes the words of a suggestion apart: how much it is wished for, where that stands at the beginning in brackets
 * ("[required] a roof") or before a colon ("required: a roof"), and the wish itself, trimmed. Other words that begin like
 * a degree ("required papers come first") are the wish; then there is none.
 */
export function splitDegree(lexicon: Lexicon, text: string): { degree?: Degree; wish: string } {
  const wish = text.trim();
  const open = /^[[(［（【][^\S\n]*/u.exec(wish)?.[0].length ?? 0;
  const closing = open > 0 ? /^[^\S\n]*[\])］）】][^\S\n]*[:：,，]?/u : /^[^\S\n]*[:：]/u;
  for (const { entry, end } of phrasesAt(lexicon, wish, open, isDegree)) {
    const close = closing.exec(wish.slice(end, end + 20))?.[0].length;
    const degree = meant[entry.meaning];
    if (close !== undefined && degree) return { degree, wish: wish.slice(end + close).trim() };
  }
  return { wish };
}

/** The degree that stands behind what is endorsed, before the line ends ("endorse suggestion 3: required"). */
export function degreeOf(lexicon: Lexicon, text: string): { degree?: Degree } {
  const [line = ""] = text.replace(/^[^\S\n]*[:：,，([（［]?[^\S\n]*/u, "").split("\n");
  for (const { entry, end } of phrasesAt(lexicon, line, 0, isDegree)) {
    const degree = meant[entry.meaning];
    if (degree && !/[\p{L}\p{N}]/u.test(line.slice(end))) return { degree };
  }
  return {};
}
