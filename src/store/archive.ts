import { type SQL, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** The tables that a server needs to go on elsewhere, each behind those that its rows refer to. */
export const archivedTables = [
  ...["setting", "actor_key", "assembly", "counter", "constitution", "remote_actor", "actor_document"],
  ...["follower", "membership", "membership_event", "vouch", "invitation", "leave_invitation", "role_term"],
  ...["ban", "hiding", "proposal", "version", "question", "roll", "endorsement", "voter"],
  ...[
    "amendment",
    "amendment_support",
    "coauthor",
    "merge_draft",
    "objection",
    "suggestion",
    "suggestion_support",
  ],
  ...["evidence", "reply", "tombstone", "ballot_event", "public_event", "refusal_log", "note"],
  ...["ledger_entry", "ledger_tile", "ledger_head", "received_activity", "pending_request"],
  ...[
    "announcement",
    "delivery",
    "flag",
    "witness",
    "erasure",
    "flood",
    "newcomer",
    "heard_from",
    "quote_permit",
  ],
] as const;

/** The tables that stay behind, and why. */
export const leftOutTables: Readonly<Record<string, string>> = {
  session: "people sign in anew",
  sign_in: "links are good for ten minutes",
  api_token: "people make new ones",
  key_value: "what Fedify keeps can be fetched again",
  host: "how hosts answer is found out again",
  web_process: "it is about processes that run",
};

/** What a start itself puts into an empty database. */
const madeByStart = new Set(["setting", "actor_key"]);
const only: Readonly<Record<string, SQL>> = { setting: sql`where key not in ('origin', 'first-start')` };
const order: Readonly<Record<string, SQL>> = { ledger_entry: sql`order by assembly_id, seq` };

/** All rows of a table, each as JSON, within a transaction; a few hundred at a time are in memory. */
export async function* rowsIn(tx: Database, table: string): AsyncGenerator<string, void> {
  const from = sql`from ${sql.identifier(table)} t ${only[table] ?? sql``} ${order[table] ?? sql``}`;
  yield* fetched(tx, sql`select row_to_json(t)::text as row ${from}`);
}

/** The jobs that wait, each as JSON: which queue, with what, and when. */
export async function* waitingJobs(tx: Database): AsyncGenerator<string, void> {
  yield* fetched(
    tx,
    sql`select json_build_object('name', name, 'data', data, 'startAfter', start_after)::text as row from pgboss.job
      where state in ('created', 'retry', 'active') and name not like '\\_\\_%'`,
  );
}

async function* fetched(tx: Database, query: SQL): AsyncGenerator<string, void> {
  await tx.execute(sql`set local bytea_output = 'hex'`);
  await tx.execute(sql`declare archived no scroll cursor for ${query}`);
  for (;;) {
    const rows = rowsOf<{ row: string }>(await tx.execute(sql`fetch 200 from archived`));
    if (rows.length === 0) break;
    for (const { row } of rows) yield row;
  }
  await tx.execute(sql`close archived`);
}

/** Whether a database has nothing in it but what a start makes. */
export async function isEmptyServer(tx: Database): Promise<boolean> {
  for (const table of archivedTables.filter((name) => !madeByStart.has(name))) {
    const [row] = rowsOf<{ found: boolean }>(
      await tx.execute(sql`select exists (select 1 from ${sql.identifier(table)}) as found`),
    );
    if (row?.found) return false;
  }
  return true;
}

/** Makes room for rows of another database: what a start made goes, and entries are numbered as they are put in. */
export async function makeRoom(tx: Database): Promise<void> {
  for (const table of madeByStart) await tx.execute(sql`delete from ${sql.identifier(table)}`);
  await tx.execute(sql`set constraints all immediate`);
}

/** Puts rows into a table, each as JSON. */
export async function putRows(tx: Database, table: string, rows: readonly string[]): Promise<void> {
  const name = sql.identifier(table);
  const json = `[${rows.join(",")}]`;
  await tx.execute(
    sql`insert into ${name} select * from json_populate_recordset(null::${name}, ${json}::text::json)`,
  );
}

/** The numbers and hashes that entries have, by their ids. */
export async function numbersOf(tx: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = rowsOf<{ id: string; place: string }>(
    await tx.execute(sql`
      select id, seq || ' ' || encode(hash, 'hex') as place from ledger_entry
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`),
  );
  return new Map(rows.map(({ id, place }) => [id, place]));
}

/** Lets counted columns go on behind the rows that were put in. */
export async function goOnCounting(tx: Database): Promise<void> {
  for (const table of ["public_event", "pending_request"])
    await tx.execute(sql`
      select setval(pg_get_serial_sequence(${table}, 'seq'), (select coalesce(max(seq), 0) + 1 from
      ${sql.identifier(table)}), false)`);
}

/** How many entries each assembly's ledger has by its counter. */
export async function ledgerSizes(tx: Database): Promise<{ id: string; handle: string; size: number }[]> {
  const rows = rowsOf<{ id: string; handle: string; last: string | number }>(
    await tx.execute(sql`
      select a.id, a.handle, c.last from assembly a join counter c on c.assembly_id = a.id and c.name = 'ledger'`),
  );
  return rows.map(({ id, handle, last }) => ({ id, handle, size: Number(last) }));
}
