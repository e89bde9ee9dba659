import { and, count, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Position, tallyOf } from "../domain/ballot.ts";
import type { Tally } from "../domain/rule.ts";
import type { Assembly } from "./assemblies.ts";
import type { Database } from "./database.ts";
import type { Proposal, Question } from "./questions.ts";
import { rowsOf } from "./rows.ts";
import { assemblies, memberships, proposals, questions, versions } from "./schema/index.ts";

/** A question that is open, with what a list shows beside it. */
export type Listed = {
  readonly assembly: Assembly;
  readonly proposal: Proposal;
  readonly question: Question;
  readonly title: string;
  readonly language: string;
};

const isPublic = eq(assemblies.visibility, "public");

/** The open questions of one assembly, or of all public ones, the soonest to close first. */
export const listOpen = (db: Database, assemblyId: string | null, limit: number): Promise<Listed[]> =>
  db
    .select({
      assembly: assemblies,
      proposal: proposals,
      question: questions,
      title: versions.title,
      language: versions.language,
    })
    .from(questions)
    .innerJoin(proposals, eq(proposals.id, questions.proposalId))
    .innerJoin(assemblies, eq(assemblies.id, questions.assemblyId))
    .innerJoin(
      versions,
      and(eq(versions.proposalId, questions.proposalId), eq(versions.version, questions.version)),
    )
    .where(
      and(
        isNull(questions.closedAt),
        isPublic,
        assemblyId ? eq(questions.assemblyId, assemblyId) : undefined,
      ),
    )
    .orderBy(questions.closesAt, questions.id)
    .limit(limit);

/** How many questions are open, of one assembly or of all public ones. */
export async function countOpen(db: Database, assemblyId?: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(questions)
    .innerJoin(assemblies, eq(assemblies.id, questions.assemblyId))
    .where(
      and(
        isNull(questions.closedAt),
        isPublic,
        assemblyId ? eq(questions.assemblyId, assemblyId) : undefined,
      ),
    );
  return row?.n ?? 0;
}

/** What is being talked about, of one assembly or of all public ones, newest first. */
export const listDeliberating = (
  db: Database,
  assemblyId: string | null,
  limit: number,
): Promise<{ assembly: Assembly; proposal: Proposal }[]> =>
  db
    .select({ assembly: assemblies, proposal: proposals })
    .from(proposals)
    .innerJoin(assemblies, eq(assemblies.id, proposals.assemblyId))
    .where(
      and(
        eq(proposals.state, "deliberation"),
        isPublic,
        assemblyId ? eq(proposals.assemblyId, assemblyId) : undefined,
      ),
    )
    .orderBy(desc(proposals.id))
    .limit(limit);

/** The newest text of each of some proposals: its number and the language it is written in. */
export async function newestVersions(
  db: Database,
  proposalIds: readonly string[],
): Promise<Map<string, { version: number; language: string }>> {
  if (proposalIds.length === 0) return new Map();
  const rows = await db
    .select({ id: versions.proposalId, version: versions.version, language: versions.language })
    .from(versions)
    .where(inArray(versions.proposalId, [...proposalIds]))
    .orderBy(versions.version);
  return new Map(rows.map(({ id, ...version }) => [id, version]));
}

/** The tallies of several questions' rolls at once, afresh from the events. */
export async function countBallotsOf(
  db: Database,
  questionIds: readonly string[],
): Promise<Map<string, Tally>> {
  if (questionIds.length === 0) return new Map();
  const ids = sql.join(
    questionIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  const rows = rowsOf<{ question_id: string; position: Position; reasoned: boolean; count: number }>(
    await db.execute(sql`
      select l.question_id, l.position, l.reasoned, count(*)::int as count
      from (
        select distinct on (question_id, voter_id) question_id, voter_id, kind, position, reasoned
        from ballot_event where question_id in (${ids}) and kind in ('ballot', 'withdraw')
        order by question_id, voter_id, seq desc) l
      join voter v on v.id = l.voter_id
      where l.kind = 'ballot' and v.membership_id is not null group by 1, 2, 3`),
  );
  return new Map(questionIds.map((id) => [id, tallyOf(rows.filter((row) => row.question_id === id))]));
}

/** How many people are members of public assemblies here, each counted once. */
export async function countPeople(db: Database): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(distinct ${memberships.actorId})::int` })
    .from(memberships)
    .innerJoin(assemblies, eq(assemblies.id, memberships.assemblyId))
    .where(and(eq(memberships.state, "member"), isPublic));
  return row?.n ?? 0;
}

/** Whether there is any assembly here, public or closed. */
export async function hasAssembly(db: Database): Promise<boolean> {
  const rows = await db.select({ id: assemblies.id }).from(assemblies).limit(1);
  return rows.length > 0;
}
