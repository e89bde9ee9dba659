import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { actorDocuments, actorKeys, remoteActors } from "./schema/index.ts";

export type RemoteActor = typeof remoteActors.$inferSelect;

/** An actor of another server as last fetched; null where it never was. */
export async function loadActor(db: Database, id: string): Promise<RemoteActor | null> {
  const [row] = await db.select().from(remoteActors).where(eq(remoteActors.id, id));
  return row ?? null;
}

/** Several actors at once, by id. */
export async function loadActors(db: Database, ids: readonly string[]): Promise<Map<string, RemoteActor>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(remoteActors)
    .where(inArray(remoteActors.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Stores an actor as fetched, with the bytes of its document once each. */
export async function saveActor(
  db: Database,
  row: typeof remoteActors.$inferInsert,
  body: Buffer,
): Promise<void> {
  const { id: _, ...change } = row;
  await db
    .insert(actorDocuments)
    .values({ hash: row.documentHash, body, fetchedAt: row.fetchedAt })
    .onConflictDoNothing();
  await db
    .insert(remoteActors)
    .values(row)
    .onConflictDoUpdate({ target: remoteActors.id, set: { ...change, goneAt: null } });
}

/** The account was deleted at home. */
export async function markGone(db: Database, id: string, at: Date): Promise<void> {
  await db.update(remoteActors).set({ goneAt: at }).where(eq(remoteActors.id, id));
}

/** Throws away actor documents that no actor and no evidence needs. */
export async function sweepDocuments(db: Database): Promise<void> {
  await db.execute(sql`
    delete from actor_document d where
      not exists (select 1 from remote_actor a where a.document_hash = d.hash) and
      not exists (select 1 from evidence e where e.actor_document = d.hash)`);
}

/** Stores a key pair of ours. */
export async function saveKeys(db: Database, rows: (typeof actorKeys.$inferInsert)[]): Promise<void> {
  await db.insert(actorKeys).values(rows).onConflictDoNothing();
}

/** Our key pairs of an owner: an assembly's id, or "server". */
export const loadKeys = (db: Database, owner: string): Promise<(typeof actorKeys.$inferSelect)[]> =>
  db.select().from(actorKeys).where(eq(actorKeys.owner, owner));

/** What is stored of an actor is not believed any more; it is fetched again before it is used. */
export async function expireActor(db: Database, id: string): Promise<void> {
  await db
    .update(remoteActors)
    .set({ fetchedAt: new Date(0) })
    .where(eq(remoteActors.id, id));
}

/** The accounts known by a name on whatever server, in any case; at most fifty. */
export const findActors = (db: Database, username: string): Promise<RemoteActor[]> =>
  db
    .select()
    .from(remoteActors)
    .where(and(eq(sql`lower(${remoteActors.username})`, username.toLowerCase()), isNull(remoteActors.goneAt)))
    .limit(50);
