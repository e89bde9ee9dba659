import fc from "fast-check";
import { test } from "tap";
import {
  emptyTable,
  hashOver,
  isHash,
  placeFor,
  placeOf,
  setValue,
  valueAt,
} from "../../src/ledger/hash-table.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { fromHex, rollHash, toHex } from "../../src/ledger/tags.ts";

// few that differ, and those late or early, so that they meet in the table
const hash = fc
  .tuple(fc.nat(3), fc.nat(40), fc.nat(3))
  .map(([first, middle, last]) => `${first}${"0".repeat(40)}${String(middle).padStart(22, "0")}${last}`);

test("a table of hashes remembers what a map of strings would", async () => {
  const act = fc.tuple(hash, fc.nat(2 ** 32 - 1), fc.boolean());
  fc.assert(
    fc.property(fc.array(act, { maxLength: 400 }), (acts) => {
      const [table, map] = [emptyTable(), new Map<string, number>()];
      for (const [key, value, asBytes] of acts) {
        if (placeOf(table, key) >= 0 !== map.has(key)) return false;
        setValue(table, placeFor(table, asBytes ? fromHex(key) : key), value);
        map.set(key, value);
      }
      return (
        table.size === map.size &&
        [...map].every(([key, value], at) => placeOf(table, key) === at && valueAt(table, at) === value)
      );
    }),
  );
});

test("it grows past its first stretch and loses none", async (t) => {
  const table = emptyTable();
  const keys = Array.from({ length: 10_000 }, (_, at) => sha256(Buffer.from(String(at))));
  t.ok(keys.every((key, at) => placeFor(table, key) === at));
  t.ok(keys.every((key, at) => placeOf(table, key) === at && placeOf(table, toHex(key)) === at));
  t.equal(placeOf(table, sha256(Buffer.from("another"))), -1);
});

test("the hash over a roll is the same from a table and from a list, without those who left", async () => {
  fc.assert(
    fc.property(fc.uniqueArray(hash, { maxLength: 50 }), fc.nat(50), (keys, stay) => {
      const table = emptyTable();
      for (const [at, key] of keys.entries()) setValue(table, placeFor(table, key), at < stay ? 1 : 0);
      return hashOver(sha256, table, 1) === rollHash(sha256, keys.slice(0, stay));
    }),
  );
});

test("what is no hash in lower-case hex is none", async (t) => {
  t.equal(isHash("a0".repeat(32)), true);
  for (const bad of ["", "A0".repeat(32), "a0".repeat(31), "g0".repeat(32), `${"a0".repeat(32)}\n`, null, 7])
    t.equal(isHash(bad), false, String(bad));
});
