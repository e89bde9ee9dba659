import { sql } from "drizzle-orm";
import { type Position, tallyOf } from "../domain/ballot.ts";
import { lastOf, type Tallies } from "./ballots.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** How long the slices of a time line are. */
export type Slice = "minute" | "hour" | "day";

/** How many answers in force came in one slice of time; `key` is its local time as YYYY-MM-DD[ HH[:MM]]. */
export type Sliced = {
  readonly key: string;
  readonly position: Position;
  readonly reasoned: boolean;
  readonly count: number;
};

const patterns = { minute: "YYYY-MM-DD HH24:MI", hour: "YYYY-MM-DD HH24", day: "YYYY-MM-DD" } as const;

/** All that is counted of a question's ballots in force, in one reading of them. */
export type Census = Tallies & {
  /** The roll's, by when they came. */
  readonly slices: readonly Sliced[];
  /** How many on the roll bear no name any more, as their owners wished so. */
  readonly erased: number;
};

/** Counts the ballots in force, afresh from the events, and when they came in slices of a time zone's clock. */
export async function takeCensus(
  db: Database,
  questionId: string,
  slice: Slice,
  timeZone: string,
): Promise<Census> {
  const rows = rowsOf<Sliced & { on_roll: boolean }>(
    await db.execute(sql`
      select on_roll, position, reasoned, count, to_char(came, ${patterns[slice]}) as key from (
        select l.on_roll, l.position, l.reasoned,
          date_trunc(${slice}::text, l.received_at at time zone ${timeZone}) as came, count(*)::int as count
        from (${lastOf(questionId)}) l where l.kind = 'ballot' group by 1, 2, 3, 4) counted
      order by came`),
  );
  const members = rows.filter((row) => row.on_roll);
  return {
    members: tallyOf(members),
    sympathisers: tallyOf(rows.filter((row) => !row.on_roll)),
    slices: members.map(({ key, position, reasoned, count }) => ({ key, position, reasoned, count })),
    erased: await countErased(db, questionId),
  };
}

/** How many ballots in force of the roll bear no name any more. */
async function countErased(db: Database, questionId: string): Promise<number> {
  const [row] = rowsOf<{ n: number }>(
    await db.execute(sql`
      select count(*)::int as n from voter v
      where v.question_id = ${questionId} and v.actor_id is null and v.membership_id is not null and (
        select e.kind from ballot_event e where e.question_id = ${questionId} and e.voter_id = v.id
          and e.kind in ('ballot', 'withdraw') order by e.seq desc limit 1) = 'ballot'`),
  );
  return row?.n ?? 0;
}

/**
 * When as many had answered as must, and not fallen below it since; null where that is not so. Where nobody took an
 * answer back, which is cheap to know, it is when so many had given their first.
 */
export async function quorumReachedAt(
  db: Database,
  questionId: string,
  quorum: number,
): Promise<Date | null> {
  const [withdrawn] = rowsOf<{ seq: string }>(
    await db.execute(sql`
      select seq from ballot_event where question_id = ${questionId} and kind = 'withdraw' and position is null limit 1`),
  );
  const standing = withdrawn
    ? sql`
      with told as (
        select b.seq, b.received_at, b.kind, lag(b.kind) over (partition by b.voter_id order by b.seq) as before
        from ballot_event b
        where b.question_id = ${questionId} and b.on_roll and b.kind in ('ballot', 'withdraw')),
      counted as (
        select seq, received_at, sum(case when kind = 'ballot' and before is distinct from 'ballot' then 1
          when kind = 'withdraw' and before = 'ballot' then -1 else 0 end) over (order by seq) as standing
        from told)
      select received_at as at from counted where standing >= ${quorum}
        and seq > coalesce((select max(seq) from counted where standing < ${quorum}), 0)
      order by seq limit 1`
    : sql`
      select received_at as at from ballot_event where question_id = ${questionId} and seq = (
        select min(b.seq) as seq from ballot_event b
        where b.question_id = ${questionId} and b.on_roll and b.kind = 'ballot' group by b.voter_id
        order by seq limit 1 offset ${Math.max(0, quorum - 1)})`;
  const [row] = rowsOf<{ at: string | Date }>(await db.execute(standing));
  return row ? new Date(row.at) : null;
}
