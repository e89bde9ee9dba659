import { eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { quotePermits } from "./schema/index.ts";

export type QuotePermit = typeof quotePermits.$inferSelect;

/** Writes down that somebody may quote; who asks again has the one they had. */
export async function saveQuotePermit(
  db: Database,
  row: typeof quotePermits.$inferInsert,
): Promise<QuotePermit> {
  const { actorId, quoting, quoted } = quotePermits;
  const [saved] = await db
    .insert(quotePermits)
    .values(row)
    .onConflictDoUpdate({
      target: [actorId, quoting, quoted],
      set: { requestId: row.requestId, asked: sql`${quotePermits.asked} + 1` },
    })
    .returning();
  return saved as QuotePermit;
}

/** A permit by its id; null where there is none. */
export async function loadQuotePermit(db: Database, id: string): Promise<QuotePermit | null> {
  const [row] = await db.select().from(quotePermits).where(eq(quotePermits.id, id));
  return row ?? null;
}
