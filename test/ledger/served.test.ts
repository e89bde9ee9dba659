import { spawn } from "node:child_process";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { servedLedger } from "../../src/cli/ledger-source.ts";
import { until } from "../support/moot.ts";
import { begin, type Story } from "../support/story.ts";

const cli = new URL("../../src/cli/folkmoot.ts", import.meta.url).pathname;

/** Runs `folkmoot verify` as anybody would, and answers how it ended and what it said. */
function verify(...args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [cli, "verify", ...args], { env: { PATH: process.env.PATH ?? "" } });
    let said = "";
    for (const stream of [run.stdout, run.stderr])
      stream.on("data", (chunk) => {
        said += chunk;
      });
    run.once("close", (code) => resolve({ code, said }));
  });
}

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

const tampering: Record<string, [wrong: string, change: string]> = {
  "an entry that was altered": [
    "not-its-hash",
    `update ledger_entry set head = replace(head, '"agree"', '"block"') where kind = 'ballot' and seq = (select max(seq) from ledger_entry where kind = 'ballot')`,
  ],
  "an entry that was altered with its hash": [
    "not-the-tally",
    `update ledger_entry set head = replace(head, '"agree"', '"disagree"') where kind = 'ballot' and seq = (select max(seq) from ledger_entry where kind = 'ballot');
     update ledger_entry set hash = sha256('\\x00'::bytea || convert_to(head || seq || tail, 'UTF8'))`,
  ],
  "an entry that was deleted": ["not-numbered", "delete from ledger_entry where seq = 4"],
  "an outcome that was changed": [
    "not-the-outcome",
    `update ledger_entry set head = replace(head, '"adopted"', '"rejected"') where kind = 'outcome';
     update ledger_entry set hash = sha256('\\x00'::bytea || convert_to(head || seq || tail, 'UTF8'))`,
  ],
  "two entries that were swapped": [
    "not-its-hash",
    `update ledger_entry set seq = -1 where seq = 2; update ledger_entry set seq = 2 where seq = 3;
     update ledger_entry set seq = 3 where seq = -1`,
  ],
};

for (const [what, [wrong, change]] of Object.entries(tampering))
  test(`${what} is found, and named by its number`, async (t) => {
    const story = await decided();
    await servedLedger(story.assembly).then(({ source }) => source.read("checkpoint"));
    const { db } = story.moot.ctx;
    await db.execute(sql.raw("alter table ledger_entry disable trigger user"));
    for (const one of change.split(";")) await db.execute(sql.raw(one));
    const { code, said } = await verify(story.assembly);
    t.equal(code, 1, said);
    t.match(said, wrong);
    t.match(said, /First bad entry: seq \d+/);
    await t.rejects(story.stop(), "the recount at every test's end finds it as well");
  });
