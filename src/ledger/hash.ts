/** SHA-256 over the parts one after the other: `node:crypto`'s on the server, another's in a browser. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The hash of a leaf (RFC 6962 §2.1): no leaf can be taken for a node. */
export const leafHash = (sha256: Sha256, leaf: Uint8Array): Uint8Array => sha256(leafPrefix, leaf);

/** The hash of two subtrees, the left one full (RFC 6962 §2.1). */
export const nodeHash = (sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(nodePrefix, left, right);

/** The root of a tree without leaves. */
export const emptyRoot = (sha256: Sha256): Uint8Array => sha256();

/** Whether two hashes are the same; hashes are public, so it may take as long as it likes. */
export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at === one.length && at === other.length;
}
