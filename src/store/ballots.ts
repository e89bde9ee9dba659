import { sql } from "drizzle-orm";
import { type Position, tallyOf, type Via } from "../domain/ballot.ts";
import type { Tally } from "../domain/rule.ts";
import { nextNumber } from "./assemblies.ts";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { type Entering, entering } from "./ledger.ts";
import { rowsOf } from "./rows.ts";
import { ballotEvents, type evidence } from "./schema/index.ts";

/** The ballot in force of a voter. */
export type Standing = { position: Position; via: Via; noteId: string | null; reasoned: boolean };

/** Somebody as a question sees them: their seat on its roll, and what they have cast. */
export type Voter = {
  voterId: string | null;
  /** What their tag in the ledger is made with; null before their first act. */
  salt: Buffer | null;
  /** Their seat on the roll; null for a sympathiser. */
  membershipId: string | null;
  /** They have a seat and are no member any more, whatever they are now. */
  left: boolean;
  /** They have affirmed the values, by saying so or by an earlier ballot. */
  affirmed: boolean;
  standing: Standing | null;
  /** They have cast something before, whether it stands or not. */
  everVoted: boolean;
  wasRejected: boolean;
};

/** Loads how somebody stands to a question, in one statement; its row is to be locked before. */
export async function loadVoter(db: Database, questionId: string, actorId: string): Promise<Voter> {
  const [row] = rowsOf<{
    voter_id: string | null;
    salt: Uint8Array | null;
    membership_id: string | null;
    state: string | null;
    affirmed: boolean;
    kind: string | null;
    position: Position | null;
    via: Via | null;
    note_id: string | null;
    reasoned: boolean | null;
    rejected: boolean;
  }>(
    await db.execute(sql`
      select v.id as voter_id, v.salt, r.membership_id, m.state, m.affirmed_at is not null as affirmed, e.kind, e.position, e.via, e.note_id, e.reasoned,
        exists (select 1 from ballot_event x
          where x.question_id = ${questionId} and x.voter_id = v.id and x.kind = 'rejected') as rejected
      from (select 1) as one
      left join voter v on v.question_id = ${questionId} and v.actor_id = ${actorId}
      left join roll r on r.question_id = ${questionId} and r.actor_id = ${actorId}
      left join membership m on m.id = r.membership_id
      left join lateral (
        select kind, position, via, note_id, reasoned from ballot_event
        where question_id = ${questionId} and voter_id = v.id and kind in ('ballot', 'withdraw')
        order by seq desc limit 1) e on true`),
  );
  if (!row) throw new Error("one row always comes");
  const inForce = row.kind === "ballot" && row.position && row.via;
  return {
    voterId: row.voter_id,
    salt: row.salt && Buffer.from(row.salt),
    membershipId: row.membership_id,
    left: row.membership_id !== null && row.state !== "member",
    affirmed: row.affirmed,
    standing: inForce
      ? { position: row.position!, via: row.via!, noteId: row.note_id, reasoned: row.reasoned === true }
      : null,
    everVoted: row.kind !== null,
    wasRejected: row.rejected,
  };
}

/** Appends an event under the assembly's next `seq`, and answers that number. */
export async function appendEvent(
  db: Database,
  event: Omit<typeof ballotEvents.$inferInsert, "seq">,
): Promise<number> {
  const seq = await nextNumber(db, event.assemblyId, "seq");
  await db.insert(ballotEvents).values({ ...event, seq });
  return seq;
}

/** An act of a voter, with the rows that come into being with it. */
export type VoterAct = {
  readonly assemblyId: string;
  readonly questionId: string;
  readonly kind: "ballot" | "withdraw" | "rejected";
  readonly voterId: string;
  /** Whether they are on the question's roll. */
  readonly onRoll: boolean;
  /** Who that is, where they have done nothing on this question before. */
  readonly newVoter: { actorId: string; membershipId: string | null; salt: Buffer } | null;
  readonly position?: Position;
  readonly reasoned?: boolean;
  readonly via?: Via;
  readonly code?: string;
  readonly noteId: string | null;
  readonly activityId: string | null;
  readonly receivedAt: Date;
  readonly evidence: (typeof evidence.$inferInsert & { readonly salt: Buffer }) | null;
  /** The same act as the ledger says it. */
  readonly entry: Entering;
  /** Where the act changes what the question shows: its next revision, and whether an update is on its way. */
  readonly touches: { readonly updateQueued: boolean } | null;
};

/**
 * Appends an act of a voter in one statement, as the question is locked meanwhile and everybody else waits: the
 * voter's row, the evidence, the assembly's next `seq`, the event, its entry in the ledger, the question's revision.
 */
export async function appendAct(db: Database, act: VoterAct): Promise<void> {
  const { newVoter, evidence: kept, touches } = act;
  const voter = newVoter
    ? sql`, new_voter as (insert into voter (id, question_id, actor_id, membership_id, salt) values
        (${act.voterId}, ${act.questionId}, ${newVoter.actorId}, ${newVoter.membershipId}, ${newVoter.salt}))`
    : sql``;
  const proof = kept
    ? sql`, new_evidence as (insert into evidence
        (id, method, target, headers, body, received_at, actor_document, key_id, salt) values
        (${kept.id}, ${kept.method}, ${kept.target}, ${JSON.stringify(kept.headers)}::jsonb, ${kept.body},
        ${kept.receivedAt.toISOString()}::timestamptz, ${kept.actorDocument}, ${kept.keyId}, ${kept.salt}))`
    : sql``;
  const touched = touches
    ? sql`, touched as (update question set revision = revision + 1, update_queued = ${touches.updateQueued}
        where id = ${act.questionId})`
    : sql``;
  await db.execute(sql`
    with next as (update counter set last = last + 1
      where assembly_id = ${act.assemblyId} and name = 'seq' returning last)${voter}${proof}${touched}, entered as (${entering(act.entry)})
    insert into ballot_event (assembly_id, seq, question_id, kind, voter_id, on_roll, position, reasoned, via, note_id,
      activity_id, code, received_at, evidence_id)
    select ${act.assemblyId}::uuid, next.last, ${act.questionId}::uuid, ${act.kind}::text, ${act.voterId}::uuid,
      ${act.onRoll}::boolean, ${act.position ?? null}::text, ${act.reasoned ?? false}::boolean, ${act.via ?? null}::text,
      ${act.noteId}::text, ${act.activityId}::text, ${act.code ?? null}::text,
      ${act.receivedAt.toISOString()}::timestamptz, ${kept?.id ?? null}::uuid
    from next`);
}

/** The last ballot or withdrawal of every voter of a question. */
export const lastOf = (questionId: string) => sql`
  select distinct on (voter_id) voter_id, on_roll, seq, kind, position, reasoned, via, note_id, received_at
  from ballot_event where question_id = ${questionId} and kind in ('ballot', 'withdraw')
  order by voter_id, seq desc`;

/** The tallies of a question: of its roll, and of those who are not on it. */
export type Tallies = { readonly members: Tally; readonly sympathisers: Tally };

/** Counts the ballots in force, afresh from the events. */
export async function countBallots(db: Database, questionId: string): Promise<Tallies> {
  const rows = rowsOf<{ on_roll: boolean; position: Position; reasoned: boolean; count: number }>(
    await db.execute(sql`
      select l.on_roll, l.position, l.reasoned, count(*)::int as count from (${lastOf(questionId)}) l
      where l.kind = 'ballot' group by 1, 2, 3`),
  );
  return {
    members: tallyOf(rows.filter((row) => row.on_roll)),
    sympathisers: tallyOf(rows.filter((row) => !row.on_roll)),
  };
}

/** A ballot in force of somebody on the roll, with the words that stand with it. */
export type ListedBallot = {
  seq: number;
  voter: string | null;
  position: Position;
  reasoned: boolean;
  via: Via;
  at: Date;
  noteId: string | null;
  /** Whether the note may be named: a poll's vote, or words that were public, which may be hidden as spam. */
  isNotePublic: boolean;
  /** As it stands on record: what it was at closing, or is now while voting is open. */
  reason: string | null;
  language: string | null;
};

/** What to list of a question's ballots. */
export type BallotFilter = {
  limit: number;
  after?: number;
  before?: number;
  position?: Position;
  newestFirst?: boolean;
};

/** Lists ballots in force of the roll, in the order of their `seq`, a page at a time. */
export async function listBallots(
  db: Database,
  questionId: string,
  filter: BallotFilter,
): Promise<ListedBallot[]> {
  const { limit, after, before, position, newestFirst } = filter;
  const rows = rowsOf<Record<string, unknown>>(
    await db.execute(sql`
      select l.seq, v.actor_id, l.position, l.reasoned, l.via, l.received_at, l.note_id,
        case when p.deleted_at is null then p.recorded_reason end as reason, p.language,
        l.via = 'poll' or exists (select 1 from reply n
          where n.note_id = l.note_id and n.actor_id = v.actor_id and n.is_public) as is_note_public
      from (${lastOf(questionId)}) l join voter v on v.id = l.voter_id
      left join reply p on p.note_id = l.note_id and p.actor_id = v.actor_id and p.is_public and ${isShown("p")}
      where l.kind = 'ballot' and v.membership_id is not null
        ${after === undefined ? sql`` : sql`and l.seq > ${after}`}
        ${before === undefined ? sql`` : sql`and l.seq < ${before}`}
        ${position ? sql`and l.position = ${position}` : sql``}
      order by l.seq ${newestFirst ? sql`desc` : sql`asc`} limit ${limit}`),
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    voter: row.actor_id as string | null,
    position: row.position as Position,
    reasoned: row.reasoned as boolean,
    via: row.via as Via,
    at: new Date(row.received_at as string | Date),
    noteId: row.note_id as string | null,
    isNotePublic: row.is_note_public as boolean,
    reason: (row.reason as string | null) || null,
    language: row.language as string | null,
  }));
}
