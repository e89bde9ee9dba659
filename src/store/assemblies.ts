import { and, count, eq, inArray, sql } from "drizzle-orm";
import { isHandle } from "../domain/addresses.ts";
import { type Constitution, constitutionOf } from "../domain/constitution.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { assemblies, constitutions, counters, followers, memberships, questions } from "./schema/index.ts";

export type Assembly = typeof assemblies.$inferSelect;

/** Loads an assembly by its handle; null where there is none. */
export async function loadAssembly(db: Database, handle: string): Promise<Assembly | null> {
  // what cannot be a handle is not asked for: a database faults at some of it
  if (!isHandle(handle)) return null;
  const [row] = await db.select().from(assemblies).where(eq(assemblies.handle, handle));
  return row ?? null;
}

/** Loads an assembly by its id, which is known to exist. */
export async function loadAssemblyById(db: Database, id: string): Promise<Assembly> {
  const [row] = await db.select().from(assemblies).where(eq(assemblies.id, id));
  if (!row) throw new Error(`no assembly ${id}`);
  return row;
}

/** Every assembly that the public may see, oldest first. */
export const listAssemblies = (db: Database): Promise<Assembly[]> =>
  db.select().from(assemblies).where(eq(assemblies.visibility, "public")).orderBy(assemblies.createdAt);

/** Stores a new assembly with its counters and its founder's constitution; false where the handle is taken. */
export async function saveAssembly(
  db: Database,
  row: Constitution & { id: string; handle: string; createdAt: Date },
): Promise<boolean> {
  const saved = await db
    .insert(assemblies)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: assemblies.id });
  if (saved.length === 0) return false;
  await db.insert(counters).values([
    { assemblyId: row.id, name: "seq" },
    { assemblyId: row.id, name: "proposal" },
    { assemblyId: row.id, name: "ledger" },
  ]);
  await db.insert(constitutions).values({
    ...{ assemblyId: row.id, version: 1, proposalId: null, adoptedAt: row.createdAt },
    settings: constitutionOf(row),
  });
  return true;
}

/** The next number of a counter; the row stays locked until commit, so numbers have no gaps. */
export async function nextNumber(
  db: Database,
  assemblyId: string,
  name: "seq" | "proposal",
): Promise<number> {
  const [row] = await db
    .update(counters)
    .set({ last: sql`${counters.last} + 1` })
    .where(and(eq(counters.assemblyId, assemblyId), eq(counters.name, name)))
    .returning({ last: counters.last });
  if (!row) throw new Error(`no counter ${name} of ${assemblyId}`);
  return row.last;
}

/** How many members each assembly has. */
export async function countMembers(
  db: Database,
  assemblyIds: readonly string[],
): Promise<Map<string, number>> {
  if (assemblyIds.length === 0) return new Map();
  const rows = await db
    .select({ id: memberships.assemblyId, members: count() })
    .from(memberships)
    .where(and(inArray(memberships.assemblyId, [...assemblyIds]), eq(memberships.state, "member")))
    .groupBy(memberships.assemblyId);
  return new Map(rows.map((row) => [row.id, row.members]));
}

/** How many accounts follow, and on how many servers they are. */
export async function countFollowers(
  db: Database,
  assemblyId: string,
): Promise<{ accounts: number; servers: number }> {
  const [row] = rowsOf<{ accounts: number; servers: number }>(
    await db.execute(sql`
      select count(*)::int as accounts, count(distinct split_part(${followers.actorId}, '/', 3))::int as servers
      from ${followers} where ${followers.assemblyId} = ${assemblyId} and not ${followers.blocked}`),
  );
  return row ?? { accounts: 0, servers: 0 };
}

/** Whether the assembly has ever put a question to the vote. */
export async function hasOpenedQuestions(db: Database, assemblyId: string): Promise<boolean> {
  const rows = await db
    .select({ id: questions.id })
    .from(questions)
    .where(eq(questions.assemblyId, assemblyId))
    .limit(1);
  return rows.length > 0;
}
