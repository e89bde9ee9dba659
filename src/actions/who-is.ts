import { findActors, loadActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockMembership } from "../store/members.ts";

/**
 * Whom a handle or an address names, among the accounts that are known here: "@ann@host" is that account; "@ann" alone
 * is the one Ann who has to do with the assembly. Null where nobody is known by it, or several are.
 */
export async function whoIs(tx: Database, assembly: Assembly, text: string): Promise<string | null> {
  const word = text.trim().split(/\s/u, 1)[0] ?? "";
  if (/^https?:\/\//.test(word)) return (await loadActor(tx, word))?.id ?? null;
  const [, name, host] = /^@?([\w.-]{1,128})(?:@([\w.:-]{1,255}))?$/.exec(word) ?? [];
  if (!name) return null;
  const found = (await findActors(tx, name)).filter(
    ({ id }) => host === undefined || new URL(id).host === host.toLowerCase(),
  );
  if (found.length <= 1) return found[0]?.id ?? null;
  const near: string[] = [];
  for (const { id } of found) if (await lockMembership(tx, assembly.id, id)) near.push(id);
  return near.length === 1 ? (near[0] ?? null) : null;
}
