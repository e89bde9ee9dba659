import { and, desc, eq } from "drizzle-orm";
import type { Constitution } from "../domain/constitution.ts";
import type { Database } from "./database.ts";
import { assemblies, constitutions } from "./schema/index.ts";

/** One version of an assembly's constitution. */
export type ConstitutionVersion = typeof constitutions.$inferSelect;

/**
 * Puts another constitution in force: the next version, and the assembly's row, which shows what holds now. The
 * assembly's row is locked by the caller's transaction, so that versions have no gaps.
 */
export async function saveConstitution(
  db: Database,
  assemblyId: string,
  settings: Constitution,
  by: { readonly proposalId: string; readonly at: Date },
): Promise<number> {
  const [row] = await db
    .select({ version: assemblies.constitution })
    .from(assemblies)
    .where(eq(assemblies.id, assemblyId))
    .for("no key update");
  const version = (row?.version ?? 0) + 1;
  await db
    .insert(constitutions)
    .values({ assemblyId, version, settings, proposalId: by.proposalId, adoptedAt: by.at });
  await db
    .update(assemblies)
    .set({ ...settings, constitution: version })
    .where(eq(assemblies.id, assemblyId));
  return version;
}

/** Every constitution of an assembly, newest first. */
export const listConstitutions = (db: Database, assemblyId: string): Promise<ConstitutionVersion[]> =>
  db
    .select()
    .from(constitutions)
    .where(eq(constitutions.assemblyId, assemblyId))
    .orderBy(desc(constitutions.version));

/** One constitution by its number; null where there is none. */
export async function loadConstitution(
  db: Database,
  assemblyId: string,
  version: number,
): Promise<ConstitutionVersion | null> {
  const [row] = await db
    .select()
    .from(constitutions)
    .where(and(eq(constitutions.assemblyId, assemblyId), eq(constitutions.version, version)));
  return row ?? null;
}
