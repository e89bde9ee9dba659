import type { Database } from "./database.ts";
import { flags } from "./schema/index.ts";

/** Keeps a report that somebody sent us. */
export async function saveFlag(db: Database, row: typeof flags.$inferInsert): Promise<void> {
  await db.insert(flags).values(row);
}
