import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { test } from "tap";
import { signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { proveInclusion } from "../../src/ledger/proofs.ts";
import { rootOver } from "../../src/ledger/ranges.ts";
import {
  checkReceipt,
  type Receipt,
  readReceipt,
  receiptBound,
  writeReceipt,
} from "../../src/ledger/receipt.ts";
import { saltedHash } from "../../src/ledger/tags.ts";
import { canonical } from "../../src/ledger/write.ts";

const assembly = "https://moot.example/assemblies/coop";
const keys = generateKeyPairSync("ed25519");
const key = new Uint8Array(keys.publicKey.export({ type: "spki", format: "der" }).subarray(-32));
const means = { sha256, verify: verifyEd25519 };
const opening = { actor: "https://social.example/users/ann", salt: "00112233445566778899aabbccddeeff" };

/** The receipt of one of so many ballots. */
async function receiptOf(seq: number, size: number, named = true): Promise<Receipt> {
  const voter = saltedHash(sha256, Buffer.from(opening.salt, "hex"), opening.actor);
  const leaves = Array.from({ length: size }, (_, at) =>
    canonical({ v: 1, seq: at, kind: "ballot", at: "2026-03-19T13:10:00.000Z", voter, choices: ["agree"] }),
  );
  const hashes = leaves.map((leaf) => leafHash(sha256, Buffer.from(leaf)));
  const head = { origin: assembly.slice(8), size, root: rootOver(sha256, hashes) };
  const write = (message: Uint8Array) => sign(null, message, keys.privateKey);
  return {
    ...{ v: 1, assembly, key, seq, leaf: leaves[seq] as string, opening: named ? opening : null },
    proof: await proveInclusion((from, to) => rootOver(sha256, hashes.slice(from, to)), seq, size),
    checkpoint: await signCheckpoint(sha256, head, key, write),
  };
}

/** Whether a text is a receipt of which everything holds. */
async function holds(text: string): Promise<boolean> {
  const receipt = readReceipt(text);
  if (typeof receipt === "string") return false;
  const { entry, isSigned, isIncluded, isOpened } = await checkReceipt(means, receipt, key);
  return entry !== null && isSigned && isIncluded && isOpened !== false;
}

const places = fc
  .integer({ min: 1, max: 40 })
  .chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));

test("the receipt of every entry of every ledger holds, with a name and without", () =>
  fc.assert(
    fc.asyncProperty(places, fc.boolean(), async ([seq, size], named) => {
      return holds(writeReceipt(await receiptOf(seq, size, named)));
    }),
    { numRuns: 60 },
  ));

test("a receipt in which a single character was changed does not hold", () =>
  fc.assert(
    fc.asyncProperty(places, fc.nat(), fc.integer({ min: 33, max: 126 }), async ([seq, size], at, code) => {
      const compact = JSON.stringify(JSON.parse(writeReceipt(await receiptOf(seq, size))));
      const place = at % compact.length;
      const other = String.fromCharCode(code);
      fc.pre(compact[place] !== other);
      const changed = compact.slice(0, place) + other + compact.slice(place + 1);
      return !(await holds(changed));
    }),
    { numRuns: 500 },
  ));

test("a receipt in which any one field is another's does not hold", async (t) => {
  const [one, other] = [await receiptOf(4, 9), await receiptOf(5, 11)];
  t.ok(await holds(writeReceipt(one)));
  const differ = {
    assembly: "https://moot.example/assemblies/mill",
    key: new Uint8Array(32),
    opening: { ...opening, salt: "0".repeat(32) },
  };
  for (const field of ["assembly", "key", "seq", "leaf", "opening", "proof", "checkpoint"] as const) {
    const changed = { ...one, [field]: { ...other, ...differ }[field] };
    t.notOk(await holds(writeReceipt(changed)), field);
  }
  t.notOk(await holds(writeReceipt({ ...one, proof: one.proof.slice(1) })), "a proof that is too short");
  t.notOk(await holds(writeReceipt({ ...one, proof: [...one.proof, key] })), "and one that is too long");
});

test("another key does not make a receipt good, though the receipt names it itself", async (t) => {
  const forger = generateKeyPairSync("ed25519");
  const theirs = new Uint8Array(forger.publicKey.export({ type: "spki", format: "der" }).subarray(-32));
  const receipt = await receiptOf(0, 1);
  const root = leafHash(sha256, Buffer.from(receipt.leaf));
  const head = { origin: assembly.slice(8), size: 1, root };
  const checkpoint = await signCheckpoint(sha256, head, theirs, (message) =>
    sign(null, message, forger.privateKey),
  );
  const forged = { ...receipt, key: theirs, checkpoint };
  t.equal((await checkReceipt(means, forged, theirs)).isSigned, true);
  t.equal((await checkReceipt(means, forged, key)).isSigned, false);
});

test("what is no receipt is refused, and says why", async (t) => {
  const good = JSON.parse(writeReceipt(await receiptOf(1, 3)));
  const refusals: [string, unknown][] = [
    ["not-a-receipt", null],
    ["not-a-receipt", []],
    ["not-a-receipt", 1],
    ["not-a-receipt", {}],
    ["not-a-receipt", { ...good, v: "1" }],
    ["another-version", { ...good, v: 2 }],
    ["not-a-receipt", { ...good, more: 1 }],
    ["not-a-receipt", { ...good, opening: undefined }],
    ["not-a-receipt", { ...good, opening: { actor: 1, salt: opening.salt } }],
    ["not-a-receipt", { ...good, opening: { ...opening, salt: opening.salt.toUpperCase() } }],
    ["not-a-receipt", { ...good, seq: 1.5 }],
    ["not-a-receipt", { ...good, leaf: "\ud800" }],
    ["not-a-receipt", { ...good, assembly: "javascript://moot.example/x" }],
    ["not-a-receipt", { ...good, proof: Array(65).fill(good.proof[0]) }],
    ["not-a-receipt", { ...good, proof: ["AAAA"] }],
    ["not-a-receipt", { ...good, key: good.key.replace("=", "") }],
  ];
  for (const [why, value] of refusals)
    t.equal(readReceipt(JSON.stringify(value)), why, JSON.stringify(value)?.slice(0, 60));
  t.equal(readReceipt(""), "not-json");
  t.equal(readReceipt(JSON.stringify(good).slice(0, -1)), "not-json");
  t.equal(readReceipt(" ".repeat(receiptBound + 1)), "too-large");
});
