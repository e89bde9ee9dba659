import fc from "fast-check";
import { test } from "tap";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../src/ledger/proofs.ts";
import { rangesFrom, rootOver } from "../../src/ledger/ranges.ts";
import {
  readEntries,
  readTilePath,
  tilePath,
  tileWidth,
  widthOf,
  writeEntries,
} from "../../src/ledger/tiles.ts";
import { append, emptyTree, rootOf } from "../../src/ledger/tree.ts";

test("a tile has the path that the format gives it, and only that", async (t) => {
  t.equal(tilePath({ level: 0, index: 1234067, width: 256 }), "tile/0/x001/x234/067");
  t.equal(tilePath({ level: 3, index: 0, width: 7 }), "tile/3/000.p/7");
  t.equal(tilePath({ level: "entries", index: 999, width: 256 }), "tile/entries/999");
  t.same(readTilePath("tile/0/x001/234"), { level: 0, index: 1234, width: 256 });
  t.same(readTilePath("tile/entries/001.p/255"), { level: "entries", index: 1, width: 255 });
  const bad = [
    "tile/0/1",
    "tile/0/x000/001",
    "tile/00/000",
    "tile/0/000.p/256",
    "tile/0/000.p/0",
    "tile/0/000.p/07",
  ];
  for (const path of [
    ...bad,
    "tile/a/000",
    "tile/0/../000",
    "tile/0/x001",
    "tile/0/000/",
    "",
    "tile/100/000",
  ])
    t.equal(readTilePath(path), null, path);
});

test("every tile's path leads back to it", async (t) => {
  const level = fc.oneof(fc.nat(20), fc.constant("entries" as const));
  const tile = fc.record({ level, index: fc.nat(2 ** 31 - 1), width: fc.integer({ min: 1, max: 256 }) });
  fc.assert(fc.property(tile, (one) => JSON.stringify(readTilePath(tilePath(one))) === JSON.stringify(one)));
  t.pass();
});

test("a tile is as wide as the tree fills it", async (t) => {
  t.equal(widthOf({ level: 0, index: 0 }, 0), 0);
  t.equal(widthOf({ level: 0, index: 0 }, 300), 256);
  t.equal(widthOf({ level: "entries", index: 1 }, 300), 44);
  t.equal(widthOf({ level: 1, index: 0 }, 300), 1);
  t.equal(widthOf({ level: 1, index: 0 }, 255), 0);
  t.equal(widthOf({ level: 2, index: 0 }, 65_536), 1);
});

test("entries come out of their tile as they went in", async (t) => {
  const entries = fc.array(fc.uint8Array({ maxLength: 1000 }), { maxLength: 256 });
  fc.assert(
    fc.property(entries, (some) => {
      const back = readEntries(writeEntries(some)) ?? [];
      return (
        back.length === some.length &&
        back.every((one, at) => Buffer.compare(one, some[at] as Uint8Array) === 0)
      );
    }),
  );
  t.equal(readEntries(Uint8Array.of(0, 3, 1, 2)), null, "a length without its bytes");
  t.equal(readEntries(Uint8Array.of(0)), null, "half a length");
  t.throws(() => writeEntries([new Uint8Array(65_536)]));
});

test("proofs made from tiles verify against the root of all leaves, across tiles and levels", async (t) => {
  const size = 66_000;
  const leaves = Array.from({ length: size }, (_, at) => leafHash(sha256, Buffer.from(String(at))));
  let tree = emptyTree;
  const heads = new Map<number, Uint8Array>();
  const old = [1, 255, 256, 257, 65_535, 65_536, 65_537, size];
  for (const leaf of leaves) {
    tree = append(sha256, tree, leaf);
    if (old.includes(tree.size)) heads.set(tree.size, rootOf(sha256, tree));
  }
  const levels: Uint8Array[][] = [leaves];
  while ((levels.at(-1) as Uint8Array[]).length >= tileWidth) {
    const below = levels.at(-1) as Uint8Array[];
    const count = Math.floor(below.length / tileWidth);
    levels.push(
      Array.from({ length: count }, (_, at) =>
        rootOver(sha256, below.slice(at * tileWidth, (at + 1) * tileWidth)),
      ),
    );
  }
  const of = rangesFrom(sha256, (level, from, to) => {
    t.ok(
      to - from <= tileWidth && Math.floor(from / tileWidth) === Math.floor((to - 1) / tileWidth),
      "one tile",
    );
    return (levels[level] as Uint8Array[]).slice(from, to);
  });
  const head = { size, root: heads.get(size) as Uint8Array };
  for (const index of [0, 1, 255, 256, 65_535, 65_536, size - 1]) {
    const proof = await proveInclusion(of, index, size);
    t.ok(verifyInclusion(sha256, { index, ...head }, leaves[index] as Uint8Array, proof), `leaf ${index}`);
  }
  for (const [count, root] of heads)
    t.ok(
      verifyConsistency(sha256, { size: count, root }, head, await proveConsistency(of, count, size)),
      `${count}`,
    );
});
