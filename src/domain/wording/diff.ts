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
const patience = 2_000_000;
const longest = 1500;

/**
 * Compares two texts by their lines, and lines that differ by their words, as people read changes: what goes stands
 * before what comes in its place. The pieces that are the same or gone make the first text, the same or new the second.
 */
export function diff(before: string, after: string): Piece[] {
  const budget = { left: patience };
  const pieces: Piece[] = [];
  for (const { gone, come, same } of compare(linesOf(before), linesOf(after), budget)) {
    if (same !== "") pieces.push({ is: "same", text: same });
    else for (const part of inWords(gone, come, budget)) pieces.push(part);
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

type Region = { readonly gone: string; readonly come: string; readonly same: string };

/** What differs between two lists of parts, each change as what goes and what comes. */
function compare(before: string[], after: string[], budget: { left: number }): Region[] {
  const maxEditLength = Math.min(longest, Math.floor(Math.sqrt(budget.left)));
  const changes = diffArrays(before, after, { maxEditLength });
  if (!changes) {
    budget.left = Math.max(0, budget.left - maxEditLength ** 2);
    return [{ gone: before.join(""), come: after.join(""), same: "" }];
  }
  const regions: Region[] = [];
  let [gone, come, edits] = ["", "", 0];
  const flush = (): void => {
    if (gone !== "" || come !== "") regions.push({ gone, come, same: "" });
    [gone, come] = ["", ""];
  };
  for (const { added, removed, value } of changes) {
    const text = value.join("");
    if (added || removed) edits += value.length;
    if (added) come += text;
    else if (removed) gone += text;
    else {
      flush();
      regions.push({ gone: "", come: "", same: text });
    }
  }
  flush();
  budget.left = Math.max(0, budget.left - edits ** 2);
  return regions;
}

function inWords(gone: string, come: string, budget: { left: number }): Piece[] {
  if (gone === "" || come === "") return replaced(gone, come);
  const regions = compare(gone.match(words) ?? [], come.match(words) ?? [], budget);
  const pieces: Piece[] = [];
  let [old, put] = ["", ""];
  for (const [at, region] of regions.entries()) {
    // a space between two words that both changed is no rest for the eye
    const isGap = /^[^\S\n]+$/.test(region.same) && at > 0 && at < regions.length - 1;
    if (region.same === "" || isGap) {
      old += region.gone + region.same;
      put += region.come + region.same;
      continue;
    }
    pieces.push(...replaced(old, put), { is: "same", text: region.same });
    [old, put] = ["", ""];
  }
  return [...pieces, ...replaced(old, put)];
}

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
