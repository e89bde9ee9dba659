import { sign } from "node:crypto";
import { test } from "tap";
import { type Checkpoint, readCheckpoint, signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { canonical } from "../../src/ledger/write.ts";
import { madeLedger, makeLedgerKey, writeLedger } from "../support/made-ledger.ts";

const [key, strange] = [makeLedgerKey(), makeLedgerKey()];
const files = new Map<string, Uint8Array>();
const made = madeLedger({ members: 5, questions: 3, strangers: 1 }, key.publicKey);
await writeLedger(made, key, (path, bytes) => void files.set(path, bytes), 10);
const listed = Buffer.from(files.get("heads") ?? []).toString();
const notes = listed
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as string);
const [first, newest] = [notes[0], notes.at(-1)].map((note) => readCheckpoint(note ?? "")) as [
  Checkpoint,
  Checkpoint,
];

/** A line of the list: a head like another but for this, signed with a key. */
const head = async (like: Checkpoint, more: Partial<Checkpoint>, by = key): Promise<string> => {
  const note = await signCheckpoint(sha256, { ...like, ...more }, by.publicKey, (text) =>
    sign(null, text, by.privateKey),
  );
  return `${JSON.stringify(note)}\n`;
};
const otherRoot = Uint8Array.from(first.root).fill(1, 0, 4);

/** What is found wrong where these are the heads that are listed; null: nothing. */
async function wrongIn(heads: string): Promise<string | null> {
  let verified = 0;
  const verify: typeof verifyEd25519 = (...args) => {
    verified++;
    return verifyEd25519(...args);
  };
  const source = {
    read: async (path: string) => (path === "heads" ? Buffer.from(heads) : (files.get(path) ?? null)),
    openings: async () => [],
  };
  const { faults } = await verifyLedger({ sha256, verify, canonical }, source, { key: key.publicKey });
  if (verified > 2) throw new Error(`${verified} signatures were verified`);
  return faults[0]?.wrong ?? null;
}

test("a server that signed a larger head than it serves is found out, and one that lists what it did not sign", async (t) => {
  const larger = { size: newest.size + 1 };
  t.equal(await wrongIn(listed), null);
  t.equal(await wrongIn(`${listed}${await head(newest, larger)}`), "larger-head");
  t.equal(await wrongIn(`${await head(newest, larger)}${listed}`), "larger-head");
  t.equal(await wrongIn(`${listed}${await head(newest, larger, strange)}`), "not-signed");
  t.equal(await wrongIn(`${listed}${await head(newest, { origin: "other.example/coop" })}`), "not-heads");
});

test("of two heads of one size each is compared, whichever is listed last", async (t) => {
  for (const like of [first, newest]) {
    const other = await head(like, { root: otherRoot });
    for (const heads of [`${other}${listed}`, `${listed}${other}`])
      t.equal(await wrongIn(heads), "not-its-root");
    t.equal(await wrongIn(`${listed}${await head(like, { root: otherRoot }, strange)}`), "not-signed");
  }
});

test("of heads that the entries lead to the newest alone is verified, however many are listed", async (t) => {
  t.equal(await wrongIn(listed.repeat(50)), null);
  t.equal(await wrongIn(""), null);
});
