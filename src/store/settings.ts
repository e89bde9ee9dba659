import { eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { settings } from "./schema/index.ts";

/** One setting of the server; null where it was never set. */
export async function loadSetting<Value>(db: Database, key: string): Promise<Value | null> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key));
  return (row?.value as Value) ?? null;
}

/** Sets a setting. */
export async function saveSetting(db: Database, key: string, value: unknown): Promise<void> {
  await db
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
}

/**
 * Puts something at the head of a setting that is a list of at most so many: in one statement, so that two who do
 * it at once are both heard.
 */
export async function prependSetting(db: Database, key: string, item: string, most: number): Promise<void> {
  const list = sql`jsonb_build_array(${item}::text)`;
  const newest = sql`jsonb_path_query_array(${list} || ${settings.value}, ${`$[0 to ${most - 1}]`}::jsonpath)`;
  await db
    .insert(settings)
    .values({ key, value: list })
    .onConflictDoUpdate({ target: settings.key, set: { value: newest } });
}

/** Removes a setting; true where it was there, so that two who try at once are told apart. */
export async function takeSetting(db: Database, key: string): Promise<boolean> {
  const taken = await db.delete(settings).where(eq(settings.key, key)).returning({ key: settings.key });
  return taken.length > 0;
}

/** The settings whose keys begin so. */
export async function settingsLike<Value>(
  db: Database,
  begin: string,
): Promise<{ key: string; value: Value }[]> {
  const rows = await db
    .select()
    .from(settings)
    .where(sql`starts_with(${settings.key}, ${begin})`)
    .orderBy(settings.key);
  return rows as { key: string; value: Value }[];
}
