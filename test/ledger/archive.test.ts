import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { test } from "tap";
import { firstBad, folkmoot, linesIn, lived, ownFolder, resum, verifyLines } from "../support/archive.ts";
import { begin } from "../support/story.ts";

const folder = ownFolder();
const file = join(folder, "coop.jsonl.gz");
const story = await lived();
const env = { ORIGIN: story.moot.origin, OPERATOR_TOKEN: "" };
const exported = await folkmoot(env, "export", "--out", file);
const lines = await linesIn(file);
const kinds = lines.map((line) => JSON.parse(line).kind as string);
const ledgerEnd = kinds.lastIndexOf("entry");
/** The entry that stands on a line or is the next behind it; null behind the last. */
const nextSeq = (at: number): number | null =>
  at > ledgerEnd
    ? null
    : (lines
        .slice(at)
        .map((line) => JSON.parse(line))
        .find(({ kind }) => kind === "entry")?.seq ?? null);

test("anybody exports what is public, without a token, and it verifies without the server", async (t) => {
  t.match(exported, { code: 0, output: /\d+ entries of 1 assemblies\. It holds what is public/ });
  t.equal(statSync(file).mode & 0o777, 0o600);
  const verified = await folkmoot({}, "verify", file);
  t.match(verified, {
    code: 0,
    output: /adopted: 2 agree, 0 abstain, 1 disagree, 0 block, of a roll of 3; 2 symp/,
  });
  t.match(verified.output, /It holds: the head's signature/);
  t.match(await folkmoot({}, "verify", file, "--key", "0".repeat(64)), { code: 1, output: /another-key/ });
  const own = await folkmoot({}, "verify", file, "--assembly", story.assembly);
  t.match(own, { code: 0, output: /which its server says is the assembly's/ });
  const other = await begin();
  const elsewhere = await folkmoot({}, "verify", file, "--assembly", other.assembly);
  t.match(elsewhere, { code: 1, output: /The archive does not hold http/ });
  // a server that says of the same assembly that it has another key
  const { json } = await other.moot.get("/assemblies/coop");
  const body = JSON.stringify({ ...json, id: story.assembly });
  other.peer.documents.set("/coop", { body });
  const another = await folkmoot({}, "verify", file, "--assembly", `${other.peer.origin}/coop`);
  t.match(another, { code: 1, output: /another-key/ });
  await other.stop();
  const again = await folkmoot(env, "export", "--out", file);
  t.match(again, { code: 1, output: /There is a file .* already/ });
  const plain = join(folder, "coop.jsonl");
  t.match(await folkmoot(env, "export", "--out", plain, "--assembly", "coop"), { code: 0 });
  t.match(await folkmoot({}, "verify", plain), { code: 0 });
  t.notOk(existsSync(`${plain}.part`));
  t.match(await folkmoot(env, "export", "--color", "red"), { code: 2 });
  t.match(await folkmoot(env, "export", "--assembly", "nobody"), {
    code: 1,
    output: /no assembly with a ledger/,
  });
});

test("an archive holds texts, reasons and members, and nobody from outside the roll", (t) => {
  const text = lines.join("\n");
  for (const there of ["From April.", "bread at last", story.account("ann").id, "Bake on Mondays"])
    t.ok(text.includes(there), there);
  for (const name of ["zoe", "zed", "yan"]) t.notOk(text.includes(story.account(name).id), name);
  t.notOk(text.includes("from far away"));
  t.same(kinds.slice(0, 3), ["archive", "ledger", "head"]);
  t.equal(kinds.at(-1), "end");
  t.end();
});

const ways: Record<string, (at: number, other: number) => string[]> = {
  deleted: (at) => lines.toSpliced(at, 1),
  doubled: (at) => lines.toSpliced(at, 0, lines[at] as string),
  inserted: (at, other) => lines.toSpliced(at, 0, lines[other] as string),
  swapped: (at) => lines.toSpliced(at, 2, lines[at + 1] as string, lines[at] as string),
  altered: (at, other) => {
    const line = lines[at] as string;
    const place = other % line.length;
    return lines.toSpliced(
      at,
      1,
      `${line.slice(0, place)}${line[place] === "x" ? "y" : "x"}${line.slice(place + 1)}`,
    );
  },
  truncated: (at) => lines.slice(0, at),
};

test("one line that is deleted, altered, swapped, doubled or inserted is found, and named by its first bad seq", async (t) => {
  t.equal(firstBad(await verifyLines(lines)), null);
  const last = lines.length - 1;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(ways)),
      fc.integer({ min: 1, max: last - 1 }),
      fc.nat({ max: 10_000 }),
      async (way, at, other) => {
        const bad = firstBad(await verifyLines((ways[way] as (typeof ways)[string])(at, other % last)));
        // what is put in twice is bad where the second one stands, as is what is put in behind an equal line
        const shift = way === "doubled" || (way === "inserted" && lines[other % last] === lines[at]) ? 1 : 0;
        const expected = nextSeq(at + shift);
        if (!bad || bad.seq !== expected) throw new Error(`${way}: ${JSON.stringify(bad)}, not ${expected}`);
      },
    ),
    { numRuns: 150 },
  );
  t.pass("150 times");
});

test("a forger who makes the sums anew is found by the leaves, the openings and the signed heads", async (t) => {
  const at = (kind: string, holds: string): number =>
    lines.findIndex((line) => JSON.parse(line).kind === kind && line.includes(holds));
  const change = (place: number, edit: (content: any) => any): string[] => {
    const { sum: _sum, ...content } = JSON.parse(lines[place] as string);
    return resum(lines.toSpliced(place, 1, JSON.stringify(edit(content))));
  };
  const ballot = at("entry", '\\"kind\\":\\"ballot\\"');
  const { seq } = JSON.parse(lines[ballot] as string);
  const version = at("entry", '\\"kind\\":\\"version\\"');
  const named = (changed: string[]) => verifyLines(changed).then(firstBad);
  t.equal(await named(resum(lines)), null);
  t.match(
    await named(change(ballot, (one) => ({ ...one, leaf: one.leaf.replace('"agree"', '"disagree"') }))),
    {
      ...{ seq, wrong: "not-its-hash" },
    },
  );
  t.match(await named(change(ballot, (one) => ({ ...one, hash: "0".repeat(64) }))), {
    seq,
    wrong: "not-its-hash",
  });
  const other = story.account("bea").id;
  t.match(
    await named(
      change(ballot, (one) => ({ ...one, opening: { who: { ...one.opening.who, actor: other } } })),
    ),
    {
      ...{ seq, wrong: "not-its-opening" },
    },
  );
  t.match(
    await named(
      change(version, (one) => ({ ...one, opening: { matter: { ...one.opening.matter, text: "No." } } })),
    ),
    { seq: JSON.parse(lines[version] as string).seq, wrong: "not-its-opening" },
  );
  t.match(await named(resum(lines.toSpliced(ballot, 1))), { seq, wrong: "out-of-place" });
  t.match(await named(change(1, (one) => ({ ...one, checkpoint: one.checkpoint.replace(/\d+/, "1") }))), {
    wrong: /not-signed|another-ledger|out-of-place/,
  });
  t.match(await named(resum(lines.filter((line) => JSON.parse(line).kind !== "end"))), { wrong: "cut-off" });
  t.match(await named(resum([...lines, lines[2] as string])), { wrong: "out-of-place" });
});

test("what is cut off, damaged or no archive ends with 1 and says so", async (t) => {
  const packed = readFileSync(file);
  const tries: [what: string, bytes: Buffer, said: RegExp][] = [
    ["cut", packed.subarray(0, packed.length - 40), /DOES NOT HOLD.*\n?.*(cut-off|not-its-sum)/],
    ["half", packed.subarray(0, packed.length >> 1), /First bad entry: seq \d+ .*(cut-off|not-its-sum)/],
    ["other", gzipSync("hello\n"), /no archive/],
    ["empty", Buffer.alloc(0), /no archive/],
    ["json", Buffer.from('{"kind":"other"}\n'), /no archive/],
    ["fork", Buffer.from('{"kind":"fork"}\n'), /NOT PROVEN/],
  ];
  for (const [what, bytes, said] of tries) {
    const bad = join(folder, what);
    writeFileSync(bad, bytes);
    t.match(await folkmoot({}, "verify", bad), { code: 1, output: said }, what);
  }
  await story.stop();
});
