import { and, count, desc, eq, isNotNull } from "drizzle-orm";
import type { Database } from "./database.ts";
import type { Proposal, Question } from "./questions.ts";
import { assemblies, proposals, questions } from "./schema/index.ts";

/** A decided question with its proposal. */
export type Decision = { readonly question: Question; readonly proposal: Proposal };

/** The questions that were decided, of one assembly or of all public ones, newest first. */
export const listDecisions = (
  db: Database,
  assemblyId: string | null,
  limit: number,
  offset = 0,
): Promise<Decision[]> =>
  db
    .select({ question: questions, proposal: proposals })
    .from(questions)
    .innerJoin(proposals, eq(proposals.id, questions.proposalId))
    .innerJoin(assemblies, eq(assemblies.id, questions.assemblyId))
    .where(
      and(
        isNotNull(questions.closedAt),
        eq(assemblies.visibility, "public"),
        assemblyId ? eq(questions.assemblyId, assemblyId) : undefined,
      ),
    )
    .orderBy(desc(questions.closedAt), desc(questions.id))
    .limit(limit)
    .offset(offset);

/** How many questions were decided. */
export async function countDecisions(db: Database, assemblyId?: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(questions)
    .where(and(isNotNull(questions.closedAt), assemblyId ? eq(questions.assemblyId, assemblyId) : undefined));
  return row?.n ?? 0;
}
