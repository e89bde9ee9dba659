import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import type { Opened } from "./database.ts";
import { rowsOf } from "./rows.ts";

const folder = new URL("../../migrations", import.meta.url).pathname;
const journal = (): { entries: { when: number }[] } =>
  JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8"));

/** The newest migration that this version knows, as a number that grows: which tables it has. */
export const newestMigration = (): number => Math.max(...journal().entries.map((entry) => entry.when));

/**
 * Brings the tables up to date, forward only; to be done by one process at a time (`Opened.alone`). Throws where
 * the database was already migrated by a newer Folkmoot than this one.
 */
export async function migrate(opened: Opened): Promise<void> {
  const newest = newestMigration();
  const seen = await newestApplied(opened);
  if (seen !== null && seen > newest) {
    throw new Error(
      "The database was made by a newer version of Folkmoot. Start that version, or a newer one.",
    );
  }
  if (seen === newest) return;
  const options = { migrationsFolder: folder };
  const apply = opened.backend === "pglite" ? migratePglite : migratePostgres;
  await apply(opened.db as never, options);
}

/** Whether every migration that this version knows has been applied. */
export async function isMigrated(opened: Opened): Promise<boolean> {
  const newest = newestMigration();
  return (await newestApplied(opened)) === newest;
}

async function newestApplied({ db }: Opened): Promise<number | null> {
  const [table] = rowsOf<{ found: boolean }>(
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`),
  );
  if (!table?.found) return null;
  const [row] = rowsOf<{ newest: string | null }>(
    await db.execute(sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`),
  );
  return row?.newest ? Number(row.newest) : null;
}
