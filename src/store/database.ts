import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { fromBunSql, fromPglite } from "pg-boss";
import postgres from "postgres";
import { holdLock, type Lock } from "./lock.ts";
import * as schema from "./schema/index.ts";

/** The database or a transaction in it: what every query takes, so that acts compose. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** An opened database, with what the job queue needs of it. */
export type Opened = {
  readonly db: Database;
  readonly boss: BossDatabase;
  readonly backend: "postgres" | "pglite";
  /** Runs one statement; rejects when the database cannot be reached. */
  ping(): Promise<void>;
  /** Does something while no other process does something so: what a start prepares. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
  /** The whole of an embedded database as one file. */
  dump?(): Promise<Blob>;
};

/** Where the data is: a PostgreSQL server, a folder for the embedded one, or memory (tests). */
export type Place =
  | { readonly url: string }
  | { readonly folder: string }
  /** `from`: what such a database was saved as. */
  | { readonly memory: true; readonly from?: Blob };

/**
 * Opens the database. A folder is locked first: a second process gets the refusal of `holdLock`. PostgreSQL is
 * not waited for: what needs it while it is gone fails within seconds, and works again when it is back.
 */
export async function openDatabase(place: Place): Promise<Opened> {
  if ("url" in place) return openPostgres(place.url);
  return "folder" in place ? openEmbedded(place.folder) : openEmbedded(null, place.from);
}

function openPostgres(url: string): Opened {
  const connect = (max: number) =>
    postgres(url, {
      max,
      connect_timeout: 3,
      idle_timeout: 60,
      backoff: (attempt) => Math.min(1, 0.05 * 2 ** attempt),
      onnotice: () => {},
      connection: { application_name: "folkmoot" },
    });
  const client = connect(15);
  // a pool of its own: were all connections held by transactions that wait for one, and that one asked the queue
  // for something on another connection, nobody would ever go on
  const queue = connect(6);
  return {
    db: drizzlePostgres(client, { schema }) as unknown as Database,
    boss: plainParameters(fromBunSql(queue as unknown as Parameters<typeof fromBunSql>[0])),
    backend: "postgres",
    ping: async () => void (await client`select 1`),
    alone: async (work) => {
      // the lock is the connection's own: were this process killed, the next one is let in
      const holder = await client.reserve();
      try {
        await holder`select pg_advisory_lock(4610587)`;
        return await work();
      } finally {
        await holder`select pg_advisory_unlock(4610587)`.catch(() => {});
        holder.release();
      }
    },
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), queue.end({ timeout: 5 })]);
    },
  };
}

type BossDatabase = ReturnType<typeof fromPglite>;

/**
 * What pg-boss asks, with its parameters as text where they are objects or times: drizzle takes the client's own
 * serialisers away. (postgres.js and Bun's client share the few calls that pg-boss's adapter for Bun makes.)
 */
export function plainParameters(db: BossDatabase): BossDatabase {
  const plain = (value: unknown): unknown => {
    if (value instanceof Date) return value.toISOString();
    const isObject =
      typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
    return isObject ? JSON.stringify(value) : value;
  };
  return { ...db, executeSql: (text, values) => db.executeSql(text, values?.map(plain)) };
}

async function openEmbedded(folder: string | null, from?: Blob): Promise<Opened> {
  let lock: Lock | null = null;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    lock = await holdLock(folder);
  }
  const client = folder
    ? await PGlite.create(join(folder, "pglite"))
    : await PGlite.create(from ? { loadDataDir: from } : {});
  return {
    db: drizzlePglite(client, { schema }) as unknown as Database,
    boss: fromPglite(client),
    backend: "pglite",
    ping: async () => void (await client.query("select 1")),
    alone: (work) => work(),
    dump: () => client.dumpDataDir("none"),
    close: async () => {
      await client.close();
      await lock?.release();
    },
  };
}

const gone =
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENOENT|08|57P0|53300)/;

/** Whether an error says that the database cannot be reached just now, as against a fault of ours. */
export function isDatabaseGone(error: unknown): boolean {
  for (let cause = error, depth = 0; cause && depth < 5; depth++) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    if (typeof code === "string" && gone.test(code) && !isFileError(cause)) return true;
    if (typeof message === "string" && /PGlite is clos|connection.*closed/i.test(message)) return true;
    cause = (cause as { cause?: unknown }).cause;
  }
  return false;
}

const isFileError = (error: unknown): boolean =>
  "path" in (error as object) && !("address" in (error as object));
