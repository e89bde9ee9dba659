import { and, desc, eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { versions } from "./schema/index.ts";

/** The newest version of a proposal whose text has this hash; null where none has. */
export async function versionOfHash(
  db: Database,
  proposalId: string,
  textHash: string,
): Promise<number | null> {
  const [row] = await db
    .select({ version: versions.version })
    .from(versions)
    .where(and(eq(versions.proposalId, proposalId), eq(versions.textHash, textHash)))
    .orderBy(desc(versions.version))
    .limit(1);
  return row?.version ?? null;
}
