import { and, gt, lt, min, ne } from "drizzle-orm";
import type { Database } from "./database.ts";
import { webProcesses } from "./schema/index.ts";

const lifetime = 10_000;

/** Says up to when a web process has dealt with everything it received; closing waits for the slowest. */
export async function saveWatermark(db: Database, id: string, watermark: Date, seenAt: Date): Promise<void> {
  const row = { id, watermark, seenAt };
  await db.insert(webProcesses).values(row).onConflictDoUpdate({ target: webProcesses.id, set: row });
  await db.delete(webProcesses).where(lt(webProcesses.seenAt, new Date(seenAt.getTime() - 6 * lifetime)));
}

/** The lowest watermark of the other web processes that are alive; null where none says anything. */
export async function slowestWatermark(db: Database, now: Date, own: string): Promise<Date | null> {
  const [row] = await db
    .select({ lowest: min(webProcesses.watermark) })
    .from(webProcesses)
    .where(and(ne(webProcesses.id, own), gt(webProcesses.seenAt, new Date(now.getTime() - lifetime))));
  return row?.lowest ?? null;
}
