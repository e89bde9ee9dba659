import { isSameHash, nodeHash, type Sha256 } from "./hash.ts";
import { divide } from "./tree.ts";

/**
 * The root of the leaves from `from` to `to` (not included) of a tree: of a subtree of that tree, never of any other
 * stretch. Answered from tiles, from a database, or from all leaves.
 */
export type RootOfRange = (from: number, to: number) => Promise<Uint8Array> | Uint8Array;

/** Proves that the leaf at `index` is in the tree of `size` leaves, the sibling nearest to it first (RFC 9162 §2.1.3.1). */
export async function proveInclusion(of: RootOfRange, index: number, size: number): Promise<Uint8Array[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not among ${size}`);
  let [from, to] = [0, size];
  const proof: Uint8Array[] = [];
  while (to - from > 1) {
    const middle = from + divide(to - from);
    const isLeft = index < middle;
    proof.unshift(await (isLeft ? of(middle, to) : of(from, middle)));
    [from, to] = isLeft ? [from, middle] : [middle, to];
  }
  return proof;
}

/** Proves that the tree of `old` leaves is the beginning of the tree of `size` leaves (RFC 9162 §2.1.4.1). */
export async function proveConsistency(of: RootOfRange, old: number, size: number): Promise<Uint8Array[]> {
  if (!(old >= 0 && old <= size)) throw new RangeError(`${old} leaves are not the beginning of ${size}`);
  if (old === 0 || old === size) return [];
  let [from, to] = [0, size];
  let isWhole = true;
  const proof: Uint8Array[] = [];
  while (to !== old) {
    const middle = from + divide(to - from);
    if (old <= middle) {
      proof.unshift(await of(middle, to));
      to = middle;
    } else {
      proof.unshift(await of(from, middle));
      from = middle;
      isWhole = false;
    }
  }
  return isWhole ? proof : [await of(from, to), ...proof];
}

/** Whether a proof shows that a leaf is in a tree (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  sha256: Sha256,
  { index, size, root }: { readonly index: number; readonly size: number; readonly root: Uint8Array },
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let [node, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sha256, sibling, hash);
      // a node without a sibling on its right climbs until it is one on the right
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else hash = nodeHash(sha256, hash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSameHash(hash, root);
}

/** A head of a tree: how many leaves, and the root over them. */
export type TreeHead = { readonly size: number; readonly root: Uint8Array };

/** Whether a proof shows that one tree is the beginning of another (RFC 9162 §2.1.4.2). */
export function verifyConsistency(
  sha256: Sha256,
  old: TreeHead,
  head: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (old.size > head.size) return false;
  if (old.size === head.size) return proof.length === 0 && isSameHash(old.root, head.root);
  // whatever grows began with nothing
  if (old.size === 0) return proof.length === 0;
  const path = isPowerOfTwo(old.size) ? [old.root, ...proof] : [...proof];
  let [node, last] = [old.size - 1, head.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [seed, ...rest] = path;
  if (!seed) return false;
  let [olds, news] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      olds = nodeHash(sha256, sibling, olds);
      news = nodeHash(sha256, sibling, news);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else news = nodeHash(sha256, news, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSameHash(olds, old.root) && isSameHash(news, head.root);
}

const half = (number: number): number => Math.floor(number / 2);
const isPowerOfTwo = (size: number): boolean =>
  Number.isInteger(Math.log2(size)) && 2 ** Math.log2(size) === size;
