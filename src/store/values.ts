import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { keyValues } from "./schema/index.ts";

const isAlive = (now: Date) => or(isNull(keyValues.expiresAt), gt(keyValues.expiresAt, now));

/** A value by its key; undefined where there is none, null where null was stored. */
export async function loadValue(db: Database, key: string, now: Date): Promise<unknown> {
  const [row] = await db
    .select({ value: keyValues.value })
    .from(keyValues)
    .where(and(eq(keyValues.key, key), isAlive(now)));
  return (row?.value as { stored: unknown } | undefined)?.stored;
}

/** Stores a value; null is a value like any other. */
export async function saveValue(
  db: Database,
  key: string,
  stored: unknown,
  expiresAt: Date | null,
): Promise<void> {
  const value = { stored };
  await db
    .insert(keyValues)
    .values({ key, value, expiresAt })
    .onConflictDoUpdate({ target: keyValues.key, set: { value, expiresAt } });
}

/** Removes a value. */
export async function removeValue(db: Database, key: string): Promise<void> {
  await db.delete(keyValues).where(eq(keyValues.key, key));
}

/** The values whose keys begin with a text. */
export async function listValues(
  db: Database,
  start: string,
  now: Date,
): Promise<{ key: string; value: unknown }[]> {
  const rows = await db
    .select({ key: keyValues.key, value: keyValues.value })
    .from(keyValues)
    .where(and(sql`starts_with(${keyValues.key}, ${start})`, isAlive(now)));
  return rows.map((row) => ({ key: row.key, value: (row.value as { stored: unknown }).stored }));
}

/** Throws away what has had its time. */
export async function sweepValues(db: Database, now: Date): Promise<void> {
  await db.delete(keyValues).where(lt(keyValues.expiresAt, now));
}
