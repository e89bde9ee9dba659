import { and, desc, eq, inArray, isNotNull, ne, not, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import type { Proposal, Question, Version } from "./questions.ts";
import { rowsOf } from "./rows.ts";
import { endorsements, memberships, proposals, questions, versions } from "./schema/index.ts";

/** Changes a proposal's own row, its state aside: that goes by steps (`moveProposal`). */
export async function setProposal(
  db: Database,
  id: string,
  change: Partial<Omit<typeof proposals.$inferInsert, "state">>,
): Promise<void> {
  await db.update(proposals).set(change).where(eq(proposals.id, id));
}

/** Stores another version of a proposal's text. */
export async function saveVersion(db: Database, row: typeof versions.$inferInsert): Promise<void> {
  await db.insert(versions).values(row);
}

/** Writes another text over a version that nobody but its author has seen. */
export async function overwriteVersion(
  db: Database,
  { proposalId, version }: Pick<Version, "proposalId" | "version">,
  change: Partial<typeof versions.$inferInsert>,
): Promise<void> {
  await db
    .update(versions)
    .set(change)
    .where(and(eq(versions.proposalId, proposalId), eq(versions.version, version)));
}

/** Proposals by their ids. */
export async function proposalsOf(db: Database, ids: readonly string[]): Promise<Map<string, Proposal>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(proposals)
    .where(inArray(proposals.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Every version of a proposal, oldest first. */
export const listVersions = (db: Database, proposalId: string): Promise<Version[]> =>
  db.select().from(versions).where(eq(versions.proposalId, proposalId)).orderBy(versions.version);

/** Every question that a proposal was put to the vote with, oldest first. */
export const listQuestionsOf = (db: Database, proposalId: string): Promise<Question[]> =>
  db
    .select()
    .from(questions)
    .where(eq(questions.proposalId, proposalId))
    .orderBy(questions.opensAt, questions.id);

/** Whether an endorsement was given to the text that stands: one of an earlier text says nothing of this one. */
const isOfNewestText = sql`${endorsements.at} >= (select max(v.created_at) from version v
  where v.proposal_id = ${endorsements.proposalId})`;

/** Writes down that a member endorses a proposal as it stands; false where they do already. */
export async function saveEndorsement(db: Database, row: typeof endorsements.$inferInsert): Promise<boolean> {
  const saved = await db
    .insert(endorsements)
    .values(row)
    .onConflictDoUpdate({
      target: [endorsements.proposalId, endorsements.membershipId],
      set: { at: row.at },
      setWhere: not(isOfNewestText),
    })
    .returning({ actorId: endorsements.actorId });
  return saved.length > 0;
}

/** Who endorses a proposal as its text stands and is a member now, its author aside; in the order they did. */
export async function listEndorsements(
  db: Database,
  proposalId: string,
  author: string | null,
): Promise<string[]> {
  const rows = await db
    .select({ actorId: endorsements.actorId })
    .from(endorsements)
    .innerJoin(memberships, eq(memberships.id, endorsements.membershipId))
    .where(
      and(
        eq(endorsements.proposalId, proposalId),
        isOfNewestText,
        eq(memberships.state, "member"),
        author === null ? undefined : ne(endorsements.actorId, author),
      ),
    )
    .orderBy(endorsements.at, endorsements.actorId);
  return rows.map((row) => row.actorId);
}

/** The other proposals for the same problem, oldest first. */
export const listAlternatives = (
  db: Database,
  { id, problemId }: Pick<Proposal, "id" | "problemId">,
): Promise<Proposal[]> =>
  problemId === null
    ? Promise.resolve([])
    : db
        .select()
        .from(proposals)
        .where(
          and(
            eq(proposals.problemId, problemId),
            ne(proposals.id, id),
            isNotNull(proposals.deliberationFrom),
          ),
        )
        .orderBy(proposals.id);

/** Adopted proposals that changed these decisions: what each did, by the decision's id. */
export async function changersOf(
  db: Database,
  decisionIds: readonly string[],
): Promise<Map<string, { id: string; number: number; how: "repeal" | "replace" }[]>> {
  const found = new Map<string, { id: string; number: number; how: "repeal" | "replace" }[]>();
  if (decisionIds.length === 0) return found;
  const rows = await db
    .select({
      id: proposals.id,
      number: proposals.number,
      changes: proposals.changesId,
      how: proposals.changesHow,
    })
    .from(proposals)
    .where(
      and(
        inArray(proposals.changesId, [...decisionIds]),
        eq(proposals.state, "adopted"),
        isNotNull(proposals.changesHow),
      ),
    )
    .orderBy(proposals.decidedAt);
  for (const { changes, how, ...by } of rows)
    if (changes && how) found.set(changes, [...(found.get(changes) ?? []), { ...by, how }]);
  return found;
}

/** An assembly's adopted proposal by its number; null where there is none. */
export async function findDecision(
  db: Database,
  assemblyId: string,
  number: number,
): Promise<Proposal | null> {
  const [row] = await db
    .select()
    .from(proposals)
    .where(
      and(eq(proposals.assemblyId, assemblyId), eq(proposals.number, number), eq(proposals.state, "adopted")),
    );
  return row ?? null;
}

/** Who is on a question's roll, a member still, and has no ballot in force: who may need to be reminded. */
export async function silentOf(db: Database, questionId: string): Promise<string[]> {
  const rows = rowsOf<{ actor_id: string }>(
    await db.execute(sql`
      select r.actor_id from roll r join membership m on m.id = r.membership_id and m.state = 'member'
      left join voter v on v.question_id = r.question_id and v.membership_id = r.membership_id
      left join lateral (select kind from ballot_event where question_id = r.question_id and voter_id = v.id
        and kind in ('ballot', 'withdraw') order by seq desc limit 1) e on true
      where r.question_id = ${questionId} and e.kind is distinct from 'ballot' order by r.actor_id`),
  );
  return rows.map((row) => row.actor_id);
}

/**
 * When the answer was received by which everybody on a question's roll has a ballot in force; null while somebody has
 * none. A ballot that is changed afterwards moves it on.
 */
export async function allAnsweredAt(
  db: Database,
  { id, rollSize }: { readonly id: string; readonly rollSize: number },
): Promise<Date | null> {
  const [row] = rowsOf<{ n: number; last: string | Date | null }>(
    await db.execute(sql`
      select count(*)::int as n, max(l.received_at) as last from (
        select distinct on (b.voter_id) b.kind, b.received_at from ballot_event b
        join voter v on v.id = b.voter_id and v.membership_id is not null
        where b.question_id = ${id} and b.kind in ('ballot', 'withdraw')
        order by b.voter_id, b.seq desc) l where l.kind = 'ballot'`),
  );
  return row?.last && row.n >= rollSize ? new Date(row.last) : null;
}

/** Everybody on a question's roll who ever voted on it: who is told when its text is replaced. */
export async function votersOf(db: Database, questionId: string): Promise<string[]> {
  const rows = rowsOf<{ actor_id: string }>(
    await db.execute(sql`
      select distinct v.actor_id from voter v
      join ballot_event b on b.question_id = v.question_id and b.voter_id = v.id and b.kind = 'ballot'
      where v.question_id = ${questionId} and v.membership_id is not null and v.actor_id is not null
      order by v.actor_id`),
  );
  return rows.map((row) => row.actor_id);
}

/** The drafts that somebody keeps for an assembly, newest first. */
export const listDrafts = (db: Database, assemblyId: string, author: string): Promise<Proposal[]> =>
  db
    .select()
    .from(proposals)
    .where(
      and(eq(proposals.assemblyId, assemblyId), eq(proposals.author, author), eq(proposals.state, "draft")),
    )
    .orderBy(desc(proposals.id))
    .limit(50);
