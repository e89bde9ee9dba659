import { sql } from "drizzle-orm";
import type { Position, Via } from "../domain/ballot.ts";
import { lastOf } from "./ballots.ts";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { rowsOf } from "./rows.ts";

/** A ballot in force of somebody on the roll, as a page shows it. */
export type Answer = {
  readonly seq: number;
  /** Null where the person's name has been taken out. */
  readonly voter: string | null;
  readonly position: Position;
  readonly reasoned: boolean;
  readonly via: Via;
  readonly at: Date;
  /** What they had answered before, if anything. */
  readonly before: Position | null;
  /** The words as they are now, and as they stand on record; empty or null where there are none, or none public. */
  readonly reason: string | null;
  readonly recordedReason: string | null;
  /** The whole note as sanitised HTML where its words do not read as a vote: a block's reason, asked for. */
  readonly html: string | null;
  readonly language: string | null;
  readonly editedAt: Date | null;
  readonly isDeleted: boolean;
  /** The note that the words came in; null where it came by the poll. */
  readonly noteId: string | null;
  /** A facilitator hides the words; the ballot counts all the same. */
  readonly isHidden: boolean;
};

/** Which answers to list; `positions` keeps to these. */
export type AnswerFilter = {
  readonly limit: number;
  readonly offset: number;
  readonly positions?: readonly Position[];
  readonly closedAt: Date | null;
};

/** A page of answers, and how many there are behind all pages, with words and without. */
export type AnswerPage = {
  readonly items: readonly Answer[];
  readonly total: number;
  readonly withWords: number;
};

const instantOf = (value: unknown): Date | null => (value ? new Date(value as string | Date) : null);

/** Lists the answers in force of a question's roll, those with words first, the newest first within both. */
export async function listAnswers(
  db: Database,
  questionId: string,
  { limit, offset, positions, closedAt }: AnswerFilter,
): Promise<AnswerPage> {
  const kept = positions ? sql`and l.position in ${[...positions]}` : sql``;
  // words that their author took out after closing stay on record
  const onRecord = closedAt
    ? sql`case when p.updated_at > ${closedAt.toISOString()}::timestamptz then nullif(p.recorded_reason, '') end`
    : sql`null`;
  const rows = rowsOf<Record<string, unknown>>(
    await db.execute(sql`
      with shown as (
        select l.*, v.actor_id, p.reason, p.recorded_reason, p.language, p.updated_at,
          p.deleted_at is not null as is_deleted,
          case when p.command <> 'vote' then p.html end as html,
          p.deleted_at is null and coalesce(nullif(p.reason, ''), ${onRecord},
            case when p.command <> 'vote' then p.html end) is not null as has_words
        from (${lastOf(questionId)}) l join voter v on v.id = l.voter_id
        left join reply p on p.note_id = l.note_id and p.actor_id = v.actor_id and p.is_public and ${isShown("p")}
        where l.kind = 'ballot' and v.membership_id is not null ${kept}),
      page as (select * from shown order by has_words desc, seq desc limit ${limit} offset ${offset})
      select page.*, sums.total, sums.with_words, not ${isShown("page")} as is_hidden,
        (select b.position from ballot_event b where b.question_id = ${questionId}
          and b.voter_id = page.voter_id and b.kind = 'ballot' and b.seq < page.seq
          order by b.seq desc limit 1) as before
      from (select count(*)::int as total, (count(*) filter (where has_words))::int as with_words from shown) sums
      left join page on true order by page.has_words desc, page.seq desc`),
  );
  const items = rows
    .filter((row) => row.seq !== null)
    .map((row) => ({
      seq: Number(row.seq),
      voter: row.actor_id as string | null,
      position: row.position as Position,
      reasoned: row.reasoned as boolean,
      via: row.via as Via,
      at: new Date(row.received_at as string | Date),
      before: row.before as Position | null,
      reason: row.is_deleted ? null : (row.reason as string | null),
      recordedReason: row.is_deleted ? null : (row.recorded_reason as string | null),
      html: row.is_deleted ? null : (row.html as string | null),
      language: row.language as string | null,
      editedAt: instantOf(row.updated_at),
      isDeleted: row.is_deleted as boolean,
      noteId: row.note_id as string | null,
      isHidden: row.is_hidden as boolean,
    }));
  const [first] = rows;
  return { items, total: Number(first?.total ?? 0), withWords: Number(first?.with_words ?? 0) };
}

/** How many answers in force of a question's roll bear no name any more, as their owners wished so. */
export async function countErased(db: Database, questionId: string): Promise<number> {
  const [row] = rowsOf<{ n: number }>(
    await db.execute(sql`
      select count(*)::int as n from (${lastOf(questionId)}) l join voter v on v.id = l.voter_id
      where l.kind = 'ballot' and v.membership_id is not null and v.actor_id is null`),
  );
  return row?.n ?? 0;
}

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

/** Counts a roll's answers in force by when they came, in slices of a time zone's clock. */
export async function countBySlice(
  db: Database,
  questionId: string,
  slice: Slice,
  timeZone: string,
): Promise<Sliced[]> {
  return rowsOf<Sliced>(
    await db.execute(sql`
      select to_char(l.received_at at time zone ${timeZone}, ${patterns[slice]}) as key, l.position, l.reasoned,
        count(*)::int as count
      from (${lastOf(questionId)}) l join voter v on v.id = l.voter_id
      where l.kind = 'ballot' and v.membership_id is not null group by 1, 2, 3 order by 1`),
  );
}

/** When as many had answered as must, and not fallen below it since; null where that is not so. */
export async function quorumReachedAt(
  db: Database,
  questionId: string,
  quorum: number,
): Promise<Date | null> {
  const [row] = rowsOf<{ at: string | Date }>(
    await db.execute(sql`
      with told as (
        select b.seq, b.received_at, b.kind, lag(b.kind) over (partition by b.voter_id order by b.seq) as before
        from ballot_event b join voter v on v.id = b.voter_id and v.membership_id is not null
        where b.question_id = ${questionId} and b.kind in ('ballot', 'withdraw')),
      counted as (
        select seq, received_at, sum(case when kind = 'ballot' and before is distinct from 'ballot' then 1
          when kind = 'withdraw' and before = 'ballot' then -1 else 0 end) over (order by seq) as standing
        from told)
      select received_at as at from counted where standing >= ${quorum}
        and seq > coalesce((select max(seq) from counted where standing < ${quorum}), 0)
      order by seq limit 1`),
  );
  return row ? new Date(row.at) : null;
}
