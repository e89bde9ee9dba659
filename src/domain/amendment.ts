import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { editsBetween } from "./wording/diff.ts";
import { applyEdits, areApart, type Edit, inOrder, touches, wordsOf } from "./wording/edits.ts";
import { excerpt } from "./wording/excerpt.ts";
import { passagesIn, type Span } from "./wording/passage.ts";

/**
 * Where an amendment is: its author's own draft; open to support and to a decision; taken into the text; refused with
 * a reason; taken back; without the words that it would have changed; made a proposal of its own.
 */
export const amendmentStates = [
  "draft",
  "open",
  "accepted",
  "rejected",
  "withdrawn",
  "obsolete",
  "promoted",
] as const;
export type AmendmentState = (typeof amendmentStates)[number];

const steps = {
  file: ["draft"],
  accept: ["open"],
  reject: ["open"],
  overtake: ["open"],
  withdraw: ["draft", "open"],
  promote: ["rejected"],
  // what the assembly voted on, and adopted
  adopt: ["promoted"],
} as const satisfies Record<string, readonly AmendmentState[]>;

/** Whether an amendment can be filed, accepted, rejected, overtaken by another text, withdrawn, promoted or adopted as it is. */
export const maySettle = (state: AmendmentState, step: keyof typeof steps): boolean =>
  (steps[step] as readonly AmendmentState[]).includes(state);

/** Words of a text, and those that are to stand in their place; `new` may be empty, `old` not. */
export type Replacement = { readonly old: string; readonly new: string };

/** How many replacements an amendment has at most, and how many bytes they put in. */
export const mostReplacements = 100;
const mostBytes = 100_000;

/** How many amendments of one person may be open on one proposal: more would keep others from reading. */
export const openAmendments = 20;
/** How many amendments of all may be open on one proposal. */
export const openOnProposal = 1000;

const tidy = (text: string): string => text.normalize("NFC").replace(/\r\n?/g, "\n");

/**
 * Finds the places that replacements are about in a text. Refuses `no-passage` and `passage-twice` (with the passage
 * in its detail), `collides-itself`, and `bad-amendment` where there are none, too many, or nothing would change.
 */
export function placeReplacements(text: string, replacements: readonly Replacement[]): Edit[] | Refusal {
  if (replacements.length === 0 || replacements.length > mostReplacements) return refuse("bad-amendment");
  const edits: Edit[] = [];
  const find = passagesIn(text);
  for (const { old, new: come } of replacements) {
    const passage = excerpt(old, 80);
    if (old.trim() === "" || old.includes("\0") || come.includes("\0")) return refuse("bad-amendment");
    const found = find(old);
    if (found === "none") return refuse("no-passage", { passage });
    if (found === "several") return refuse("passage-twice", { passage });
    const put = tidy(come).trim();
    edits.push({ ...(put === "" ? withSpace(text, found) : found), put });
  }
  return checkEdits(text, edits);
}

/** A stretch that is to go, with one of the spaces around it, so that no two are left. */
function withSpace(text: string, { from, to }: Span): Span {
  const isGap = (at: number): boolean => text[at] === " ";
  const endsHere = to === text.length || /[\s.,;:!?]/.test(text[to] as string);
  if (isGap(from - 1) && endsHere) return { from: from - 1, to };
  return isGap(to) && (from === 0 || /\s/.test(text[from - 1] as string))
    ? { from, to: to + 1 }
    : { from, to };
}

/**
 * The changes that make a text what somebody typed in its place. Refuses `same-text` where nothing changed, and
 * `bad-amendment` where they are too many: that is another proposal.
 */
export function readEdited(text: string, edited: string): Edit[] | Refusal {
  const edits = editsBetween(text, tidy(edited).trim());
  if (edits.length === 0) return refuse("same-text");
  return checkEdits(text, edits);
}

function checkEdits(text: string, edits: readonly Edit[]): Edit[] | Refusal {
  if (edits.length > mostReplacements) return refuse("bad-amendment");
  if (!areApart(edits, text.length)) return refuse("collides-itself");
  if (edits.reduce((sum, { put }) => sum + Buffer.byteLength(put), 0) > mostBytes)
    return refuse("bad-amendment");
  return applyEdits(text, edits) === text ? refuse("same-text") : inOrder(edits);
}

/** The replacements that changes amount to in their text, the first one first. */
export const replacementsOf = (text: string, edits: readonly Edit[]): Replacement[] =>
  inOrder(edits).map((edit) => wordsOf(text, edit));

/** An amendment as far as merging goes: its changes are of the text that is merged into. */
export type Mergeable = { readonly id: string; readonly edits: readonly Edit[] };

/**
 * Which amendments touch the same words, each with all that it collides with. Changes are gone through in the order
 * of the text, so that many that are apart cost little.
 */
export function collisions(amendments: readonly Mergeable[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = amendments.flatMap(({ edits }, by) => edits.map((edit) => ({ by, edit })));
  all.sort((one, other) => one.edit.from - other.edit.from || one.edit.to - other.edit.to);
  const found = amendments.map(() => new Set<number>());
  const reaching: typeof all = [];
  for (const next of all) {
    let kept = 0;
    for (const before of reaching) {
      if (before.edit.to < next.edit.from) continue;
      reaching[kept++] = before;
      // of two that were seen to collide once nothing more is to be known
      if (before.by === next.by || found[next.by]?.has(before.by) || !touches(before.edit, next.edit))
        continue;
      found[next.by]?.add(before.by);
      found[before.by]?.add(next.by);
    }
    reaching.length = kept;
    reaching.push(next);
  }
  const idOf = (index: number): string => amendments[index]?.id ?? "";
  return new Map(amendments.map(({ id }, index) => [id, new Set([...(found[index] ?? [])].map(idOf))]));
}

/**
 * The text with several amendments in it, in whichever order they are named. Refuses `collision` where two touch the
 * same words: one has to be chosen.
 */
export function merge(text: string, chosen: readonly Mergeable[]): string | Refusal {
  for (const others of collisions(chosen).values()) if (others.size > 0) return refuse("collision");
  return applyEdits(
    text,
    chosen.flatMap(({ edits }) => edits),
  );
}

/** Whether an attempt to place replacements failed for the passage alone, so that their words may be a suggestion. */
export const isUnplaced = (result: unknown): result is Refusal =>
  isRefusal(result) && (result.refused === "no-passage" || result.refused === "passage-twice");
