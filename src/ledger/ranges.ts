import { nodeHash, type Sha256 } from "./hash.ts";
import type { RootOfRange } from "./proofs.ts";
import { tileWidth } from "./tiles.ts";
import { divide } from "./tree.ts";

/** The hashes from `from` to `to` (not included) of a level: each the root of 256^level leaves. Never more than 256. */
export type HashesOf = (
  level: number,
  from: number,
  to: number,
) => Promise<readonly Uint8Array[]> | readonly Uint8Array[];

/** The root of a full tree over hashes, or of any number of them as RFC 6962 divides it. */
export function rootOver(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (!only) throw new RangeError("the root of nothing");
  if (hashes.length === 1) return only;
  const half = divide(hashes.length);
  return nodeHash(sha256, rootOver(sha256, hashes.slice(0, half)), rootOver(sha256, hashes.slice(half)));
}

/** Answers the roots that proofs are made of from the hashes of tiles: a full subtree costs one reading. */
export const rangesFrom = (sha256: Sha256, hashesOf: HashesOf): RootOfRange =>
  async function rootOfRange(from, to): Promise<Uint8Array> {
    const size = to - from;
    if (size < 1) throw new RangeError(`no leaves from ${from} to ${to}`);
    if (isFull(from, size)) {
      let [level, width] = [0, 1];
      while (width * tileWidth <= size) [level, width] = [level + 1, width * tileWidth];
      return rootOver(sha256, await hashesOf(level, from / width, to / width));
    }
    const middle = from + divide(size);
    return nodeHash(sha256, await rootOfRange(from, middle), await rootOfRange(middle, to));
  };

/** Hashes of a level that lie side by side in one tile: from `from` to `to` (not included). */
export type Stretch = { readonly level: number; readonly from: number; readonly to: number };

/**
 * Makes a proof of hashes that are all read at once: what it is made of is found by making it of nothing. `prove` asks
 * for the same roots each time; `read` answers the hashes of each stretch, in their order.
 */
export async function proveAtOnce<Proof>(
  sha256: Sha256,
  read: (stretches: readonly Stretch[]) => Promise<readonly (readonly Uint8Array[])[]>,
  prove: (of: RootOfRange) => Promise<Proof> | Proof,
): Promise<Proof> {
  const asked = new Map<string, Stretch>();
  const nothing = new Uint8Array(32);
  const dry = rangesFrom(
    () => nothing,
    (level, from, to) => {
      asked.set(`${level}/${from}/${to}`, { level, from, to });
      return [nothing];
    },
  );
  await prove(dry);
  const hashes = await read([...asked.values()]);
  const known = new Map([...asked.keys()].map((key, at) => [key, hashes[at] ?? []]));
  return prove(rangesFrom(sha256, (level, from, to) => known.get(`${level}/${from}/${to}`) ?? []));
}

/** Whether so many leaves from there on are one full subtree of every tree that has them. */
const isFull = (from: number, size: number): boolean => {
  let full = 1;
  while (full < size) full *= 2;
  return full === size && from % size === 0;
};
