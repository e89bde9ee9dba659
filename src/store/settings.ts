import { eq } from "drizzle-orm";
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

/** Removes a setting; true where it was there, so that two who try at once are told apart. */
export async function takeSetting(db: Database, key: string): Promise<boolean> {
  const taken = await db.delete(settings).where(eq(settings.key, key)).returning({ key: settings.key });
  return taken.length > 0;
}
