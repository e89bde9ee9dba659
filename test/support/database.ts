import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import postgres from "postgres";
import { startQueue } from "../../src/jobs/boss.ts";
import { makeLog } from "../../src/log.ts";
import { openDatabase, type Place } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

const root = new URL("../../", import.meta.url);
const server = process.env.TEST_DATABASE_URL;

/** A database of a test's own: where it is, and how to throw it away. */
export type TestDatabase = { readonly place: Place; drop(): Promise<void> };

/**
 * Makes an empty database, already migrated: on the PostgreSQL server of TEST_DATABASE_URL where that is set, else
 * an embedded one in memory, loaded from a copy that the first test of a new schema makes.
 */
export async function makeTestDatabase(): Promise<TestDatabase> {
  if (!server) return { place: { memory: true, from: await savedCopy() }, drop: async () => {} };
  const name = `folkmoot_test_${randomBytes(8).toString("hex")}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    place: { url: url.href },
    drop: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Whether tests run on PostgreSQL. */
export const onPostgres = Boolean(server);

async function savedCopy(): Promise<Blob> {
  const hash = createHash("sha256");
  const migrations = new URL("migrations/", root);
  for (const name of readdirSync(migrations).sort()) {
    if (name.endsWith(".sql")) hash.update(readFileSync(new URL(name, migrations)));
  }
  hash.update(readFileSync(new URL("package-lock.json", root)));
  const folder = new URL("node_modules/.cache/folkmoot-test/", root);
  const file = new URL(`${hash.digest("hex").slice(0, 16)}.tar`, folder);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const opened = await openDatabase({ memory: true });
    await migrate(opened);
    const queue = await startQueue(opened, makeLog("silent"), false);
    await queue.stop();
    const copy = await opened.dump?.();
    await opened.close();
    const fresh = new URL(`${randomBytes(6).toString("hex")}.part`, folder);
    writeFileSync(fresh, Buffer.from(await (copy as Blob).arrayBuffer()));
    renameSync(fresh, file);
  }
  return new Blob([readFileSync(file)]);
}
