/** One change of a text: what stands from `from` to `to` (UTF-16 offsets, not included) is to read `put`. */
export type Edit = { readonly from: number; readonly to: number; readonly put: string };

const isInsertion = ({ from, to }: Edit): boolean => from === to;

/**
 * Whether two changes touch the same words, so that no text has both. What is put in right beside words that another
 * changes counts too: with those words gone nobody could say on which side it belongs.
 */
export function touches(one: Edit, other: Edit): boolean {
  const isBeside = isInsertion(one) || isInsertion(other);
  return isBeside ? one.from <= other.to && other.from <= one.to : one.from < other.to && other.from < one.to;
}

/** Whether two sets of changes of one text collide: then one has to be chosen, never merged silently. */
export const collide = (some: readonly Edit[], others: readonly Edit[]): boolean =>
  some.some((one) => others.some((other) => touches(one, other)));

/** Whether changes are in order, inside a text of that length, and none touches what another does. */
export function areApart(edits: readonly Edit[], length: number): boolean {
  const sorted = inOrder(edits);
  const isInside = sorted.every(({ from, to }) => from >= 0 && from <= to && to <= length);
  return (
    isInside && sorted.every((edit, at) => !sorted.slice(at + 1, at + 3).some((next) => touches(edit, next)))
  );
}

/** Changes from the beginning of the text to its end; of two at one place, what is put in comes first. */
export const inOrder = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((one, other) => one.from - other.from || one.to - other.to);

/**
 * Changes as narrow as they can be told: without the words that stand at the beginning or the end of both what goes and
 * what comes. The text that they make is the same.
 */
export const narrow = (text: string, edits: readonly Edit[]): Edit[] =>
  edits.map(({ from, to, put }) => {
    const old = text.slice(from, to);
    const head = atWord(old, put, shared(old, put));
    const most = Math.min(old.length, put.length) - head;
    const [last, others] = [backwards(old), backwards(put)];
    const tail = atWord(last, others, Math.min(most, shared(last, others)));
    return { from: from + head, to: to - tail, put: put.slice(head, put.length - tail) };
  });

const backwards = (text: string): string => text.split("").reverse().join("");

/** How many characters two texts begin alike with. */
function shared(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}

/** The last place up to there at which no word of either text is cut, nor a character of two halves. */
function atWord(one: string, other: string, length: number): number {
  const isInWord = (text: string, at: number): boolean =>
    /[\p{L}\p{M}\p{N}\ud800-\udfff]$/u.test(text[at - 1] ?? "") &&
    /^[\p{L}\p{M}\p{N}\ud800-\udfff]/u.test(text[at] ?? "");
  let at = length;
  while (at > 0 && (isInWord(one, at) || isInWord(other, at))) at--;
  return at;
}

/** The text with the changes made. They are of this very text and do not collide with one another. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, put } of inOrder(edits)) {
    pieces.push(text.slice(at, from), put);
    at = to;
  }
  return [...pieces, text.slice(at)].join("");
}

/**
 * The same changes of the text that came of others: moved by what those put in or took out before them. Null where
 * they collide with them: what they would change stands there no more.
 */
export const rebase = (edits: readonly Edit[], over: readonly Edit[]): Edit[] | null => rebasing(over)(edits);

/** Does so for many sets of changes over the same others, which are apart: these are put in order once. */
export function rebasing(over: readonly Edit[]): (edits: readonly Edit[]) => Edit[] | null {
  const made = inOrder(over);
  // by how much all that stands behind so many of them moves
  const shifts = [0];
  for (const { from, to, put } of made) shifts.push((shifts.at(-1) ?? 0) + put.length - (to - from));
  /** How many of them end before a place, or, with `at`, there too. */
  const ending = (place: number, at: boolean): number => {
    let [low, high] = [0, made.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { to } = made[middle] as Edit;
      if (to < place || (at && to === place)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const isInOrder = made.every(({ to }, index) => to >= (made[index - 1]?.to ?? 0));
  const isTouched = (edit: Edit): boolean => {
    // what an erasure moved may overlap, and is then looked at one by one
    for (let index = isInOrder ? ending(edit.from, false) : 0; index < made.length; index++) {
      const other = made[index] as Edit;
      if (other.from > edit.to) return false;
      if (touches(edit, other)) return true;
    }
    return false;
  };
  return (edits) => {
    if (edits.some(isTouched)) return null;
    return edits.map(({ from, to, put }) => {
      const shift = shifts[ending(from, true)] ?? 0;
      return { from: from + shift, to: to + shift, put };
    });
  };
}

/**
 * The same changes of the text that came of others, also where those touched their words: they then take the place of
 * whatever came of these. For what changes a text without anybody's choosing, as the erasure of a name does.
 */
export function follow(edits: readonly Edit[], over: readonly Edit[]): Edit[] {
  const made = inOrder(over);
  const move = (place: number, end: "from" | "to"): number => {
    let shift = 0;
    for (const { from, to, put } of made) {
      if (to <= place) shift += put.length - (to - from);
      else if (from < place) return from + shift + (end === "from" ? 0 : put.length);
      else break;
    }
    return place + shift;
  };
  return edits.map(({ from, to, put }) => ({ from: move(from, "from"), to: move(to, "to"), put }));
}

/**
 * Where a passage stands in the text that came of changes; null where they took out or put in anything within it. What
 * they put in right before or behind it is no part of it.
 */
export function carrySpan(
  { from, to }: { readonly from: number; readonly to: number },
  over: readonly Edit[],
): { readonly from: number; readonly to: number } | null {
  if (over.some((one) => one.from < to && one.to > from)) return null;
  const before = over.filter((one) => one.to <= from);
  const shift = before.reduce((sum, one) => sum + one.put.length - (one.to - one.from), 0);
  return { from: from + shift, to: to + shift };
}

/** What stands in a text around changes, for people: the words that go, and those that come. */
export const wordsOf = (
  text: string,
  { from, to, put }: Edit,
): { readonly old: string; readonly new: string } => ({
  old: text.slice(from, to),
  new: put,
});
