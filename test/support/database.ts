import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import postgres from "postgres";
import { startQueue } from "../../src/jobs/boss.ts";
import { makeLog } from "../../src/log.ts";
import { type Opened, openDatabase, type Place } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

const root = new URL("../../", import.meta.url);
const server = process.env.TEST_DATABASE_URL;

/** A database of a test's own: where it is, and how to throw it away. */
export type TestDatabase = { readonly place: Place; drop(): Promise<void> };

/**
 * Makes an empty database, already migrated: on the PostgreSQL server of TEST_DATABASE_URL where that is set, else
 * an embedded one in memory, each a copy of one that the first test of a new schema makes. `bare`: on PostgreSQL one
 * with nothing in it, not migrated either.
 */
export async function makeTestDatabase({ bare = false } = {}): Promise<TestDatabase> {
  if (!server) return { place: { memory: true, from: await savedCopy() }, drop: async () => {} };
  const name = `folkmoot_test_${randomBytes(8).toString("hex")}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  const template = bare ? "template1" : await migratedTemplate(admin, server);
  await admin.unsafe(`create database ${name} template ${template}`);
  return {
    place: { url: urlOf(server, name) },
    drop: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

const urlOf = (address: string, name: string): string => {
  const url = new URL(address);
  url.pathname = `/${name}`;
  return url.href;
};

/** The database of this schema that others are copied from; whoever finds none makes it, while the others wait. */
async function migratedTemplate(admin: postgres.Sql, address: string): Promise<string> {
  const name = `folkmoot_template_${hashOfSchema()}`;
  const isThere = () =>
    admin`select 1 from pg_database where datname = ${name}`.then((rows) => rows.length > 0);
  if (await isThere()) return name;
  await admin`select pg_advisory_lock(hashtext('folkmoot template'))`;
  if (!(await isThere())) {
    const fresh = `folkmoot_test_${randomBytes(8).toString("hex")}`;
    await admin.unsafe(`create database ${fresh}`);
    const opened = await openDatabase({ url: urlOf(address, fresh) });
    await prepare(opened);
    await opened.close();
    await admin.unsafe(`alter database ${fresh} rename to ${name}`);
  }
  await admin`select pg_advisory_unlock(hashtext('folkmoot template'))`;
  return name;
}

async function prepare(opened: Opened): Promise<void> {
  await migrate(opened);
  const queue = await startQueue(opened, makeLog("silent"), false);
  await queue.stop();
}

/** Whether tests run on PostgreSQL. */
export const onPostgres = Boolean(server);

/** A name for what a database of this schema holds before anything is put into it. */
function hashOfSchema(): string {
  const hash = createHash("sha256");
  const migrations = new URL("migrations/", root);
  for (const name of readdirSync(migrations).sort()) {
    if (name.endsWith(".sql")) hash.update(readFileSync(new URL(name, migrations)));
  }
  hash.update(readFileSync(new URL("package-lock.json", root)));
  return hash.digest("hex").slice(0, 16);
}

async function savedCopy(): Promise<Blob> {
  const folder = new URL("node_modules/.cache/folkmoot-test/", root);
  const file = new URL(`${hashOfSchema()}.tar`, folder);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const opened = await openDatabase({ memory: true });
    await prepare(opened);
    const copy = await opened.dump?.();
    await opened.close();
    const fresh = new URL(`${randomBytes(6).toString("hex")}.part`, folder);
    writeFileSync(fresh, Buffer.from(await (copy as Blob).arrayBuffer()));
    renameSync(fresh, file);
  }
  return new Blob([readFileSync(file)]);
}
