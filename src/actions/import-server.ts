import { addressesOf } from "../domain/addresses.ts";
import { isSameHash } from "../ledger/hash.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { append, emptyTree, rootOf } from "../ledger/tree.ts";
import type { Secrets } from "../secrets.ts";
import {
  archivedTables,
  goOnCounting,
  isEmptyServer,
  ledgerSizes,
  makeRoom,
  numbersOf,
  putRows,
} from "../store/archive.ts";
import type { Database } from "../store/database.ts";
import { leafHashes, signedRoots } from "../store/ledger-tree.ts";
import { newestMigration } from "../store/migrate.ts";
import { saveSetting } from "../store/settings.ts";

/** What an archive's ledgers were found to be: whose (an address without its scheme), how many entries, which root. */
export type KnownHead = {
  readonly origin: string | null;
  readonly size: number;
  readonly root: Uint8Array | null;
};

type Line = { readonly table?: string; readonly row?: Row; readonly job?: object; readonly schema?: number };
type Row = Readonly<Record<string, unknown>>;

const batch = 200;

/**
 * Puts the lines of `exportServer` into an empty database, all or nothing, and compares every ledger with its signed
 * heads and with those of the archive. Throws, with a sentence, where the database is not empty or belongs to another
 * version, and where a ledger comes out differently.
 */
export async function importServer(
  { db, secrets, origin }: { readonly db: Database; readonly secrets: Secrets; readonly origin: string },
  lines: AsyncIterable<string>,
  known: readonly KnownHead[],
): Promise<{ rows: number; jobs: number }> {
  return db.transaction(async (tx) => {
    if (!(await isEmptyServer(tx)))
      throw new Error(
        "There are assemblies or other data in the database already: an archive goes into an empty one.",
      );
    await makeRoom(tx);
    const counters = new Map<string, number>();
    const counted = { rows: 0, jobs: 0 };
    let waiting: { table: string; rows: Row[] } = { table: "", rows: [] };
    const jobs: object[] = [];
    const flush = async (): Promise<void> => {
      const { table, rows } = waiting;
      waiting = { table: "", rows: [] };
      if (rows.length > 0) await put(tx, table, rows);
      counted.rows += rows.length;
    };
    const put = async (inside: Database, table: string, rows: readonly Row[]): Promise<void> => {
      if (table === "ledger_entry") return putEntries(inside, rows);
      const texts = rows.map((row) => JSON.stringify(adapted(table, row)));
      await putRows(inside, table, texts);
    };
    const adapted = (table: string, row: Row): Row => {
      if (table === "actor_key") {
        const plain = Buffer.from(String(row.private_sealed).slice(2), "hex");
        return { ...row, private_sealed: `\\x${secrets.seal(plain).toString("hex")}` };
      }
      // who was asked by another process, maybe by another clock, is asked anew before anything is signed
      if (table === "witness") return { ...row, checked_at: null, answered_at: null };
      if (table !== "counter" || row.name !== "ledger") return row;
      // entries are counted as they are put in
      counters.set(String(row.assembly_id), Number(row.last));
      return { ...row, last: 0 };
    };
    for await (const text of lines) {
      const { table, row, job, schema } = JSON.parse(text) as Line;
      if (schema !== undefined && schema !== newestMigration())
        throw new Error(
          "The archive was made by another version of Folkmoot: import it with that one, then update.",
        );
      if (job) {
        jobs.push(job);
        counted.jobs++;
        if (jobs.length >= batch) await keepJobs(tx, counted.jobs, jobs.splice(0));
      }
      if (!table || !row) continue;
      if (!(archivedTables as readonly string[]).includes(table))
        throw new Error(`No table ${table} is known here.`);
      if (table !== waiting.table || waiting.rows.length >= batch) await flush();
      waiting.table = table;
      waiting.rows.push(row);
    }
    await flush();
    if (jobs.length > 0) await keepJobs(tx, counted.jobs, jobs);
    await saveSetting(tx, "origin", origin);
    await goOnCounting(tx);
    await compareLedgers(tx, origin, counters, known);
    return counted;
  });
}

/** Jobs wait in the settings until a server starts: the queue is its own. */
const keepJobs = (tx: Database, number: number, jobs: readonly object[]): Promise<void> =>
  saveSetting(tx, `imported-jobs:${number}`, jobs);

/** Entries come in their order and get the numbers and hashes that they had, from the trigger that numbers all. */
async function putEntries(tx: Database, rows: readonly Row[]): Promise<void> {
  await putRows(
    tx,
    "ledger_entry",
    rows.map((row) => JSON.stringify({ ...row, seq: null, hash: null })),
  );
  const numbers = await numbersOf(
    tx,
    rows.map(({ id }) => String(id)),
  );
  for (const { id, seq, hash } of rows)
    if (numbers.get(String(id)) !== `${seq} ${String(hash).slice(2)}`)
      throw new Error(`A ledger comes out differently at its entry ${seq}.`);
}

async function compareLedgers(
  tx: Database,
  origin: string,
  counters: ReadonlyMap<string, number>,
  known: readonly KnownHead[],
): Promise<void> {
  for (const { id, handle, size } of await ledgerSizes(tx)) {
    const name = addressesOf(origin)
      .assembly(handle)
      .replace(/^https?:\/\//, "");
    const heads = [...(await signedRoots(tx, id)), ...known.filter((head) => head.origin === name)];
    if (size !== counters.get(id)) throw new Error(`The ledger of ${name} has another number of entries.`);
    const roots = new Map<number, Uint8Array[]>();
    for (const { size: at, root } of heads) if (root) roots.set(at, [...(roots.get(at) ?? []), root]);
    let tree = emptyTree;
    const compare = (): void => {
      for (const root of roots.get(tree.size) ?? [])
        if (!isSameHash(rootOf(sha256, tree), root))
          throw new Error(`The ledger of ${name} is not what was signed at ${tree.size} entries.`);
      roots.delete(tree.size);
    };
    compare();
    for (let hashes = await leafHashes(tx, id, 0, 1024); hashes.length > 0; ) {
      for (const hash of hashes) {
        tree = append(sha256, tree, hash);
        compare();
      }
      hashes = await leafHashes(tx, id, tree.size, 1024);
    }
    if (roots.size > 0) throw new Error(`The ledger of ${name} ends before what was signed.`);
  }
}
