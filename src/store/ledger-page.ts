import { sql } from "drizzle-orm";
import { type Numbered, readEntry } from "../ledger/entry.ts";
import { leafOf } from "../ledger/write.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** An entry of a ledger as it is shown, with what its page names beside it. */
export type Shown = {
  readonly seq: number;
  /** Null where the leaf is no entry that this server knows. */
  readonly entry: Numbered | null;
  /** The member whose act it is; null for everybody else, and for who was taken out. */
  readonly actor: string | null;
  /** The proposal that it is about, also where the leaf names only the question. */
  readonly proposalId: string | null;
  /** Whether its question's rule bears blocks, which its positions are named after. */
  readonly bearsBlocks: boolean;
  /** What was done, by whom and about whom, where it is a deed of the public log. */
  readonly event: { readonly by: string; readonly subject: string; readonly kind: string } | null;
};

type Row = {
  seq: string | number;
  head: string;
  tail: string;
  actor: string | null;
  proposal_id: string | null;
  bears_blocks: boolean | null;
  by: string | null;
  subject: string | null;
  event_kind: string | null;
};

const bytes = new TextEncoder();

/**
 * Entries of a ledger, newest first, so many at most: below a `seq`, of one question where one is named. Who is not on
 * a question's roll is named nowhere.
 */
export async function listEntries(
  db: Database,
  assemblyId: string,
  { before, question }: { readonly before: number | null; readonly question: string | null },
  limit: number,
): Promise<Shown[]> {
  const below = before === null ? sql`` : sql`and e.seq < ${before}`;
  const only = question === null ? sql`` : sql`and e.question_id = ${question}`;
  const rows = rowsOf<Row>(
    await db.execute(sql`
      select e.seq, e.head, e.tail, coalesce(v.actor_id, m.actor_id) as actor,
        coalesce(p.proposal_id, q.proposal_id) as proposal_id, q.rule->>'blocks' is not null as bears_blocks, p.by, p.subject, p.kind as event_kind
      from (select * from ledger_entry e where e.assembly_id = ${assemblyId} and e.seq is not null ${below} ${only}
        order by e.seq desc limit ${limit}) e
      left join question q on q.id = e.question_id
      left join voter v on v.id = e.about_id and v.membership_id is not null
      left join membership m on m.id = e.about_id and e.kind = 'member'
      left join public_event p on p.id = e.about_id and e.kind = 'deed'
      order by e.seq desc`),
  );
  return rows.map(({ head, tail, actor, proposal_id, bears_blocks, by, subject, event_kind, ...row }) => {
    const seq = Number(row.seq);
    const entry = readEntry(bytes.encode(leafOf({ head, tail }, seq)));
    const isStranger = entry !== null && "roll" in entry && entry.roll === false;
    const named = entry && "proposal" in entry ? entry.proposal : null;
    return {
      ...{ seq, entry, actor: isStranger ? null : actor, proposalId: proposal_id ?? named },
      bearsBlocks: bears_blocks === true,
      event:
        by !== null && subject !== null && event_kind !== null ? { by, subject, kind: event_kind } : null,
    };
  });
}

/** From which entry of a ledger to which a question's own entries reach; null before there are any. */
export async function spanOf(
  db: Database,
  questionId: string,
): Promise<{ readonly first: number; readonly last: number } | null> {
  const [row] = rowsOf<{ first: string | number | null; last: string | number | null }>(
    await db.execute(sql`
      select min(seq) as first, max(seq) as last from ledger_entry where question_id = ${questionId}`),
  );
  if (row?.first == null || row.last == null) return null;
  return { first: Number(row.first), last: Number(row.last) };
}

/** The newest decisions of a ledger's assembly, so many at most: the titles of their proposals, by their ids. */
export async function titlesOf(
  db: Database,
  assemblyId: string,
  limit: number,
): Promise<Map<string, string>> {
  const rows = rowsOf<{ id: string; title: string }>(
    await db.execute(sql`
      select p.id, p.title from question q join proposal p on p.id = q.proposal_id
      where q.assembly_id = ${assemblyId} and q.outcome is not null
      order by q.closed_at desc limit ${limit}`),
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** How many entries of a ledger open no more, as its `erase` entries say. */
export async function countErased(db: Database, assemblyId: string): Promise<number> {
  const [row] = rowsOf<{ n: string | number | null }>(
    await db.execute(sql`
      select sum(((head || seq || tail)::json ->> 'openings')::int) as n from ledger_entry
      where assembly_id = ${assemblyId} and kind = 'erase' and seq is not null`),
  );
  return Number(row?.n ?? 0);
}
