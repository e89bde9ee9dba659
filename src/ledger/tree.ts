import { emptyRoot, nodeHash, type Sha256 } from "./hash.ts";

/**
 * A tree as far as appending needs it (RFC 6962 §2.1): how many leaves it has, and the roots of the full subtrees that
 * it is made of, the largest first: one for each bit of `size`. Never more than 53 of them.
 */
export type Frontier = { readonly size: number; readonly roots: readonly Uint8Array[] };

/** The tree without leaves. */
export const emptyTree: Frontier = { size: 0, roots: [] };

/** The tree with one more leaf, by the leaf's hash; takes as many hashes as `size` ends in one-bits. */
export function append(sha256: Sha256, { size, roots }: Frontier, leaf: Uint8Array): Frontier {
  const grown = [...roots];
  let top = leaf;
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2))
    top = nodeHash(sha256, grown.pop() as Uint8Array, top);
  grown.push(top);
  return { size: size + 1, roots: grown };
}

/** The root of the whole tree. */
export function rootOf(sha256: Sha256, { roots }: Frontier): Uint8Array {
  const [last, ...before] = [...roots].reverse();
  if (!last) return emptyRoot(sha256);
  return before.reduce((right, left) => nodeHash(sha256, left, right), last);
}

/** The largest power of two below `size` (at least 2): where a tree is divided. */
export function divide(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
