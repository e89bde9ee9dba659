import { and, countDistinct, desc, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { Database } from "./database.ts";
import { memberships, roleTerms } from "./schema/index.ts";

export type RoleTerm = typeof roleTerms.$inferSelect;

/** Running at an instant: it ends by itself when its time is up, with no job that could come late. */
const isRunning = (now: Date) =>
  and(lte(roleTerms.from, now), gt(roleTerms.until, now), isNull(roleTerms.endedAt));

/** The term that somebody holds at an instant; null where they hold none. */
export async function runningTerm(
  db: Database,
  assemblyId: string,
  actorId: string,
  now: Date,
): Promise<RoleTerm | null> {
  const [row] = await db
    .select()
    .from(roleTerms)
    .where(and(eq(roleTerms.assemblyId, assemblyId), eq(roleTerms.actorId, actorId), isRunning(now)))
    .limit(1);
  return row ?? null;
}

/** Every term of an assembly, or of one person in it, newest first. */
export const listTerms = (db: Database, assemblyId: string, actorId?: string): Promise<RoleTerm[]> =>
  db
    .select()
    .from(roleTerms)
    .where(and(eq(roleTerms.assemblyId, assemblyId), actorId ? eq(roleTerms.actorId, actorId) : undefined))
    .orderBy(desc(roleTerms.from), desc(roleTerms.id));

/** Writes a term down. */
export async function saveTerm(db: Database, row: typeof roleTerms.$inferInsert): Promise<void> {
  await db.insert(roleTerms).values(row);
}

/** Ends the term that somebody holds and those that were to follow; false where there was none. */
export async function endTerms(
  db: Database,
  assemblyId: string,
  actorId: string,
  ended: "resigned" | "dismissed" | "left",
  now: Date,
): Promise<boolean> {
  const rows = await db
    .update(roleTerms)
    .set({ endedAt: now, ended })
    .where(
      and(
        eq(roleTerms.assemblyId, assemblyId),
        eq(roleTerms.actorId, actorId),
        gt(roleTerms.until, now),
        isNull(roleTerms.endedAt),
      ),
    )
    .returning({ id: roleTerms.id });
  return rows.length > 0;
}

/** How many who are members now hold a task or have held it, up to an instant. */
export async function countServed(db: Database, assemblyId: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ n: countDistinct(roleTerms.actorId) })
    .from(roleTerms)
    .innerJoin(memberships, eq(memberships.id, roleTerms.membershipId))
    .where(
      and(
        eq(roleTerms.assemblyId, assemblyId),
        eq(memberships.state, "member"),
        lte(roleTerms.from, now),
        or(isNull(roleTerms.endedAt), gt(roleTerms.endedAt, roleTerms.from)),
      ),
    );
  return row?.n ?? 0;
}
