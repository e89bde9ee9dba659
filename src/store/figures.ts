import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** What an operator watches. */
export type Figures = {
  readonly assemblies: number;
  readonly openQuestions: number;
  readonly ballotEvents: number;
  readonly queuedDeliveries: number;
  readonly pendingRequests: number;
};

/** Counts what an operator watches, in one statement. */
export async function countFigures(db: Database): Promise<Figures> {
  const [row] = rowsOf<Figures>(
    await db.execute(sql`
      select (select count(*)::int from assembly) as assemblies,
        (select count(*)::int from question where closed_at is null) as "openQuestions",
        -- seq has no gaps, so the counters know how many events there are
        (select coalesce(sum(last), 0)::int from counter where name = 'seq') as "ballotEvents",
        (select count(*)::int from delivery where queued and ended is null) as "queuedDeliveries",
        (select count(*)::int from pending_request) as "pendingRequests"`),
  );
  if (!row) throw new Error("one row always comes");
  return row;
}
