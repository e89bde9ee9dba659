import { and, count, desc, eq, ilike, isNotNull, or, type SQL, sql } from "drizzle-orm";
import type { Standing } from "../domain/proposal.ts";
import type { Database } from "./database.ts";
import type { Proposal, Question } from "./questions.ts";
import { assemblies, proposals, questions, versions } from "./schema/index.ts";

/** A decided question with its proposal, and the title and language of the text that was decided. */
export type Decision = {
  readonly question: Question;
  readonly proposal: Proposal;
  readonly title: string;
  readonly language: string;
};

/** What is looked for in a register: words of title or text, and where adopted ones stand at an instant. */
export type Sought = {
  readonly words: string | null;
  readonly standing: Standing | null;
  readonly now: Date;
};

/** The version that a question put to the vote. */
const isDecided = and(eq(versions.proposalId, questions.proposalId), eq(versions.version, questions.version));

const changedBy = (how: "repeal" | "replace"): SQL =>
  sql`exists (select 1 from proposal c where c.changes_id = ${proposals.id} and c.state = 'adopted' and c.changes_how = ${how})`;

/** The same as `standingOf`, as the database sees it. */
function isSought(sought: Sought | undefined): SQL | undefined {
  if (!sought) return undefined;
  const { words, standing, now } = sought;
  const like = words === null ? null : `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  const isLapsed = sql`coalesce(${proposals.lapsesAt} <= ${now.toISOString()}::timestamptz, false)`;
  const [isRepealed, isReplaced] = [changedBy("repeal"), changedBy("replace")];
  const stands = {
    repealed: isRepealed,
    superseded: sql`${isReplaced} and not ${isRepealed}`,
    lapsed: sql`${isLapsed} and not ${isRepealed} and not ${isReplaced}`,
    "in-force": sql`not ${isLapsed} and not ${isRepealed} and not ${isReplaced}`,
  };
  return and(
    like === null ? undefined : or(ilike(versions.title, like), ilike(versions.text, like)),
    standing === null ? undefined : and(eq(questions.outcome, "adopted"), stands[standing]),
  );
}

/** The questions that were decided, of one assembly or of all public ones, newest first. */
export const listDecisions = (
  db: Database,
  assemblyId: string | null,
  limit: number,
  offset = 0,
  sought?: Sought,
): Promise<Decision[]> =>
  db
    .select({
      question: questions,
      proposal: proposals,
      title: versions.title,
      language: versions.language,
    })
    .from(questions)
    .innerJoin(proposals, eq(proposals.id, questions.proposalId))
    .innerJoin(versions, isDecided)
    .innerJoin(assemblies, eq(assemblies.id, questions.assemblyId))
    .where(
      and(
        isNotNull(questions.outcome),
        eq(assemblies.visibility, "public"),
        assemblyId ? eq(questions.assemblyId, assemblyId) : undefined,
        isSought(sought),
      ),
    )
    .orderBy(desc(questions.closedAt), desc(questions.id))
    .limit(limit)
    .offset(offset);

/** How many questions were decided. */
export async function countDecisions(db: Database, assemblyId?: string, sought?: Sought): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(questions)
    .innerJoin(proposals, eq(proposals.id, questions.proposalId))
    .innerJoin(versions, isDecided)
    .where(
      and(
        isNotNull(questions.outcome),
        assemblyId ? eq(questions.assemblyId, assemblyId) : undefined,
        isSought(sought),
      ),
    );
  return row?.n ?? 0;
}
