import type { Piece } from "../../domain/wording/diff.ts";
import type { Block } from "../../markdown.ts";

/** Parts of two texts that stand in each other's place, with what differs; either may be none. */
export type Pair = {
  readonly before: readonly Block[];
  readonly after: readonly Block[];
  readonly pieces: readonly Piece[];
};

type Point = readonly [before: number, after: number];

/**
 * Pairs the parts of two texts where both begin one at the same place of their comparison, so that each pair can be
 * shown by itself.
 */
export function pairBlocks(
  pieces: readonly Piece[],
  before: readonly Block[],
  after: readonly Block[],
): Pair[] {
  const points = meetings(
    pieces,
    before.map(({ from }) => from),
    after.map(({ from }) => from),
  );
  const [left, right] = [cursor(before), cursor(after)];
  const take = takeFrom(pieces);
  return points.slice(1).map(([o, n]) => ({ before: left(o), after: right(n), pieces: take(o, n) }));
}

/** The places at which a part of both texts begins, with the beginning and the end. */
function meetings(pieces: readonly Piece[], starts: readonly number[], others: readonly number[]): Point[] {
  const points: Point[] = [[0, 0]];
  const isStart = new Set(others);
  const add = (o: number, n: number): void => {
    const [lastO, lastN] = points.at(-1) as Point;
    if (o > lastO || n > lastN) points.push([o, n]);
  };
  const inside = (sorted: readonly number[], from: number, to: number): readonly number[] =>
    sorted.slice(firstFrom(sorted, from), firstFrom(sorted, to + 1));
  const begins = new Set(starts);
  let [o, n] = [0, 0];
  for (const { is, text } of pieces) {
    const size = text.length;
    if (is === "new") {
      if (begins.has(o)) for (const at of inside(others, n, n + size)) add(o, at);
      n += size;
      continue;
    }
    for (const at of inside(starts, o, o + size)) {
      const beside = is === "same" ? n + at - o : n;
      if (isStart.has(beside)) add(at, beside);
    }
    o += size;
    if (is === "same") n += size;
  }
  add(o, n);
  return points;
}

/** The index of the first of sorted numbers that is not below another. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Hands out blocks up to a place, each once. */
function cursor(blocks: readonly Block[]): (to: number) => Block[] {
  let at = 0;
  return (to) => {
    const from = at;
    while (at < blocks.length && (blocks[at] as Block).from < to) at++;
    return blocks.slice(from, at);
  };
}

/** Hands out pieces up to a place in both texts, cut where it lies within one. */
function takeFrom(pieces: readonly Piece[]): (o: number, n: number) => Piece[] {
  let [index, used, o, n] = [0, 0, 0, 0];
  return (toO, toN) => {
    const taken: Piece[] = [];
    for (; index < pieces.length; index++, used = 0) {
      const { is, text } = pieces[index] as Piece;
      const room = is === "new" ? toN - n : toO - o;
      const size = Math.min(text.length - used, room);
      if (size > 0) taken.push({ is, text: text.slice(used, used + size) });
      if (is !== "new") o += size;
      if (is !== "gone") n += size;
      used += size;
      if (used < text.length) break;
    }
    return taken;
  };
}
