import { and, desc, eq, sql } from "drizzle-orm";
import type { Amendment } from "./amendments.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { amendments, versions } from "./schema/index.ts";

/** The newest version of a proposal whose text has this hash; null where none has. */
export async function versionOfHash(
  db: Database,
  proposalId: string,
  textHash: string,
): Promise<number | null> {
  const [row] = await db
    .select({ version: versions.version })
    .from(versions)
    .where(and(eq(versions.proposalId, proposalId), eq(versions.textHash, textHash)))
    .orderBy(desc(versions.version))
    .limit(1);
  return row?.version ?? null;
}

/** What belongs to each version of a proposal: the questions that put it to the vote, what went into it, who objected. */
export type Belongings = {
  readonly questions: readonly string[];
  /** The numbers of the amendments that went into it. */
  readonly amendments: readonly number[];
  /** How many ballots stand on its questions, and how many concerns and blocks were raised on it. */
  readonly ballots: number;
  readonly concerns: number;
};

/** What belongs to each version of a proposal, by its number; none where there is nothing. */
export async function belongingsOf(db: Database, proposalId: string): Promise<Map<number, Belongings>> {
  const rows = rowsOf<{ version: number } & { [Name in keyof Belongings]: Belongings[Name] }>(
    await db.execute(sql`
      select v.version,
        coalesce((select json_agg(q.id order by q.opens_at) from question q
          where q.proposal_id = v.proposal_id and q.version = v.version), '[]') as questions,
        coalesce((select json_agg(a.number order by a.number) from amendment a
          where a.proposal_id = v.proposal_id and a.state = 'accepted' and a.settled_version = v.version), '[]')
          as amendments,
        (select count(*)::int from (
          select distinct on (e.question_id, e.voter_id) e.kind from question q
          join ballot_event e on e.question_id = q.id and e.on_roll and e.kind in ('ballot', 'withdraw')
          where q.proposal_id = v.proposal_id and q.version = v.version
          order by e.question_id, e.voter_id, e.seq desc) l where l.kind = 'ballot') as ballots,
        (select count(*)::int from objection o
          where o.proposal_id = v.proposal_id and o.version = v.version) as concerns
      from version v where v.proposal_id = ${proposalId}`),
  );
  return new Map(rows.map(({ version, ...belongings }) => [version, belongings]));
}

/** A version without its text, with whose amendments went into it. */
export type VersionHead = {
  readonly version: number;
  readonly author: string | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly amendments: readonly { readonly number: number; readonly actorId: string }[];
};

/** The versions of a proposal, the newest first, without their texts. */
export async function versionHeads(db: Database, proposalId: string, limit: number): Promise<VersionHead[]> {
  const { version, author, reason, createdAt } = versions;
  const [rows, taken] = await Promise.all([
    db
      .select({ version, author, reason, createdAt })
      .from(versions)
      .where(eq(versions.proposalId, proposalId))
      .orderBy(desc(version))
      .limit(limit),
    db
      .select({
        number: amendments.number,
        actorId: amendments.actorId,
        version: amendments.settledVersion,
      })
      .from(amendments)
      .where(and(eq(amendments.proposalId, proposalId), eq(amendments.state, "accepted")))
      .orderBy(amendments.number),
  ]);
  return rows.map((row) => ({
    ...row,
    amendments: taken.filter(({ version: into }) => into === row.version),
  }));
}

/** How many amendments of a proposal are open and how many settled, and those that members support most. */
export async function bestAmendments(
  db: Database,
  proposalId: string,
  limit: number,
): Promise<{
  readonly open: number;
  readonly settled: number;
  readonly best: readonly (Amendment & { support: number })[];
}> {
  const n = sql<number>`(select count(*)::int from amendment_support s join membership m on m.id = s.membership_id
    where s.amendment_id = amendment.id and m.state = 'member')`;
  const [best, [counted]] = await Promise.all([
    db
      .select({ amendment: amendments, n })
      .from(amendments)
      .where(and(eq(amendments.proposalId, proposalId), eq(amendments.state, "open")))
      .orderBy(desc(n), amendments.number)
      .limit(limit),
    db
      .select({
        open: sql<number>`count(*) filter (where ${amendments.state} = 'open')::int`,
        settled: sql<number>`count(*) filter (where ${amendments.state} <> 'open' and ${amendments.openedAt} is not null)::int`,
      })
      .from(amendments)
      .where(eq(amendments.proposalId, proposalId)),
  ]);
  return {
    open: counted?.open ?? 0,
    settled: counted?.settled ?? 0,
    best: best.map(({ amendment, n: support }) => ({ ...amendment, support })),
  };
}
