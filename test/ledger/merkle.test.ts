import fc from "fast-check";
import { test } from "tap";
import { leafHash, nodeHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../src/ledger/proofs.ts";
import { append, divide, emptyTree, type Frontier, rootOf } from "../../src/ledger/tree.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

// the leaves and roots that implementations of RFC 6962 are tested with
const inputs = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/** The root as the RFC defines it, by recursion over the leaves: slow, and plainly what it says. */
function defined(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leafHash(sha256, leaves[0] as Uint8Array);
  const half = divide(leaves.length);
  return nodeHash(sha256, defined(leaves.slice(0, half)), defined(leaves.slice(half)));
}

const grow = (leaves: readonly Uint8Array[]): Frontier =>
  leaves.reduce((tree, leaf) => append(sha256, tree, leafHash(sha256, leaf)), emptyTree);
const rangesOf = (leaves: readonly Uint8Array[]) => (from: number, to: number) =>
  defined(leaves.slice(from, to));
const headOf = (leaves: readonly Uint8Array[]) => ({
  size: leaves.length,
  root: rootOf(sha256, grow(leaves)),
});
const some = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 70 });

test("a tree's roots are those of RFC 6962", async (t) => {
  const leaves = inputs.map((input) => Buffer.from(input, "hex"));
  for (const [size, root] of roots.entries())
    t.equal(hex(rootOf(sha256, grow(leaves.slice(0, size)))), root, `${size} leaves`);
});

test("its proofs are those of RFC 6962", async (t) => {
  const leaves = inputs.map((input) => Buffer.from(input, "hex"));
  const of = rangesOf(leaves);
  t.same((await proveInclusion(of, 0, 8)).map(hex), [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ]);
  t.same((await proveInclusion(of, 2, 3)).map(hex), [roots[2]]);
  t.same(await proveConsistency(of, 1, 1), []);
  t.same((await proveConsistency(of, 6, 8)).map(hex), [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    roots[4],
  ]);
});

test("the root grows leaf by leaf as the definition says", async (t) => {
  fc.assert(fc.property(some, (leaves) => hex(rootOf(sha256, grow(leaves))) === hex(defined(leaves))));
  t.pass();
});

test("every proof of inclusion verifies, and with any byte changed none does", async (t) => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), fc.nat(), async (leaves, pick, change) => {
      const index = pick % leaves.length;
      const head = headOf(leaves);
      const leaf = leafHash(sha256, leaves[index] as Uint8Array);
      const proof = await proveInclusion(rangesOf(leaves), index, leaves.length);
      const whole = [leaf, head.root, ...proof];
      const bad = whole.map((hash) => Uint8Array.from(hash));
      const hit = bad[change % bad.length] as Uint8Array;
      hit[change % 32] = (hit[change % 32] as number) ^ (1 + (change % 255));
      const [badLeaf, badRoot, ...badProof] = bad as [Uint8Array, Uint8Array, ...Uint8Array[]];
      return (
        verifyInclusion(sha256, { index, ...head }, leaf, proof) &&
        !verifyInclusion(sha256, { index, size: head.size, root: badRoot }, badLeaf, badProof) &&
        !verifyInclusion(sha256, { index, ...head }, leaf, [...proof, leaf]) &&
        (proof.length === 0 || !verifyInclusion(sha256, { index, ...head }, leaf, proof.slice(1)))
      );
    }),
  );
  t.pass();
});

test("every proof of consistency verifies, and with any byte changed none does", async (t) => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), fc.nat(), async (leaves, pick, change) => {
      const size = pick % (leaves.length + 1);
      const [old, head] = [headOf(leaves.slice(0, size)), headOf(leaves)];
      const proof = await proveConsistency(rangesOf(leaves), size, leaves.length);
      if (!verifyConsistency(sha256, old, head, proof)) return false;
      if (size === 0) return !verifyConsistency(sha256, old, head, [head.root]);
      const whole = [old.root, head.root, ...proof];
      const bad = whole.map((hash) => Uint8Array.from(hash));
      const hit = bad[change % bad.length] as Uint8Array;
      hit[change % 32] = (hit[change % 32] as number) ^ (1 + (change % 255));
      const [badOld, badNew, ...badProof] = bad as [Uint8Array, Uint8Array, ...Uint8Array[]];
      return !verifyConsistency(sha256, { size, root: badOld }, { size: head.size, root: badNew }, badProof);
    }),
  );
  t.pass();
});

test("trees that do not continue one another have no proof", async (t) => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), async (leaves, pick) => {
      const size = 1 + (pick % leaves.length);
      const forged = leaves
        .slice(0, size)
        .map((leaf, index) => (index === size - 1 ? Uint8Array.of(...leaf, 1) : leaf));
      const proof = await proveConsistency(rangesOf(leaves), size, leaves.length);
      return !verifyConsistency(sha256, headOf(forged), headOf(leaves), proof);
    }),
  );
  t.pass();
});
