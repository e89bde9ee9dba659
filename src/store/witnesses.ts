import { and, asc, count, countDistinct, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { assemblies, ledgerEntries, witnesses } from "./schema/index.ts";

export type Witness = typeof witnesses.$inferSelect;
/** Which way it goes. */
export type WitnessRole = Witness["role"];
/** How it stands. */
export type WitnessState = Witness["state"];

/** Writes down that witnessing was asked for; nothing where this pair is known already. */
export async function saveWitness(db: Database, row: typeof witnesses.$inferInsert): Promise<void> {
  await db.insert(witnesses).values(row).onConflictDoNothing();
}

/** Changes what is known of one; `by` nobody but who holds its lock, or in one statement. */
export async function setWitness(db: Database, id: string, change: Partial<Witness>): Promise<void> {
  await db.update(witnesses).set(change).where(eq(witnesses.id, id));
}

/** One by its id; null where there is none. */
export async function loadWitness(db: Database, id: string): Promise<Witness | null> {
  const [row] = await db.select().from(witnesses).where(eq(witnesses.id, id));
  return row ?? null;
}

/** One by its id, locked until commit. */
export async function lockWitness(db: Database, id: string): Promise<Witness | null> {
  const [row] = await db.select().from(witnesses).where(eq(witnesses.id, id)).for("no key update");
  return row ?? null;
}

/** What is between an assembly of ours and another one, one way, locked until commit. */
export async function lockPair(
  db: Database,
  assemblyId: string,
  role: WitnessRole,
  actorId: string,
): Promise<Witness | null> {
  const [row] = await db
    .select()
    .from(witnesses)
    .where(
      and(eq(witnesses.assemblyId, assemblyId), eq(witnesses.role, role), eq(witnesses.actorId, actorId)),
    )
    .for("no key update");
  return row ?? null;
}

/** All of an assembly's, one way, in the order in which they began; those in some states only, where named. */
export const listWitnesses = (
  db: Database,
  assemblyId: string,
  role: WitnessRole,
  states?: readonly WitnessState[],
): Promise<Witness[]> =>
  db
    .select()
    .from(witnesses)
    .where(
      and(
        eq(witnesses.assemblyId, assemblyId),
        eq(witnesses.role, role),
        states ? inArray(witnesses.state, [...states]) : undefined,
      ),
    )
    .orderBy(asc(witnesses.createdAt), asc(witnesses.id))
    .limit(500);

/** Who may hold a head of an assembly's ledger that its own server does not: its witnesses, and whoever did before. */
export const watchingOver = (db: Database, assemblyId: string): Promise<Witness[]> =>
  db
    .select()
    .from(witnesses)
    .where(
      and(
        eq(witnesses.assemblyId, assemblyId),
        eq(witnesses.role, "for-us"),
        or(inArray(witnesses.state, ["asked", "accepted"]), isNotNull(witnesses.behindSince)),
      ),
    );

/** How many ask an assembly to witness and have no answer yet: in all, and from one origin. */
export async function countAsking(
  db: Database,
  assemblyId: string,
  origin: string,
): Promise<{ all: number; ofOrigin: number }> {
  const [row] = await db
    .select({
      all: count(),
      ofOrigin: sql<string>`count(*) filter (where starts_with(${witnesses.actorId}, ${`${origin}/`}))`,
    })
    .from(witnesses)
    .where(
      and(eq(witnesses.assemblyId, assemblyId), eq(witnesses.role, "by-us"), eq(witnesses.state, "asked")),
    );
  return { all: row?.all ?? 0, ofOrigin: Number(row?.ofOrigin ?? 0) };
}

/** The assemblies here that have witnesses or asked for some: what they may sign depends on what those hold. */
export async function witnessedAssemblies(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: witnesses.assemblyId })
    .from(witnesses)
    .where(and(eq(witnesses.role, "for-us"), inArray(witnesses.state, ["asked", "accepted"])));
  return rows.map(({ id }) => id);
}

/** The short names of the assemblies of whose witnesses one has not said since a time which head it holds. */
export async function listUnheard(db: Database, since: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ handle: assemblies.handle })
    .from(witnesses)
    .innerJoin(assemblies, eq(assemblies.id, witnesses.assemblyId))
    .where(
      and(
        ...[eq(witnesses.role, "for-us"), eq(witnesses.state, "accepted")],
        or(isNull(witnesses.answeredAt), lt(witnesses.answeredAt, since)),
      ),
    )
    .orderBy(asc(assemblies.handle));
  return rows.map(({ handle }) => handle);
}

/** The short names of the assemblies whose ledgers are not signed any more, as a witness holds what they lack. */
export async function listBehind(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ handle: assemblies.handle })
    .from(witnesses)
    .innerJoin(assemblies, eq(assemblies.id, witnesses.assemblyId))
    .where(and(eq(witnesses.role, "for-us"), isNotNull(witnesses.behindSince)))
    .orderBy(asc(assemblies.handle));
  return rows.map(({ handle }) => handle);
}

/** How many witnesses have co-signed a head under which the outcome of a question stands. */
export async function countOutcomeWitnesses(db: Database, questionId: string): Promise<number> {
  const [row] = await db
    .select({ n: countDistinct(witnesses.id) })
    .from(witnesses)
    .innerJoin(ledgerEntries, eq(ledgerEntries.assemblyId, witnesses.assemblyId))
    .where(
      and(
        eq(ledgerEntries.questionId, questionId),
        eq(ledgerEntries.kind, "outcome"),
        eq(witnesses.role, "for-us"),
        gt(witnesses.size, ledgerEntries.seq),
      ),
    );
  return row?.n ?? 0;
}
