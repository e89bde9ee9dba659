import { sql } from "drizzle-orm";
import { test } from "tap";
import { servedLedger } from "../../src/ledger/served.ts";
import { folkmoot } from "../support/cli.ts";
import { until } from "../support/moot.ts";
import { begin, type Story } from "../support/story.ts";

/** Runs `folkmoot verify` as anybody would, and answers how it ended and what it said. */
const verify = (address: string) => folkmoot(["verify", address]);

/** An assembly that has decided something: three members, a stranger, votes by poll and in words. */
async function decided(): Promise<Story> {
  const story = await begin({ rule: "majority", votingHours: 0 });
  await story.admit("ann", "bea", "cem");
  const { question, id } = await story.ask({ closesAt: new Date(Date.now() + 6000).toISOString() });
  await story.account("ann").vote(question, "Agree");
  await story.account("bea").reply(question, "disagree, too early");
  await story.account("zoe").vote(question, "Agree");
  await story.account("bea").reply(question, "agree, after all");
  await until("the close", async () => (await story.proposal(id)).state === "adopted");
  return story;
}

test("anybody recounts an assembly's decision from its address alone", async (t) => {
  const story = await decided();
  const { code, said } = await verify(story.assembly);
  t.equal(code, 0, said);
  t.match(said, /adopted: 2 agree, 0 abstain, 0 disagree, 0 block, of a roll of 3; 1 sympathisers/);
  t.match(said, /It holds/);
  const other = await verify(`${story.moot.origin}/assemblies/nobody`);
  t.equal(other.code, 1);
  t.match(other.said, /is no assembly with a ledger/);
  await story.stop();
});

test("sympathisers stand in no file of the ledger", async (t) => {
  const story = await decided();
  const { source } = await servedLedger(story.assembly);
  const checkpoint = Buffer.from((await source.read("checkpoint")) ?? []).toString();
  const size = Number(checkpoint.split("\n")[1]);
  const tile = { level: "entries", index: 0, width: size } as const;
  const entries = Buffer.from((await source.read(`tile/entries/000.p/${size}`)) ?? []).toString();
  const beside = JSON.stringify(await source.openings(tile));
  t.match(beside, story.account("ann").id, "members are named beside it");
  for (const text of [entries, beside]) t.notMatch(text, story.account("zoe").id);
  t.notMatch(entries, story.account("ann").id, "and never in it");
  t.equal(await source.read(`tile/entries/000.p/${size + 1}`), null, "a tile that is not there yet");
  await story.stop();
});

const rehash = `update ledger_entry set hash = sha256('\\x00'::bytea || convert_to(head || seq || tail, 'UTF8'))`;
const [last, from] = [
  `(select max(seq) from ledger_entry where kind = 'ballot' and head like '%"roll":true%')`,
  "update ledger_entry set",
];
const tampering: readonly [what: string, wrong: RegExp, change: string][] = [
  [
    "an entry that was altered",
    /seq 1[01]\. \[not-its-hash/,
    `${from} head = replace(head, '"roll":true', '"roll":false') where seq = ${last}`,
  ],
  [
    "an entry that was altered with its hash",
    /seq \d+\. \[not-its-hash/,
    `${from} head = replace(head, '"agree"', '"disagree"') where seq = ${last}; ${rehash}`,
  ],
  ["an entry that was deleted", /seq 4\. \[not-its-hash/, "delete from ledger_entry where seq = 4"],
  [
    "an outcome that was changed",
    /seq 13\. \[not-its-hash/,
    `${from} head = replace(head, '"adopted"', '"rejected"') where kind = 'outcome'; ${rehash}`,
  ],
  [
    "two entries that were swapped",
    /seq 2\. \[not-its-hash/,
    `${from} seq = -1 where seq = 2; ${from} seq = 2 where seq = 3; ${from} seq = 3 where seq = -1`,
  ],
  [
    "an entry that was inserted",
    /seq 5\. \[not-its-hash/,
    `${from} seq = -seq where seq >= 5; ${from} seq = 1 - seq where seq < 0;
    insert into ledger_entry (id, assembly_id, kind, head, tail, seq, hash) select gen_random_uuid(), assembly_id, kind, head, tail, 5, hash from ledger_entry where seq = 4; ${rehash}`,
  ],
  [
    "an outcome that was changed with its hash and its tile",
    /seq 13\. \[not-the-outcome/,
    `${from} head = replace(head, '"adopted"', '"rejected"') where kind = 'outcome'; ${rehash};
    update ledger_head set tail = (select string_agg(hash, '' order by seq) from ledger_entry)`,
  ],
  [
    "a founding that was changed with its hash and its tile",
    /seq at or behind \d+\. \[not-its-root/,
    `${from} head = replace(head, '"at":"2', '"at":"3') where seq = 0; ${rehash};
    update ledger_head set tail = (select string_agg(hash, '' order by seq) from ledger_entry)`,
  ],
];

test("whatever is altered, swapped, inserted or deleted is found, and named by its number", async (t) => {
  const story = await decided();
  const { db } = story.moot.ctx;
  const run = async (...statements: string[]) => {
    for (const one of statements) await db.execute(sql.raw(one));
  };
  t.match(await verify(story.assembly), { code: 0 });
  const tables = ["ledger_entry", "ledger_head"];
  for (const table of tables)
    await run(
      `alter table ${table} disable trigger user`,
      `create table kept_${table} as select * from ${table}`,
    );
  for (const [what, wrong, change] of tampering) {
    await run(...change.split(";"));
    const { code, said } = await verify(story.assembly);
    t.equal(code, 1, what);
    t.match(said, wrong, what);
    for (const table of tables)
      await run(`delete from ${table}`, `insert into ${table} select * from kept_${table}`);
  }
  t.match(await verify(story.assembly), { code: 0 }, "what is put back holds");
  await story.stop();
});
