import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** A clock that shows the database's time and never goes back. */
export type DatabaseClock = { now(): Date; measure(): Promise<void> };

/**
 * The process's clock, corrected by its measured offset from the database's, never decreasing: what is late is
 * decided by one clock for all processes (decisions.md, "What is late"). `measure` is called now and then.
 */
export function databaseClock(db: Database, local: () => number = Date.now): DatabaseClock {
  let offset = 0;
  let latest = 0;
  return {
    now: () => {
      latest = Math.max(latest, local() + offset);
      return new Date(latest);
    },
    measure: async () => {
      const before = local();
      const result = await db.execute(sql`select (extract(epoch from clock_timestamp()) * 1000)::text as at`);
      const after = local();
      const at = Number(rowsOf<{ at: string }>(result)[0]?.at);
      // the answer was on its way for half of the round trip; ten milliseconds of doubt are not worth a step
      const measured = at - (before + after) / 2;
      if (Math.abs(measured - offset) > 10) offset = measured;
    },
  };
}
