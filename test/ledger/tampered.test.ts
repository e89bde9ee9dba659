import fc from "fast-check";
import { test } from "tap";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { join } from "../../src/ledger/note.ts";
import { readEntries, tilePath, tileWidth, writeEntries } from "../../src/ledger/tiles.ts";
import { type Source, verifyLedger } from "../../src/ledger/verify.ts";
import { canonical } from "../../src/ledger/write.ts";
import { type Made, madeLedger, makeLedgerKey, writeLedger } from "../support/made-ledger.ts";

const key = makeLedgerKey();
const made: Made[] = [...madeLedger({ members: 60, questions: 4, strangers: 10 }, key.publicKey)];
const files = new Map<string, Uint8Array>();
const { size } = await writeLedger(made, key, (path, bytes) => void files.set(path, bytes), 50);
const tiles = Array.from({ length: Math.ceil(size / tileWidth) }, (_, index) => ({
  ...{ level: "entries" as const, index, width: Math.min(tileWidth, size - index * tileWidth) },
}));
const leaves = tiles.flatMap((tile) => readEntries(files.get(tilePath(tile)) as Uint8Array) as Uint8Array[]);

/** Verifies the ledger with these files instead of those that were written. */
function check(instead: ReadonlyMap<string, Uint8Array>) {
  const source: Source = {
    read: async (path) => instead.get(path) ?? files.get(path) ?? null,
    openings: async ({ index }) =>
      Buffer.from(files.get(`beside/${index}`) ?? [])
        .toString()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
  return verifyLedger({ sha256, verify: verifyEd25519, canonical }, source, { key: key.publicKey });
}

/** The tiles of a ledger with other leaves; `hashed`: the hashes in its tiles are made to fit them. */
function tampered(changed: readonly Uint8Array[], hashed: boolean): Map<string, Uint8Array> {
  const instead = new Map<string, Uint8Array>();
  for (const tile of tiles) {
    const some = changed.slice(tile.index * tileWidth, (tile.index + 1) * tileWidth).slice(0, tile.width);
    instead.set(tilePath(tile), writeEntries(some));
    if (hashed)
      instead.set(tilePath({ ...tile, level: 0 }), join(...some.map((leaf) => leafHash(sha256, leaf))));
  }
  return instead;
}

const at = fc.nat(size - 1);
/** Ways to change the leaves, each with the first place that is another afterwards. */
const change = fc.oneof(
  fc.tuple(at, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([seq, pick, by]) => {
    const leaf = Uint8Array.from(leaves[seq] as Uint8Array);
    leaf[pick % leaf.length] = (leaf[pick % leaf.length] as number) ^ by;
    return { what: "a byte", seq, changed: () => leaves.with(seq, leaf) };
  }),
  at.map((seq) => ({ what: "deleted", seq, changed: () => leaves.toSpliced(seq, 1) })),
  at.map((seq) => ({
    what: "twice",
    seq: seq + 1,
    changed: () => leaves.toSpliced(seq, 0, leaves[seq] as Uint8Array),
  })),
  fc.uniqueArray(at, { minLength: 2, maxLength: 2 }).map(([one = 0, other = 0]) => ({
    ...{ what: "swapped", seq: Math.min(one, other) },
    changed: () => leaves.with(one, leaves[other] as Uint8Array).with(other, leaves[one] as Uint8Array),
  })),
);

test("the ledger as it was made holds, with its results and all of its members' names", async (t) => {
  const verified = await check(new Map());
  t.same(verified.faults, []);
  t.match(verified, { size, unnamed: 40 });
  t.match(verified.results, Array(4).fill({ roll: 60, sympathisers: 10 }));
});

test("whatever byte of a leaf is changed, and what is deleted, doubled or swapped, is named by its seq", async () => {
  await fc.assert(
    fc.asyncProperty(change, async ({ seq, changed }) => {
      const [fault] = (await check(tampered(changed(), false))).faults;
      // the last one that is doubled falls off the end, and nothing is another
      if (seq === size) return fault === undefined;
      return fault?.wrong === "not-its-hash"
        ? fault.seq === seq
        : fault?.wrong === "missing" && seq >= size - 1;
    }),
    { numRuns: 150 },
  );
});

test("an entry without a part that it is to have is none, and stops no verification", async (t) => {
  const seq = leaves.findIndex((leaf) => Buffer.from(leaf).includes('"kind":"ballot"'));
  for (const part of ["voter", "choices", "question", "roll"]) {
    const { [part]: _, ...rest } = JSON.parse(Buffer.from(leaves[seq] as Uint8Array).toString());
    const changed = leaves.with(seq, Buffer.from(JSON.stringify(rest)));
    const [fault] = (await check(tampered(changed, true))).faults;
    t.ok(fault && "seq" in fault && fault.seq <= seq, part);
  }
});

test("who makes the hashes fit fails at a signed head, which says where all was well, or at a rule", async () => {
  await fc.assert(
    fc.asyncProperty(change, async ({ seq, changed }) => {
      const [fault] = (await check(tampered(changed(), true))).faults;
      if (seq === size) return fault === undefined;
      return fault?.wrong === "not-its-root" ? fault.seq <= seq : fault !== undefined;
    }),
    { numRuns: 150 },
  );
});

test("a list of signed heads that cannot be read is a fault, and no mishap", async (t) => {
  const good = Buffer.from(files.get("heads") ?? []).toString();
  for (const odd of ["no JSON", '"no head"', "{}", "null", `${good}7`]) {
    const { faults } = await check(new Map([["heads", Buffer.from(odd)]]));
    t.same(faults, [{ wrong: "not-heads" }], odd.slice(-20));
  }
  t.same((await check(new Map([["heads", new Uint8Array()]]))).faults, [], "none but the newest is enough");
});
