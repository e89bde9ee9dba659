import { and, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { memberships, proposals, questions, rolls, versions } from "./schema/index.ts";

export type Question = typeof questions.$inferSelect;
export type Proposal = typeof proposals.$inferSelect;
export type Version = typeof versions.$inferSelect;

/**
 * Loads a question, locked until commit: whoever casts, withdraws, closes or counts goes through here. The lock is
 * one that rows which refer to the question may be written beside (a stronger one would be waited for in circles).
 */
export async function lockQuestion(db: Database, id: string): Promise<Question | null> {
  const [row] = await db.select().from(questions).where(eq(questions.id, id)).for("no key update");
  return row ?? null;
}

/** Loads a question. */
export async function loadQuestion(db: Database, id: string): Promise<Question | null> {
  const [row] = await db.select().from(questions).where(eq(questions.id, id));
  return row ?? null;
}

/** Changes a question's own row. */
export async function setQuestion(db: Database, id: string, change: Partial<typeof questions.$inferInsert>) {
  await db.update(questions).set(change).where(eq(questions.id, id));
}

/** Says that what a question shows has changed. */
export async function touchQuestion(db: Database, id: string, updateQueued: boolean): Promise<void> {
  await db
    .update(questions)
    .set({ revision: sql`${questions.revision} + 1`, updateQueued })
    .where(eq(questions.id, id));
}

/** Stores a question and freezes its roll: who is a member now. Answers how many that are. */
export async function saveQuestion(db: Database, row: Omit<typeof questions.$inferInsert, "rollSize">) {
  await db.insert(questions).values({ ...row, rollSize: 0 });
  const roll = await db
    .insert(rolls)
    .select(
      db
        .select({
          questionId: sql<string>`${row.id}::uuid`.as("question_id"),
          membershipId: memberships.id,
          actorId: memberships.actorId,
        })
        .from(memberships)
        .where(and(eq(memberships.assemblyId, row.assemblyId), eq(memberships.state, "member"))),
    )
    .returning({ id: rolls.membershipId });
  await db.update(questions).set({ rollSize: roll.length }).where(eq(questions.id, row.id));
  return roll.length;
}

/** The questions that are open, of one assembly or of all, the soonest to close first. */
export const openQuestions = (db: Database, assemblyId?: string): Promise<Question[]> =>
  db
    .select()
    .from(questions)
    .where(and(isNull(questions.closedAt), assemblyId ? eq(questions.assemblyId, assemblyId) : undefined))
    .orderBy(questions.closesAt, questions.id);

/** The last question that a proposal was put to the vote with; null before there is one. */
export async function questionOf(db: Database, proposalId: string): Promise<Question | null> {
  const [row] = await db
    .select()
    .from(questions)
    .where(eq(questions.proposalId, proposalId))
    .orderBy(desc(questions.opensAt), desc(questions.id))
    .limit(1);
  return row ?? null;
}

/**
 * The question that a proposal is at: the one it is voted on with, or was decided by. Null while it is a draft or
 * deliberated, also where it came back from an earlier question.
 */
export const currentQuestion = (
  db: Database,
  { id, state }: Pick<Proposal, "id" | "state">,
): Promise<Question | null> =>
  state === "draft" || state === "deliberation" ? Promise.resolve(null) : questionOf(db, id);

/** Loads a proposal, locked until commit. */
export async function lockProposal(db: Database, id: string): Promise<Proposal | null> {
  const [row] = await db.select().from(proposals).where(eq(proposals.id, id)).for("no key update");
  return row ?? null;
}

/** Loads a proposal. */
export async function loadProposal(db: Database, id: string): Promise<Proposal | null> {
  const [row] = await db.select().from(proposals).where(eq(proposals.id, id));
  return row ?? null;
}

/** Stores a proposal with its first version. */
export async function saveProposal(
  db: Database,
  proposal: typeof proposals.$inferInsert,
  version: typeof versions.$inferInsert,
): Promise<void> {
  await db.insert(proposals).values(proposal);
  await db.insert(versions).values(version);
}

/** Writes down the state that a proposal has come to; only `moveProposal` and what makes one say which. */
export async function setProposalState(db: Database, id: string, state: Proposal["state"]): Promise<void> {
  await db.update(proposals).set({ state }).where(eq(proposals.id, id));
}

/** One version of a proposal, the newest without a number. */
export async function loadVersion(db: Database, proposalId: string, version?: number): Promise<Version> {
  const [row] = await db
    .select()
    .from(versions)
    .where(and(eq(versions.proposalId, proposalId), version ? eq(versions.version, version) : undefined))
    .orderBy(desc(versions.version))
    .limit(1);
  if (!row) throw new Error(`no version of ${proposalId}`);
  return row;
}

/** The proposals of an assembly, those never brought aside, newest first, a page at a time; `state` keeps to one state. */
export const listProposals = (
  db: Database,
  assemblyId: string,
  filter: { limit: number; before?: string; state?: Proposal["state"] },
): Promise<Proposal[]> =>
  db
    .select()
    .from(proposals)
    .where(
      and(
        eq(proposals.assemblyId, assemblyId),
        isNotNull(proposals.deliberationFrom),
        filter.before ? lt(proposals.id, filter.before) : undefined,
        filter.state ? eq(proposals.state, filter.state) : undefined,
      ),
    )
    .orderBy(desc(proposals.id))
    .limit(filter.limit);

/** The roll of a question by actor id, a page at a time. */
export async function listRoll(
  db: Database,
  questionId: string,
  limit: number,
  after?: string,
): Promise<string[]> {
  const rows = await db
    .select({ actorId: rolls.actorId })
    .from(rolls)
    .where(and(eq(rolls.questionId, questionId), after ? gt(rolls.actorId, after) : undefined))
    .orderBy(rolls.actorId)
    .limit(limit);
  return rows.map((row) => row.actorId);
}
