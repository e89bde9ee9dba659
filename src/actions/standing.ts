import type { Context } from "../context.ts";
import type { Standing } from "../domain/powers.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { isMember } from "../store/members.ts";

/** Somebody before an assembly, as far as their powers go; `about`: whose proposal, or whose own matter it is. */
export async function standingOf(
  _ctx: Context,
  tx: Database,
  assembly: Assembly,
  actorId: string | null,
  about: { readonly author?: string | null; readonly own?: string | null } = {},
): Promise<Standing> {
  return {
    isMember: actorId !== null && (await isMember(tx, assembly.id, actorId)),
    isFacilitator: false,
    isAuthor: about.author !== undefined && about.author === actorId,
    isOwn: actorId !== null && about.own === actorId,
    isOperator: actorId === null,
    isBanned: false,
  };
}
