import { sql } from "drizzle-orm";
import type { Position, Via } from "../domain/ballot.ts";
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

const instantOf = (value: unknown): Date | null => (value ? new Date(value as string | Date) : null);

/** What a page shows of an event and its words; a reply that is not public, or hidden, has none. */
const shownOf = (event: string, closedAt: Date | null) => {
  // words that their author took out after closing stay on record
  const onRecord = closedAt
    ? sql`case when p.updated_at > ${closedAt.toISOString()}::timestamptz then nullif(p.recorded_reason, '') end`
    : sql`null`;
  const column = (name: string) => sql.raw(`${event}.${name}`);
  return sql`${column("seq")}, ${column("voter_id")}, ${column("position")}, ${column("reasoned")}, ${column("via")},
    ${column("note_id")}, ${column("received_at")}, v.actor_id, p.reason, p.recorded_reason, p.language, p.updated_at,
    p.deleted_at is not null as is_deleted, case when p.command <> 'vote' then p.html end as html,
    p.deleted_at is null and coalesce(nullif(p.reason, ''), ${onRecord},
      case when p.command <> 'vote' then p.html end) is not null as has_words`;
};

const positionsThere: readonly Position[] = ["agree", "abstain", "disagree", "block"];

/**
 * Lists the answers in force of a question's roll, those with words first, the newest first within both. A page costs
 * about as much as it shows, and as there are words: of a million answers without any, the newest are found first.
 */
export async function listAnswers(
  db: Database,
  questionId: string,
  { limit, offset, positions = positionsThere, closedAt }: AnswerFilter,
): Promise<Answer[]> {
  const rest = sql`greatest(0, ${offset}::int - (select n from sums))`;
  const newest = positions.map(
    (position) => sql`(select * from (
      select ${shownOf("b", closedAt)} from ballot_event b
      join voter v on v.id = b.voter_id and v.membership_id is not null
      left join reply p on p.note_id = b.note_id and p.actor_id = v.actor_id and p.is_public and ${isShown("p")}
      where b.question_id = ${questionId} and b.kind = 'ballot' and b.position = ${position}
        and not exists (select 1 from ballot_event n where n.question_id = ${questionId}
          and n.voter_id = b.voter_id and n.seq > b.seq and n.kind in ('ballot', 'withdraw'))) as found
      where has_words is not true order by seq desc limit ${limit}::int + ${rest})`,
  );
  const rows = rowsOf<Record<string, unknown>>(
    await db.execute(sql`
      with worded as (select * from (
          select ${shownOf("l", closedAt)} from reply p
          join voter v on v.question_id = ${questionId} and v.actor_id = p.actor_id and v.membership_id is not null
          join lateral (select * from ballot_event b where b.question_id = ${questionId} and b.voter_id = v.id
            and b.kind in ('ballot', 'withdraw') order by b.seq desc limit 1) l
            on l.kind = 'ballot' and l.note_id = p.note_id and l.position in ${[...positions]}
          where p.question_id = ${questionId} and p.root_id is null and p.is_public and ${isShown("p")}) as found where has_words),
        sums as (select count(*)::int as n from worded),
        first as (select * from worded order by seq desc limit ${limit} offset ${offset}),
        page as (select * from first union all select * from (
          select * from (${sql.join(newest, sql` union all `)}) newest
          order by seq desc limit ${limit}::int - (select count(*) from first) offset ${rest}) then_those)
      select page.*, not ${isShown("page")} as is_hidden,
        (select b.position from ballot_event b where b.question_id = ${questionId}
          and b.voter_id = page.voter_id and b.kind = 'ballot' and b.seq < page.seq
          order by b.seq desc limit 1) as before
      from page order by page.has_words desc nulls last, page.seq desc`),
  );
  return rows.map((row) => ({
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
}
