import { createPrivateKey, createPublicKey, sign as signWith } from "node:crypto";
import fc from "fast-check";
import { test } from "tap";
import { cosign, signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { type Fork, makeFork, readFork, verifyFork } from "../../src/ledger/fork.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { rootOver } from "../../src/ledger/ranges.ts";

const means = { sha256, verify: verifyEd25519 };
const origin = "moot.example/assemblies/coop";

/** The same key for the same number, so that what is signed here can be compared. */
function keyOf(number: number) {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  const key = Buffer.concat([prefix, Buffer.alloc(32, number)]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (message: Uint8Array) => new Uint8Array(signWith(null, message, privateKey)),
  };
}
const own = keyOf(1);

type Tree = readonly string[];
const hashesOf = (tree: Tree) => tree.map((leaf) => leafHash(sha256, Buffer.from(leaf)));
const of = (tree: Tree) => (from: number, to: number) => rootOver(sha256, hashesOf(tree).slice(from, to));
const headOf = (tree: Tree, key = own, name = origin) => {
  const root = tree.length === 0 ? sha256() : of(tree)(0, tree.length);
  const head = { origin: name, size: tree.length, root };
  return signCheckpoint(sha256, head, key.publicKey, key.sign);
};
const forkOf = async (one: Tree, other: Tree): Promise<Fork> =>
  makeFork(
    means,
    own.publicKey,
    [await headOf(one), await headOf(other)],
    of(one.length > other.length ? one : other),
  );

test("two heads of one size with different roots prove by themselves that a ledger was forked", async (t) => {
  const fork = await forkOf(["a", "b", "c"], ["a", "x", "c"]);
  t.same(fork.nodes, []);
  const checked = await verifyFork(means, JSON.parse(JSON.stringify(fork)), own.publicKey);
  if (!checked.proven) return t.fail(checked.why);
  t.same(
    checked.heads.map(({ size }) => size),
    [3, 3],
  );
});

test("a larger head that did not grow from a smaller one is proven to be a fork, by a vector that never changes", async (t) => {
  const fork = await forkOf(["a", "b", "c"], ["a", "x", "c", "d", "e", "f", "g"]);
  t.equal(fork.nodes.length, 4, "[0,2) [2,3) [3,4) [4,7)");
  t.match(await verifyFork(means, fork), { proven: true, heads: [{ size: 3 }, { size: 7 }] });
  t.equal(
    Buffer.from(sha256(Buffer.from(JSON.stringify(fork)))).toString("hex"),
    "40166c8825ba20a11d9d8c362f5c3c5ea2d09e084e1232798953c6d5018612f7",
  );
});

const leaves = fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 40 });

test("nobody who only ever appended can be proven to have forked", async (t) => {
  await fc.assert(
    fc.asyncProperty(leaves, fc.nat(), async (tree, cut) => {
      const fork = await forkOf(tree.slice(0, cut % (tree.length + 1)), tree);
      return (await verifyFork(means, fork)).proven === false;
    }),
  );
  t.pass();
});

test("whoever signed two heads that do not agree is proven to have forked, wherever they part", async (t) => {
  await fc.assert(
    fc.asyncProperty(leaves, fc.nat(), fc.nat(), async (tree, cut, place) => {
      const size = 1 + (cut % tree.length);
      const other = tree.slice(0, size).map((leaf, at) => (at === place % size ? `${leaf}!` : leaf));
      const fork = await forkOf(other, tree);
      return (await verifyFork(means, fork, own.publicKey)).proven;
    }),
  );
  t.pass();
});

test("a proof in which any character is changed proves nothing", async (t) => {
  const text = JSON.stringify(await forkOf(["a", "b", "c"], ["a", "x", "c", "d", "e", "f", "g"]));
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === "A" ? "B" : "A";
    const changed = text.slice(0, at) + other + text.slice(at + 1);
    let value: unknown;
    try {
      value = JSON.parse(changed);
    } catch {
      continue;
    }
    const { proven } = await verifyFork(means, value);
    if (proven) t.fail(`proven with ${other} at ${at}`);
  }
  t.pass();
});

test("what is no proof is told apart: of another ledger, by another key, of another tree, or consistent", async (t) => {
  const [one, other] = [
    ["a", "b", "c"],
    ["a", "x", "c", "d", "e"],
  ];
  const fork = await forkOf(one, other);
  const why = async (value: unknown, key?: Uint8Array) => {
    const checked = await verifyFork(means, value, key);
    return checked.proven ? "proven" : checked.why;
  };
  t.equal(await why(fork, keyOf(2).publicKey), "another-key");
  const forged = await headOf(one, keyOf(2));
  t.equal(await why({ ...fork, heads: [forged, fork.heads[1]] }), "not-a-proof");
  t.equal(await why({ ...fork, heads: [await headOf(one, own, "other"), fork.heads[1]] }), "another-ledger");
  t.equal(await why({ ...fork, heads: [...fork.heads].reverse() }), "not-a-proof");
  t.equal(await why({ ...fork, nodes: [] }), "not-its-tree");
  t.equal(await why({ ...fork, nodes: [...fork.nodes, fork.nodes[0]] }), "not-its-tree");
  t.equal(await why({ ...fork, nodes: [...fork.nodes].reverse() }), "not-its-tree");
  t.equal(await why(await forkOf(["a", "x"], other)), "no-contradiction");
  t.equal(await why(await forkOf([], other)), "no-contradiction", "whatever there is began with nothing");
  for (const value of [null, 1, "x", [], {}, { ...fork, v: 2 }, { ...fork, more: 1 }])
    t.equal(await why(value), "not-a-proof");
  t.equal(readFork(JSON.parse(JSON.stringify(fork)))?.origin, origin);
});

test("who co-signed a head has no part in a proof against its ledger", async (t) => {
  const by = { name: "elsewhere.example/assemblies/union", ...keyOf(3) };
  const [one, other] = [["a", "b"], ["x"]];
  const cosigned = await cosign(sha256, await headOf(one), by, 1_790_000_000);
  const fork = await makeFork(means, own.publicKey, [cosigned, await headOf(other)], of(one));
  t.notMatch(JSON.stringify(fork), /elsewhere/);
  t.match(await verifyFork(means, fork), { proven: true });
});
