import { RFC9162 as rfc9162 } from "@transmute/rfc9162";
import fc from "fast-check";
import { test } from "tap";
import { isSameHash, leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../src/ledger/proofs.ts";
import { rangesFrom, rootOver } from "../../src/ledger/ranges.ts";
import { append, emptyTree, rootOf } from "../../src/ledger/tree.ts";

// the other implementation finds an entry by its bytes, so every one of these is another
const some = fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 20 }), {
  selector: (entry) => Buffer.from(entry).toString("hex"),
  minLength: 1,
  maxLength: 40,
});

function headOf(entries: readonly Uint8Array[]) {
  let tree = emptyTree;
  for (const entry of entries) tree = append(sha256, tree, leafHash(sha256, entry));
  return { size: entries.length, root: rootOf(sha256, tree) };
}
const rangesOf = (entries: readonly Uint8Array[]) => (from: number, to: number) =>
  rootOver(
    sha256,
    entries.slice(from, to).map((entry) => leafHash(sha256, entry)),
  );
const isSame = (ours: readonly Uint8Array[], theirs: readonly Uint8Array[]): boolean =>
  ours.length === theirs.length && ours.every((hash, at) => isSameHash(hash, theirs[at] as Uint8Array));

/** A changed copy of one of the hashes, and the others as they are. */
function changed(hashes: readonly Uint8Array[], pick: number): Uint8Array[] {
  const copies = hashes.map((hash) => Uint8Array.from(hash));
  const hit = copies[pick % copies.length] as Uint8Array;
  hit[pick % 32] = (hit[pick % 32] as number) ^ 1;
  return copies;
}

test("another implementation of RFC 9162 comes to the same roots", async (t) => {
  await fc.assert(
    fc.asyncProperty(some, async (entries) =>
      isSameHash(headOf(entries).root, await rfc9162.treeHead(entries)),
    ),
  );
  t.ok(isSameHash(headOf([]).root, await rfc9162.treeHead([])));
});

test("it makes the proofs of inclusion that we make; each takes the other's, and refuses what was changed", async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), fc.nat(), async (entries, pick, change) => {
      const index = pick % entries.length;
      const entry = entries[index] as Uint8Array;
      const [{ size, root }, leaf] = [headOf(entries), leafHash(sha256, entry)];
      const ours = await proveInclusion(rangesOf(entries), index, size);
      const theirs = await rfc9162.inclusionProof(entry, entries);
      const [badRoot, ...badPath] = changed([root, ...ours], change) as [Uint8Array, ...Uint8Array[]];
      const bad = { ...theirs, inclusion_path: badPath };
      return (
        isSame(ours, theirs.inclusion_path) &&
        verifyInclusion(sha256, { index, size, root }, leaf, theirs.inclusion_path) &&
        (await rfc9162.verifyInclusionProof(root, leaf, { ...theirs, inclusion_path: ours })) &&
        !verifyInclusion(sha256, { index, size, root: badRoot }, leaf, badPath) &&
        !(await rfc9162.verifyInclusionProof(badRoot, leaf, bad))
      );
    }),
  );
});

/** Whether a tree is one full subtree of every tree that it is the beginning of. */
const isFull = (size: number): boolean => Number.isInteger(Math.log2(size));

/**
 * A proof of consistency as the other implementation (0.0.5) has it: where RFC 9162 leaves the old root out, since
 * whoever verifies knows it (sizes that are powers of two, and trees that did not grow), it stands at the beginning.
 * That a tree of another size continues itself it proves and does not believe.
 */
const asTheirs = (old: { size: number; root: Uint8Array }, size: number, path: readonly Uint8Array[]) =>
  isFull(old.size) || old.size === size ? [old.root, ...path] : [...path];

test("it makes the proofs of consistency that we make, but for the old root that it repeats", async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), fc.nat(), async (entries, pick, change) => {
      const before = entries.slice(0, 1 + (pick % entries.length));
      const [old, head] = [headOf(before), headOf(entries)];
      const ours = await proveConsistency(rangesOf(entries), old.size, head.size);
      const known = await rfc9162.inclusionProof(before[0] as Uint8Array, before);
      const theirs = await rfc9162.consistencyProof(known, entries);
      const path = theirs.consistency_path;
      const isRepeated = path.length > ours.length;
      const [badRoot, ...badPath] = changed([head.root, ...ours], change) as [Uint8Array, ...Uint8Array[]];
      const bad = { ...theirs, consistency_path: asTheirs(old, head.size, badPath) };
      return (
        isSame(asTheirs(old, head.size, ours), path) &&
        verifyConsistency(sha256, old, head, isRepeated ? path.slice(1) : path) &&
        (await rfc9162.verifyConsistencyProof(old.root, head.root, theirs)) ===
          (isFull(old.size) || old.size < head.size) &&
        !verifyConsistency(sha256, old, { ...head, root: badRoot }, badPath) &&
        !(await rfc9162.verifyConsistencyProof(old.root, badRoot, bad))
      );
    }),
  );
});

test("proofs that are made from tiles of 256 hashes are the same for it", async (t) => {
  const entries = Array.from({ length: 700 }, (_, at) => Buffer.from(`entry ${at}`));
  const hashes = entries.map((entry) => leafHash(sha256, entry));
  const full = [0, 256].map((from) => rootOver(sha256, hashes.slice(from, from + 256)));
  const of = rangesFrom(sha256, (level, from, to) => (level === 0 ? hashes : full).slice(from, to));
  const { root } = headOf(entries);
  for (const index of [0, 255, 256, 511, 512, 699]) {
    const inclusion_path = await proveInclusion(of, index, 700);
    const proof = { log_id: "", tree_size: 700, leaf_index: index, inclusion_path };
    t.ok(await rfc9162.verifyInclusionProof(root, hashes[index] as Uint8Array, proof), `leaf ${index}`);
  }
  for (const size of [1, 255, 256, 300, 512, 699]) {
    const old = headOf(entries.slice(0, size));
    const consistency_path = asTheirs(old, 700, await proveConsistency(of, size, 700));
    const proof = { log_id: "", tree_size_1: size, tree_size_2: 700, consistency_path };
    t.ok(await rfc9162.verifyConsistencyProof(old.root, root, proof), `${size} of 700`);
  }
});
