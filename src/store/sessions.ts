import { and, desc, eq, gt, isNull, lt, ne, or } from "drizzle-orm";
import type { RemoteActor } from "./actors.ts";
import type { Database } from "./database.ts";
import { apiTokens, remoteActors, sessions } from "./schema/index.ts";

export type Session = typeof sessions.$inferSelect;
export type ApiToken = typeof apiTokens.$inferSelect;

/** Stores a session that begins. */
export async function saveSession(db: Database, row: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(row);
}

/** The session of a cookie with its person, where it was used since an instant and the account is still there. */
export async function findSession(
  db: Database,
  tokenHash: string,
  since: Date,
): Promise<{ session: Session; actor: RemoteActor } | null> {
  const [row] = await db
    .select({ session: sessions, actor: remoteActors })
    .from(sessions)
    .innerJoin(remoteActors, eq(remoteActors.id, sessions.actorId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        isNull(sessions.endedAt),
        gt(sessions.seenAt, since),
        isNull(remoteActors.goneAt),
      ),
    );
  return row ?? null;
}

/** A session was used. */
export async function touchSession(db: Database, id: string, seenAt: Date): Promise<void> {
  await db.update(sessions).set({ seenAt }).where(eq(sessions.id, id));
}

/** Ends the session of a cookie, if there is one. */
export async function endSessionOf(db: Database, tokenHash: string, at: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.endedAt)));
}

/** Ends one session of somebody's; false where they have none of this id. */
export async function endSession(db: Database, actorId: string, id: string, at: Date): Promise<boolean> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.id, id), eq(sessions.actorId, actorId), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every session of somebody's but one. */
export async function endOtherSessions(db: Database, actorId: string, kept: string, at: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.actorId, actorId), ne(sessions.id, kept), isNull(sessions.endedAt)));
}

/** The sessions of somebody that were used since an instant, the last used first. */
export const listSessions = (db: Database, actorId: string, since: Date): Promise<Session[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.actorId, actorId), isNull(sessions.endedAt), gt(sessions.seenAt, since)))
    .orderBy(desc(sessions.seenAt), desc(sessions.id));

/** Throws away sessions that ended, or were used last, before an instant, and tokens that ended before it. */
export async function sweepSessions(db: Database, before: Date): Promise<void> {
  await db.delete(sessions).where(or(lt(sessions.endedAt, before), lt(sessions.seenAt, before)));
  await db.delete(apiTokens).where(lt(apiTokens.endedAt, before));
}

/** Stores a personal token. */
export async function saveToken(db: Database, row: typeof apiTokens.$inferInsert): Promise<void> {
  await db.insert(apiTokens).values(row);
}

/** A personal token by its hash; null where there is none, it has ended, or the account is gone. */
export async function findToken(db: Database, tokenHash: string): Promise<ApiToken | null> {
  const [row] = await db
    .select({ token: apiTokens })
    .from(apiTokens)
    .innerJoin(remoteActors, eq(remoteActors.id, apiTokens.actorId))
    .where(and(eq(apiTokens.tokenHash, tokenHash), isNull(apiTokens.endedAt), isNull(remoteActors.goneAt)));
  return row?.token ?? null;
}

/** A token was used. */
export async function touchToken(db: Database, id: string, usedAt: Date): Promise<void> {
  await db.update(apiTokens).set({ usedAt }).where(eq(apiTokens.id, id));
}

/** The tokens of somebody that hold, the newest first. */
export const listTokens = (db: Database, actorId: string): Promise<ApiToken[]> =>
  db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.actorId, actorId), isNull(apiTokens.endedAt)))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));

/** Ends a token of somebody's; false where they have none of this id. */
export async function endToken(db: Database, actorId: string, id: string, at: Date): Promise<boolean> {
  const ended = await db
    .update(apiTokens)
    .set({ endedAt: at })
    .where(and(eq(apiTokens.id, id), eq(apiTokens.actorId, actorId), isNull(apiTokens.endedAt)))
    .returning({ id: apiTokens.id });
  return ended.length > 0;
}
