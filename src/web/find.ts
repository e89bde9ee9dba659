import { isId } from "../domain/addresses.ts";
import { isBrought } from "../domain/proposal.ts";
import { type Assembly, loadAssembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { loadProposal, type Proposal } from "../store/questions.ts";

/** An assembly that the public may see; null for one that is not there, or is closed. */
export async function findAssembly(db: Database, handle: string): Promise<Assembly | null> {
  const assembly = await loadAssembly(db, handle);
  return assembly?.visibility === "public" ? assembly : null;
}

/** A proposal that the public may see, with its assembly; null for drafts, and where the assembly is closed. */
export async function findProposal(
  db: Database,
  id: string,
): Promise<{ proposal: Proposal; assembly: Assembly } | null> {
  const proposal = isId(id) ? await loadProposal(db, id) : null;
  if (!proposal || !isBrought(proposal)) return null;
  const assembly = await loadAssemblyById(db, proposal.assemblyId);
  return assembly.visibility === "public" ? { proposal, assembly } : null;
}
