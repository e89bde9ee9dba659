import canonicalize from "canonicalize";
import fc from "fast-check";
import { test } from "tap";
import { type Entry, readEntry } from "../../src/ledger/entry.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { rollHash, saltedHash, toHex } from "../../src/ledger/tags.ts";
import { leafOf, writeEntry } from "../../src/ledger/write.ts";

const question = "01a21366-495b-7710-b354-406b27fe4271";
const at = "2026-11-25T14:56:21.123Z";
const salt = Uint8Array.from({ length: 16 }, (_, index) => index);
const voter = saltedHash(sha256, salt, "https://m.example/users/ann");

// what stands here stands for ever: another leaf for the same entry would be another ledger (ADR 13)
const vectors: readonly [entry: Entry, seq: number, leaf: string, hash: string][] = [
  [
    {
      kind: "found",
      at,
      assembly: "https://moot.example/assemblies/coop",
      key: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    },
    0,
    `{"assembly":"https://moot.example/assemblies/coop","at":"${at}","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","kind":"found","seq":0,"v":1}`,
    "c9f3c09c24dbb28a6523dacb94656b41d6aa7e4d6e8949cfd5df9503886ba5b7",
  ],
  [
    {
      ...{
        kind: "ballot",
        at,
        question,
        voter,
        roll: true,
        choices: ["agree"],
        reasoned: false,
        via: "poll",
      },
      ...{ receivedAt: "2026-11-25T14:56:20.000Z", evidence: null },
    },
    1_000_000,
    `{"at":"${at}","choices":["agree"],"evidence":null,"kind":"ballot","question":"${question}","reasoned":false,"receivedAt":"2026-11-25T14:56:20.000Z","roll":true,"seq":1000000,"v":1,"via":"poll","voter":"9417112c04ccaa696c47b799aca89c4bf7a855430927c73d797f82564e2441be"}`,
    "5bb753b770516aacfb82e2f5f03bedea8b8c6313f88caa23d92fea0fb6f6e8cc",
  ],
  [
    {
      ...{ kind: "open", at, question, proposal: question, version: 2, text: voter, constitution: 1 },
      rule: {
        quorum: [0, 1],
        agreement: { share: [1, 2], of: "decided", strict: true },
        blocks: null,
        standAside: null,
      },
      ...{ options: ["agree", "abstain", "disagree"], roll: { size: 1, members: rollHash(sha256, [voter]) } },
      ...{ opensAt: at, closesAt: "2026-11-28T14:56:21.123Z", replaces: null },
    },
    7,
    `{"at":"${at}","closesAt":"2026-11-28T14:56:21.123Z","constitution":1,"kind":"open","opensAt":"${at}","options":["agree","abstain","disagree"],"proposal":"${question}","question":"${question}","replaces":null,"roll":{"members":"635c502a5702b52610f0e31c6de29c94480291145ac5dab55214997cc07267f2","size":1},"rule":{"agreement":{"of":"decided","share":[1,2],"strict":true},"blocks":null,"quorum":[0,1],"standAside":null},"seq":7,"text":"9417112c04ccaa696c47b799aca89c4bf7a855430927c73d797f82564e2441be","v":1,"version":2}`,
    "2d29bce787b0d7f81d489203f6f795ce476aa0ea1c801ffda794399ae8478099",
  ],
];

test("a leaf is, byte for byte, what it always was", async (t) => {
  t.equal(voter, "9417112c04ccaa696c47b799aca89c4bf7a855430927c73d797f82564e2441be");
  t.equal(rollHash(sha256, [voter]), "635c502a5702b52610f0e31c6de29c94480291145ac5dab55214997cc07267f2");
  for (const [entry, seq, leaf, hash] of vectors) {
    t.equal(leafOf(writeEntry(entry), seq), leaf);
    t.equal(toHex(leafHash(sha256, Buffer.from(leaf))), hash, leaf);
    t.same(readEntry(Buffer.from(leaf)), { ...entry, v: 1, seq });
  }
});

test("whatever an entry says, its leaf is the canonical form of itself with its number", async (t) => {
  const text = fc.string({ unit: "grapheme", maxLength: 50 });
  const entry = fc.record({ kind: fc.constant("deed"), at: text, deed: text, proposal: text, event: text });
  fc.assert(
    fc.property(entry, fc.nat(), (one, seq) => {
      const leaf = leafOf(writeEntry(one as Entry), seq);
      return leaf === canonicalize({ ...one, v: 1, seq }) && JSON.parse(leaf).seq === seq;
    }),
  );
  t.pass();
});

test("a roll has one hash in whatever order its members come", async (t) => {
  const tags = fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex), { maxLength: 9 });
  fc.assert(fc.property(tags, (all) => rollHash(sha256, all) === rollHash(sha256, [...all].reverse())));
  t.not(rollHash(sha256, [voter]), rollHash(sha256, []));
});

test("what is no entry is not read as one", async (t) => {
  for (const leaf of [
    "",
    "null",
    "[]",
    "{}",
    '{"v":2,"seq":1,"kind":"ballot"}',
    '{"v":1,"seq":1.5,"kind":"x"}',
    "\xff",
  ])
    t.equal(readEntry(Buffer.from(leaf, "latin1")), null, leaf);
  t.throws(() => writeEntry({ kind: "deed", at, deed: "x".repeat(65_536), proposal: null, event: voter }));
});

/** JSON with its names in any order, numbers and characters as somebody might spell them, and room between. */
function spelled(value: unknown, pick: () => number): string {
  const room = () => (pick() === 7 ? " " : "");
  if (typeof value === "number" && pick() === 6) return value.toExponential();
  if (typeof value === "string" && pick() === 5 && value !== "")
    return `"\\u${value.charCodeAt(0).toString(16).padStart(4, "0")}${JSON.stringify(value.slice(1)).slice(1)}`;
  if (typeof value !== "object" || value === null) return `${room()}${JSON.stringify(value)}`;
  if (Array.isArray(value)) return `[${value.map((one) => spelled(one, pick)).join()}${room()}]`;
  const pairs = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${spelled(one, pick)}`);
  if (pick() < 6)
    pairs.sort((one, other) =>
      JSON.parse(one.split(":")[0] ?? "") < JSON.parse(other.split(":")[0] ?? "") ? -1 : 1,
    );
  if (pick() === 6 && pairs[0]) pairs.unshift(pairs[0]);
  return `{${pairs.join()}${room()}}`;
}

test("a leaf is read in the one spelling of canonical JSON and in no other", async (t) => {
  const name = fc.string({ unit: fc.constantFrom(..."abxyzé😀\uffff") });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: "binary", maxLength: 9 }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 4 }),
    ),
  }));
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(value, fc.infiniteStream(fc.nat(9)), (rule, picks) => {
      const text = spelled({ kind: "open", rule, seq: 1, v: 1 }, () => picks.next().value);
      const isIt = canonicalize(JSON.parse(text)) === text;
      seen[isIt ? "read" : "refused"]++;
      return (readEntry(Buffer.from(text)) !== null) === isIt;
    }),
    { numRuns: 2000 },
  );
  t.ok(seen.read > 20 && seen.refused > 20, JSON.stringify(seen));
});

test("what two readers would read in two ways is no entry", async (t) => {
  const good = '{"at":"x","kind":"deed","seq":1,"v":1}';
  t.ok(readEntry(Buffer.from(good)));
  for (const odd of [
    '{"at":"x","kind":"ballot","kind":"deed","seq":1,"v":1}',
    '{"at":"x","kind":"deed","seq":1,"v":1} ',
    '{"at":"x","kind":"deed","seq":1e0,"v":1}',
    '{"kind":"deed","at":"x","seq":1,"v":1}',
    '{"at":"\\u0078","kind":"deed","seq":1,"v":1}',
    '{"at":"\\ud800","kind":"deed","seq":1,"v":1}',
    `\ufeff${good}`,
  ])
    t.equal(readEntry(Buffer.from(odd)), null, odd);
});
