import { sql } from "drizzle-orm";
import { handlersOf } from "../../src/app.ts";
import type { QueueName } from "../../src/context.ts";
import { rowsOf } from "../../src/store/rows.ts";
import type { Moot } from "./moot.ts";

type Row = { id: string; name: QueueName; data: never };

/**
 * Does every job that is due by the server's own clock, in order, and those that follow from them. For servers that
 * were started idle, with a clock of the test's: hours pass in no time, and nothing happens behind its back.
 * Answers how many jobs were done.
 */
export async function runDue(moot: Moot): Promise<number> {
  const { db } = moot.ctx;
  const handlers = handlersOf(moot.room);
  for (let done = 0; ; ) {
    const due = rowsOf<Row>(
      await db.execute(sql`
        select id, name, data from pgboss.job
        where state = 'created' and start_after <= ${moot.ctx.now().toISOString()}::timestamptz and name <> 'sweep'
          and name not like '\\_\\_%'
        order by start_after, created_on, id limit 20`),
    );
    if (due.length === 0) return done;
    for (const { id, name, data } of due) {
      await db.execute(sql`delete from pgboss.job where id = ${id}`);
      await (handlers[name] as (data: never) => Promise<void>)(data);
      done++;
    }
  }
}
