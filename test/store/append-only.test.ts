import { sql } from "drizzle-orm";
import { test } from "tap";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { ballot, town } from "../support/town.ts";

const { story, ann, bea, people, later, iso } = await town({ rule: "majority", votingHours: 0 });
const { db } = story.moot.ctx;
const { question, id } = await story.ask({ closesAt: iso(24) });
await runDue(story.moot);
await ballot(ann, id, "agree");
await ballot(bea, id, "disagree", { reason: "Too hot" });
await people[2]?.reply(question, "abstain");
await runDue(story.moot);
await later(25);
await db.execute(sql`insert into ledger_tile (assembly_id, level, index, hashes, root)
  select id, 0, 0, '\\x00', '\\x00' from assembly`);

/** What is only ever added to, and what an erasure may set in it, together; all else is refused to it too. */
const tables: Readonly<Record<string, readonly string[]>> = {
  ballot_event: ["note_id = null", "activity_id = null"],
  membership_event: ["by = 'erased:x'"],
  public_event: ["subject = 'erased:x'", "by = 'erased:x'", "detail = '{}'", "salt = ''"],
  constitution: ["settings = '{}'"],
  evidence: [
    "method = '', target = '', headers = '[]', body = '', actor_document = '', key_id = '', salt = ''",
  ],
  ledger_entry: [],
  ledger_tile: [],
  ledger_head: [],
};
const other: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  text: "'somebody else'",
  bytea: "'\\x0102'",
  integer: "2147483647",
  smallint: "32767",
  bigint: "9007199254740991",
  boolean: "true",
  jsonb: `'"nothing"'`,
  "timestamp with time zone": "to_timestamp(0)",
};
/** Tries a statement and takes it back; `erasing`: as in an erasure's own transaction. Answers why it was refused. */
async function attempt(statement: string, erasing: boolean): Promise<string | null> {
  const done = await db
    .transaction(async (tx) => {
      if (erasing) await tx.execute(sql`select set_config('folkmoot.erasing', 'on', true)`);
      await tx.execute(sql.raw(statement));
      throw new Error("taken back");
    })
    .catch((error: Error) => error);
  const said = String((done as Error).cause ?? done);
  return said.includes("taken back") ? null : said;
}
const columns = rowsOf<{ table: string; name: string; type: string }>(
  await db.execute(sql`select table_name as table, column_name as name, data_type as type
    from information_schema.columns where table_schema = 'public'`),
).filter(({ table }) => table in tables);

test("every column of what is only added to is refused to everybody, and to an erasure but for names", async (t) => {
  t.ok(columns.length > 40);
  for (const { table, name, type } of columns) {
    const change = `update ${table} set "${name}" = ${other[type]}`;
    t.match(await attempt(change, false), /append-only/, `${change} by anybody`);
    t.match(await attempt(change, true), /append-only/, `${change} by an erasure`);
  }
});

test("an erasure takes out what it may, and nothing together with it", async (t) => {
  for (const [table, allowed] of Object.entries(tables)) {
    t.ok((await story.count(table)) > 0, `${table} is not empty`);
    for (const set of allowed) {
      const change = `update ${table} set ${set}`;
      t.match(await attempt(change, false), /append-only/, `${change} by anybody`);
      t.equal(await attempt(change, true), null, `${change} by an erasure`);
      for (const { name, type } of columns.filter((one) => one.table === table)) {
        if (allowed.some((one) => one.includes(`${name} = `))) continue;
        const both = `${change}, "${name}" = ${other[type]}`;
        t.match(await attempt(both, true), /append-only/, both);
      }
    }
  }
});

test("signatures are put under a head, and nothing of it is changed by that", async (t) => {
  const under = (line: string) => `update ledger_head set note = note || E'— mill.example ${line}'`;
  t.equal(await attempt(under("AAAA\\n"), false), null, "a line");
  t.equal(await attempt(`${under("AAAA\\n— union.example BBBB\\n")}`, false), null, "two of them");
  const changes = {
    "what is no line": under("AAAA"),
    "a line that signs nothing": `update ledger_head set note = note || E'more\\n'`,
    "another text": `update ledger_head set note = replace(note, '/coop', '/mill')`,
    "a line before its own": `update ledger_head set note = replace(note, E'\\n\\n', E'\\n\\n— mill.example AAAA\\n')`,
    "no signature of its own": `update ledger_head set note = substr(note, 1, strpos(note, E'\\n\\n') + 1)`,
    "a size with it": `${under("AAAA\\n")}, size = size + 1000`,
  };
  for (const [what, change] of Object.entries(changes))
    t.match(await attempt(change, false), /append-only/, what);
});

test("nothing of it is ever deleted, and the leave to erase ends with its transaction", async (t) => {
  for (const table of Object.keys(tables)) {
    for (const erasing of [false, true]) {
      t.match(await attempt(`delete from ${table}`, erasing), /append-only/, `delete from ${table}`);
      t.match(await attempt(`truncate ${table} cascade`, erasing), /append-only/, `truncate ${table}`);
    }
  }
  await db.transaction((tx) => tx.execute(sql`select set_config('folkmoot.erasing', 'on', true)`));
  for (let time = 0; time < 20; time++)
    t.match(await attempt("update ballot_event set note_id = null", false), /append-only/);
  await db.execute(sql`alter table ledger_tile disable trigger user`);
  await db.execute(sql`delete from ledger_tile`);
  await db.execute(sql`alter table ledger_tile enable trigger user`);
  await story.stop();
});
