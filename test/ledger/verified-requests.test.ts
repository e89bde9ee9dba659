import { sql } from "drizzle-orm";
import { test } from "tap";
import { evidenceHash } from "../../src/store/ledger.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { folkmoot } from "../support/cli.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { moot } = story;
const { db } = moot.ctx;
const [ann, bea, cem, dov] = (await story.admit("ann", "bea", "cem", "dov")) as any;
await runDue(moot);
const { question } = await story.ask({ closesAt: new Date(clock + 3_600_000).toISOString() });
const date = new Date(clock);
await ann.vote(question, "Agree", { date });
await bea.vote(question, "Agree", { date, rfc9421: true });
const note = await cem.reply(question, "disagree, not yet", { date });
await dov.vote(question, "Disagree", { date });
await story.account("zoe").vote(question, "Agree", { date });
await cem.edit(note, "agree, after all", { date, inReplyTo: question });
await runDue(moot);
clock += 7_200_000;
await runDue(moot);

const verify = () => folkmoot(["verify", story.assembly]);
const run = async (...statements: string[]) => {
  for (const one of statements) await db.execute(sql.raw(one));
};
type Row = {
  seq: string;
  id: string;
  method: string;
  target: string;
  headers: [string, string][];
  body: Uint8Array;
  at: string;
  document: string;
  key: string;
  salt: Uint8Array;
};
/** The request of somebody's last ballot. */
async function requestOf(actor: string): Promise<Row> {
  const rows = rowsOf<Row>(
    await db.execute(sql`
      select e.seq, x.id, x.method, x.target, x.headers, x.body, x.received_at as at, x.actor_document as document,
        x.key_id as key, x.salt
      from ledger_entry e join evidence x on x.id = e.evidence_id join voter v on v.id = e.about_id
      where v.actor_id = ${actor} order by e.seq desc limit 1`),
  );
  return rows[0] as Row;
}
const hashOf = (row: Row, body: Buffer): string =>
  evidenceHash({
    ...{ id: row.id, method: row.method, target: row.target, headers: row.headers, body },
    ...{
      receivedAt: new Date(row.at),
      actorDocument: row.document,
      keyId: row.key,
      salt: Buffer.from(row.salt),
    },
  });
/** What an operator does who wants to pass: every hash anew, and heads signed over them with the assembly's key. */
const forge = () =>
  run(
    `update ledger_entry set hash = sha256('\\x00'::bytea || convert_to(head || seq || tail, 'UTF8'))`,
    "delete from ledger_head",
    "delete from ledger_tile",
  );
const tables = ["ledger_entry", "ledger_head", "ledger_tile", "evidence", "actor_document"];
const putBack = async () => {
  for (const table of tables)
    await run(`delete from ${table}`, `insert into ${table} select * from kept_${table}`);
};

test("anybody verifies the requests that members' votes came with, by poll and in words, and their changes", async (t) => {
  const { code, said } = await verify();
  t.equal(code, 0, said);
  t.match(said, /3 agree, 0 abstain, 1 disagree/);
  t.match(said, /evidence: 5 verified, 1 not public, 0 not verifiable/);
  await run(
    "alter table ledger_entry drop constraint if exists ledger_entry_evidence_id_evidence_id_fk",
    "alter table ballot_event drop constraint if exists ballot_event_evidence_id_evidence_id_fk",
  );
  for (const table of tables)
    await run(
      `alter table ${table} disable trigger user`,
      `create table kept_${table} as select * from ${table}`,
    );
});

test("a request that was altered is found, and named by its number", async (t) => {
  const row = await requestOf(ann.id);
  await run(
    `update evidence set body = replace(body::text, '41677265', '42677265')::bytea where id = '${row.id}'`,
  );
  const { code, said } = await verify();
  t.equal(code, 1);
  // what says no vote any more is not published, and what is published is what was hashed
  t.match(said, new RegExp(`seq ${row.seq}\\. \\[not-its-opening\\]`));
  await putBack();
});

test("an operator who forges every hash and head above an altered request is found out by its signature", async (t) => {
  const row = await requestOf(dov.id);
  const body = Buffer.from(Buffer.from(row.body).toString().replace('"Disagree"', '"Agree"'));
  const [before, after] = [hashOf(row, Buffer.from(row.body)), hashOf(row, body)];
  await run(
    `update evidence set body = '\\x${body.toString("hex")}' where id = '${row.id}'`,
    `update ledger_entry set head = replace(replace(head, '${before}', '${after}'), '["disagree"]', '["agree"]'),
      tail = replace(tail, '${before}', '${after}')`,
    `update ledger_entry set head = replace(replace(head, '"agree":3', '"agree":4'), '"disagree":1', '"disagree":0'),
      tail = replace(replace(tail, '"agree":3', '"agree":4'), '"disagree":1', '"disagree":0') where kind = 'outcome'`,
  );
  await forge();
  const { code, said } = await verify();
  t.equal(code, 1);
  t.match(said, new RegExp(`seq ${row.seq}\\. \\[bad-evidence\\]`), said);
  await putBack();
});

test("a vote that was counted for another position than its button is found", async (t) => {
  const row = await requestOf(bea.id);
  await run(
    `update ledger_entry set head = replace(head, '["agree"]', '["disagree"]') where seq = ${row.seq}`,
    `update ledger_entry set head = replace(replace(head, '"agree":3', '"agree":2'), '"disagree":1', '"disagree":2'),
      tail = replace(replace(tail, '"agree":3', '"agree":2'), '"disagree":1', '"disagree":2') where kind = 'outcome'`,
    `update ledger_entry set head = replace(head, '"adopted"', '"rejected"') where kind = 'outcome'`,
  );
  await forge();
  const { code, said } = await verify();
  t.equal(code, 1);
  t.match(said, new RegExp(`seq ${row.seq}\\. \\[bad-evidence\\]`), said);
  await putBack();
});

test("a document with another key is not the one that was named", async (t) => {
  const row = await requestOf(ann.id);
  await run(`update actor_document set body = body || ' '::bytea where hash = '${row.document}'`);
  const { code, said } = await verify();
  t.equal(code, 1);
  t.match(said, new RegExp(`seq ${row.seq}\\. \\[bad-evidence\\]`), said);
  await putBack();
  await run(`delete from actor_document where hash = '${row.document}'`);
  t.match(
    (await verify()).said,
    /evidence: 4 verified, 1 not public, 1 not verifiable/,
    "one that is gone is missed",
  );
  await putBack();
  t.match(await verify(), { code: 0 }, "what is put back holds");
});

test("the server goes", () => story.stop());
