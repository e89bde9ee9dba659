import { and, desc, eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { versions } from "./schema/index.ts";

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
        (select count(*)::int from question q join voter t on t.question_id = q.id and t.membership_id is not null
          where q.proposal_id = v.proposal_id and q.version = v.version and (select e.kind from ballot_event e
            where e.question_id = q.id and e.voter_id = t.id and e.kind in ('ballot', 'withdraw')
            order by e.seq desc limit 1) = 'ballot') as ballots,
        (select count(*)::int from objection o
          where o.proposal_id = v.proposal_id and o.version = v.version) as concerns
      from version v where v.proposal_id = ${proposalId}`),
  );
  return new Map(rows.map(({ version, ...belongings }) => [version, belongings]));
}
