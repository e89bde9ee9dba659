import { sql } from "drizzle-orm";
import type { Position } from "../domain/ballot.ts";
import type { Rule } from "../domain/rule.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Naming } from "../ledger/receipt.ts";
import { leafOf } from "../ledger/write.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** An entry of a ledger by the id of its row, with what opens its tag, and whether that is public. */
export type Entered = {
  readonly seq: number;
  readonly kind: Entry["kind"];
  readonly leaf: string;
  readonly opening: Naming | null;
  /** A member's is published beside the entry; a sympathiser's is theirs alone. */
  readonly isPublic: boolean;
};

/** An entry of an assembly's ledger by the id of its row; null where there is none. */
export async function loadEntered(db: Database, assemblyId: string, id: string): Promise<Entered | null> {
  const [row] = rowsOf<{
    seq: string | number;
    kind: Entry["kind"];
    head: string;
    tail: string;
    actor: string | null;
    salt: string | null;
    is_public: boolean;
  }>(
    await db.execute(sql`
      select e.seq, e.kind, e.head, e.tail, coalesce(v.actor_id, m.actor_id) as actor,
        encode(coalesce(v.salt, m.salt), 'hex') as salt, v.id is null or v.membership_id is not null as is_public
      from ledger_entry e
      left join voter v on v.id = e.about_id and e.kind in ('ballot', 'withdraw', 'rejected')
      left join membership m on m.id = e.about_id and e.kind = 'member'
      where e.id = ${id} and e.assembly_id = ${assemblyId}`),
  );
  if (!row) return null;
  const { kind, head, tail, actor, salt } = row;
  const seq = Number(row.seq);
  const opening = actor !== null && salt ? { actor, salt } : null;
  return { seq, kind, leaf: leafOf({ head, tail }, seq), opening, isPublic: row.is_public };
}

/** What a voter did: its entry, and its number. */
export type Done = {
  readonly id: string;
  readonly seq: number;
  readonly kind: "ballot" | "withdraw" | "rejected";
};

/** The newest entries of somebody on a question, one of each kind, the newest first. */
export async function entriesOfVoter(db: Database, questionId: string, actorId: string): Promise<Done[]> {
  const rows = rowsOf<{ id: string; seq: string | number; kind: Done["kind"] }>(
    await db.execute(sql`
      select distinct on (e.kind) e.id, e.seq, e.kind from voter v join ledger_entry e on e.about_id = v.id
      where v.question_id = ${questionId} and v.actor_id = ${actorId}
        and e.kind in ('ballot', 'withdraw', 'rejected')
      order by e.kind, e.seq desc`),
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) })).sort((a, b) => b.seq - a.seq);
}

/**
 * What became of an act of a voter, by its `seq`: whether they answered again or took their answer back since; null
 * where it stands, or where nobody's act has that number.
 */
export async function followedBy(
  db: Database,
  assemblyId: string,
  seq: number,
): Promise<"ballot" | "withdraw" | null> {
  const [row] = rowsOf<{ kind: "ballot" | "withdraw" }>(
    await db.execute(sql`
      select later.kind from ledger_entry e join ledger_entry later on later.about_id = e.about_id
        and later.kind in ('ballot', 'withdraw') and later.seq > e.seq
      where e.assembly_id = ${assemblyId} and e.seq = ${seq} and e.kind in ('ballot', 'withdraw')
      order by later.seq desc limit 1`),
  );
  return row?.kind ?? null;
}

/** A ballot of a member, as they find its receipt again. */
export type Own = {
  readonly id: string;
  readonly handle: string;
  readonly proposalId: string;
  readonly title: string;
  readonly language: string;
  readonly position: Position;
  readonly rule: Rule;
  readonly at: Date;
};

/** Somebody's ballots as a member, the newest of each question, so many at most, newest first. */
export async function ballotsOf(db: Database, actorId: string, limit: number): Promise<Own[]> {
  const rows = rowsOf<Record<string, string> & { position: Position; rule: Rule; at: string | Date }>(
    await db.execute(sql`
      select e.id, a.handle, q.proposal_id, x.title, x.language, b.position, q.rule, b.received_at as at
      from roll r
      join question q on q.id = r.question_id
      join assembly a on a.id = q.assembly_id and a.visibility = 'public'
      join version x on x.proposal_id = q.proposal_id and x.version = q.version
      join voter v on v.question_id = r.question_id and v.actor_id = r.actor_id
      join lateral (select kind, position, received_at from ballot_event
        where question_id = q.id and voter_id = v.id and kind in ('ballot', 'withdraw')
        order by seq desc limit 1) b on b.kind = 'ballot'
      join lateral (select id from ledger_entry where about_id = v.id and kind = 'ballot'
        order by seq desc limit 1) e on true
      where r.actor_id = ${actorId} order by b.received_at desc, e.id limit ${limit}`),
  );
  return rows.map(({ id, handle, proposal_id, title, language, position, rule, at }) => ({
    ...{ id: id as string, handle: handle as string, proposalId: proposal_id as string },
    ...{ title: title as string, language: language as string, position, rule },
    at: new Date(at),
  }));
}
