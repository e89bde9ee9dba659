import { diffArrays } from "diff";
import { type Edit, inOrder } from "./edits.ts";

/** A stretch of two texts that are compared: in both, in the first one only, or in the second one only. */
export type Piece = { readonly is: "same" | "gone" | "new"; readonly text: string };

/** What a word is to people: scripts without spaces are compared by the character. */
const words =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*|\n|[^\S\n]+|./gu;

/**
 * How many steps may be taken to find what two texts have in common: it grows with the square of what differs, and
 * two texts that have little in common are told best as one in the other's place.
 */
const patience = 1_000_000;
const longest = 1000;

/**
 * Compares two texts by their lines, and lines that differ by their words, as people read changes: what goes stands
 * before what comes in its place. The pieces that are the same or gone make the first text, the same or new the second.
 */
export function diff(before: string, after: string): Piece[] {
  const budget = { left: patience };
  const [old, come] = [linesOf(before), linesOf(after)];
  const pieces: Piece[] = [];
  let [o, n] = [0, 0];
  for (const { gone, put, same } of compare(old.map(unnumbered), come.map(unnumbered), budget)) {
    for (const [index, line] of old.slice(o, o + same).entries()) {
      const other = come[n + index] as string;
      // a point that another number moved to is the same one
      pieces.push(...(line === other ? [{ is: "same", text: line } as const] : inWords(line, other, budget)));
    }
    [o, n] = [o + same, n + same];
    const [went, came] = [old.slice(o, o + gone).join(""), come.slice(n, n + put).join("")];
    pieces.push(...inWords(went, came, budget));
    [o, n] = [o + gone, n + put];
  }
  return joined(pieces);
}

/** The changes that make the second text of the first one, in order and apart. */
export function editsBetween(before: string, after: string): Edit[] {
  const edits: { from: number; to: number; put: string }[] = [];
  let at = 0;
  let last: { from: number; to: number; put: string } | null = null;
  for (const { is, text } of diff(before, after)) {
    if (is === "same") {
      at += text.length;
      last = null;
      continue;
    }
    if (!last) {
      last = { from: at, to: at, put: "" };
      edits.push(last);
    }
    if (is === "new") last.put += text;
    else {
      at += text.length;
      last.to = at;
    }
  }
  return edits;
}

/** A text with changes that are apart, in pieces as `diff` has them. */
export function piecesOf(text: string, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, put } of inOrder(edits)) {
    if (from > at) pieces.push({ is: "same", text: text.slice(at, from) });
    pieces.push(...replaced(text.slice(from, to), put));
    at = to;
  }
  return at < text.length ? [...pieces, { is: "same", text: text.slice(at) }] : pieces;
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A line without the number of its point, which changes with every point before it. */
const unnumbered = (line: string): string => line.replace(/^([ \t>]*)\d{1,9}(?=[.)][ \t])/, "$10");

/** So many parts of two lists are the same; then so many go, and so many come in their place. */
type Region = { readonly gone: number; readonly put: number; readonly same: number };

/** What differs between two lists of parts. */
function compare(before: readonly string[], after: readonly string[], budget: { left: number }): Region[] {
  const maxEditLength = Math.min(longest, Math.floor(Math.sqrt(budget.left)));
  const changes = diffArrays([...before], [...after], { maxEditLength });
  if (!changes) {
    budget.left = Math.max(0, budget.left - maxEditLength ** 2);
    return [{ gone: before.length, put: after.length, same: 0 }];
  }
  const regions: { gone: number; put: number; same: number }[] = [];
  let [region, edits] = [{ gone: 0, put: 0, same: 0 }, 0];
  for (const { added, removed, value } of changes) {
    if (added || removed) edits += value.length;
    if (added) region.put += value.length;
    else if (removed) region.gone += value.length;
    else {
      regions.push(region);
      region = { gone: 0, put: 0, same: value.length };
    }
  }
  budget.left = Math.max(0, budget.left - edits ** 2);
  return [...regions, region];
}

function inWords(gone: string, come: string, budget: { left: number }): Piece[] {
  if (gone === "" || come === "") return replaced(gone, come);
  const [before, after] = [gone.match(words) ?? [], come.match(words) ?? []];
  const regions = compare(before, after, budget);
  const pieces: Piece[] = [];
  let [old, put, o, n] = ["", "", 0, 0];
  for (const [at, region] of regions.entries()) {
    const same = before.slice(o, o + region.same).join("");
    [o, n] = [o + region.same, n + region.same];
    // a space between two words that both changed is no rest for the eye
    if (/^[^\S\n]+$/.test(same) && differs(regions[at - 1]) && differs(region)) {
      old += same;
      put += same;
    } else if (same !== "") {
      pieces.push(...replaced(old, put), { is: "same", text: same });
      [old, put] = ["", ""];
    }
    old += before.slice(o, o + region.gone).join("");
    put += after.slice(n, n + region.put).join("");
    [o, n] = [o + region.gone, n + region.put];
  }
  return [...pieces, ...replaced(old, put)];
}

const differs = (region: Region | undefined): boolean => !!region && region.gone + region.put > 0;

const replaced = (gone: string, come: string): Piece[] => [
  ...(gone === "" ? [] : [{ is: "gone", text: gone } as const]),
  ...(come === "" ? [] : [{ is: "new", text: come } as const]),
];

/** Pieces of a kind that follow each other are one. */
function joined(pieces: readonly Piece[]): Piece[] {
  const whole: { is: Piece["is"]; text: string }[] = [];
  for (const { is, text } of pieces) {
    const last = whole.at(-1);
    if (last?.is === is) last.text += text;
    else whole.push({ is, text });
  }
  return whole;
}
