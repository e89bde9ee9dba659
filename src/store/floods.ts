import { lt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { heardFrom, newcomers } from "./schema/index.ts";

/** A server, and an hour by the clock. */
export type Whence = { readonly server: string; readonly hour: Date };

/**
 * Takes one of so many places that a server's newcomers, or what strangers there say, have at an assembly in an hour;
 * false where there is none left. Waits for others who take one, until they commit, so that there are never more.
 */
export async function takePlace(
  db: Database,
  assemblyId: string,
  { server, hour }: Whence,
  places: number,
  of: "newcomer" | "heard_from" = "newcomer",
): Promise<boolean> {
  const table = sql.identifier(of);
  const rows = rowsOf<{ count: number }>(
    await db.execute(sql`
      insert into ${table} (assembly_id, server, hour, count)
      values (${assemblyId}, ${server}, ${hour.toISOString()}, 1)
      on conflict (assembly_id, server, hour) do update set count = ${table}.count + 1
        where ${table}.count < ${places}
      returning count`),
  );
  return rows.length > 0;
}

/** Counts an answer of which nothing else is kept. */
export async function countFlood(db: Database, questionId: string, { server, hour }: Whence): Promise<void> {
  await db.execute(sql`
    insert into flood (question_id, server, hour, count) values (${questionId}, ${server}, ${hour.toISOString()}, 1)
    on conflict (question_id, server, hour) do update set count = flood.count + 1`);
}

/** Answers to a question that were only counted, by server, the most first; so many servers at most. */
export async function listFloods(
  db: Database,
  questionId: string,
  limit: number,
): Promise<{ server: string; count: number }[]> {
  const rows = rowsOf<{ server: string; count: string | number }>(
    await db.execute(sql`
      select server, sum(count) as count from flood where question_id = ${questionId}
      group by server order by 2 desc, server limit ${limit}`),
  );
  return rows.map(({ server, count }) => ({ server, count: Number(count) }));
}

/** Forgets how many came, and how much was said, in hours that are long over; what was only counted stays. */
export async function sweepNewcomers(db: Database, before: Date): Promise<void> {
  await db.delete(newcomers).where(lt(newcomers.hour, before));
  await db.delete(heardFrom).where(lt(heardFrom.hour, before));
}
