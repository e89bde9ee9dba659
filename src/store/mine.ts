import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Assembly } from "./assemblies.ts";
import type { Listed } from "./board.ts";
import type { Database } from "./database.ts";
import { assemblies, memberships, proposals, questions, rolls, versions } from "./schema/index.ts";

/** A person's place in an assembly. */
export type Mine = {
  readonly membershipId: string;
  readonly assembly: Assembly;
  readonly state: "member" | "invited" | "asking";
};

/** The assemblies that somebody is a member of, invited to or asks to join, by name. */
export async function membershipsOf(db: Database, actorId: string): Promise<Mine[]> {
  const rows = await db
    .select({ membershipId: memberships.id, assembly: assemblies, state: memberships.state })
    .from(memberships)
    .innerJoin(assemblies, eq(assemblies.id, memberships.assemblyId))
    .where(and(eq(memberships.actorId, actorId), inArray(memberships.state, ["member", "invited", "asking"])))
    .orderBy(assemblies.name, assemblies.handle);
  return rows as Mine[];
}

/** The open questions on whose roll somebody is and has not answered, the soonest to close first. */
export const unansweredBy = (db: Database, actorId: string, now: Date, limit: number): Promise<Listed[]> =>
  db
    .select({
      assembly: assemblies,
      proposal: proposals,
      question: questions,
      title: versions.title,
      language: versions.language,
    })
    .from(rolls)
    .innerJoin(questions, eq(questions.id, rolls.questionId))
    .innerJoin(memberships, eq(memberships.id, rolls.membershipId))
    .innerJoin(proposals, eq(proposals.id, questions.proposalId))
    .innerJoin(assemblies, eq(assemblies.id, questions.assemblyId))
    .innerJoin(
      versions,
      and(eq(versions.proposalId, questions.proposalId), eq(versions.version, questions.version)),
    )
    .where(
      and(
        eq(rolls.actorId, actorId),
        eq(memberships.state, "member"),
        isNull(questions.closedAt),
        sql`${questions.closesAt} > ${now.toISOString()}::timestamptz`,
        sql`not exists (select 1 from voter v
          join lateral (select kind from ballot_event e where e.question_id = ${questions.id}
            and e.voter_id = v.id and e.kind in ('ballot', 'withdraw') order by e.seq desc limit 1) l on true
          where v.question_id = ${questions.id} and v.actor_id = ${actorId} and l.kind = 'ballot')`,
      ),
    )
    .orderBy(questions.closesAt, questions.id)
    .limit(limit);
