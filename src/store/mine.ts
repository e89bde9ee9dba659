import { and, desc, eq, gt, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Assembly } from "./assemblies.ts";
import type { Listed } from "./board.ts";
import type { Database } from "./database.ts";
import type { Objection } from "./objections.ts";
import type { Proposal } from "./questions.ts";
import {
  assemblies,
  leaveInvitations,
  memberships,
  objections,
  proposals,
  questions,
  rolls,
  versions,
} from "./schema/index.ts";

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

/** An invitation to leave that somebody has not answered, and where their membership is. */
export type Unanswered = {
  readonly assembly: Assembly;
  readonly invitation: typeof leaveInvitations.$inferSelect;
};

/** The invitations to leave that somebody has not answered and that stand, the soonest date first. */
export const unansweredInvitations = (db: Database, actorId: string): Promise<Unanswered[]> =>
  db
    .select({ assembly: assemblies, invitation: leaveInvitations })
    .from(leaveInvitations)
    .innerJoin(memberships, eq(memberships.id, leaveInvitations.membershipId))
    .innerJoin(assemblies, eq(assemblies.id, memberships.assemblyId))
    .where(
      and(
        eq(memberships.actorId, actorId),
        isNull(leaveInvitations.answer),
        // the same as `stillAsked`, as the database sees it
        eq(memberships.state, "member"),
        or(isNull(memberships.joinedAt), sql`${leaveInvitations.at} >= ${memberships.joinedAt}`),
      ),
    )
    .orderBy(leaveInvitations.answerBy, leaveInvitations.id);

/** Somebody's objection with the proposal that it is to. */
export type Objected = {
  readonly assembly: Assembly;
  readonly proposal: Proposal;
  readonly objection: Objection;
};

/** The objections of somebody that were answered, and of which they may say until a date whether they are lifted. */
export const answeredObjections = (db: Database, actorId: string, now: Date): Promise<Objected[]> =>
  db
    .select({ assembly: assemblies, proposal: proposals, objection: objections })
    .from(objections)
    .innerJoin(proposals, eq(proposals.id, objections.proposalId))
    .innerJoin(assemblies, eq(assemblies.id, proposals.assemblyId))
    .where(
      and(
        eq(objections.actorId, actorId),
        eq(objections.state, "answered"),
        gt(objections.askedUntil, now),
        inArray(proposals.state, ["deliberation", "voting"]),
      ),
    )
    .orderBy(objections.askedUntil, objections.id);

/** A proposal with where it was made. */
export type Placed = { readonly assembly: Assembly; readonly proposal: Proposal };

const placed = (db: Database) =>
  db
    .select({ assembly: assemblies, proposal: proposals })
    .from(proposals)
    .innerJoin(assemblies, eq(assemblies.id, proposals.assemblyId));

/** The proposals about somebody that others brought, are talked about, and to which they have said nothing yet. */
export const unstatedBy = (db: Database, actorId: string): Promise<Placed[]> =>
  placed(db)
    .where(
      and(
        sql`${proposals.act}->>'who' = ${actorId}`,
        eq(proposals.state, "deliberation"),
        isNull(proposals.statement),
        or(isNull(proposals.author), ne(proposals.author, actorId)),
      ),
    )
    .orderBy(proposals.deliberationFrom, proposals.id);

/** The drafts that somebody keeps, for any assembly, newest first. */
export const draftsOf = (db: Database, author: string): Promise<Placed[]> =>
  placed(db)
    .where(and(eq(proposals.author, author), eq(proposals.state, "draft")))
    .orderBy(desc(proposals.id))
    .limit(50);
