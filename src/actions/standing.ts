import type { Context } from "../context.ts";
import { banTargets, sealOf } from "../domain/ban.ts";
import { type Standing, stranger } from "../domain/powers.ts";
import type { Assembly } from "../store/assemblies.ts";
import { findBan } from "../store/bans.ts";
import type { Database } from "../store/database.ts";
import { isMember } from "../store/members.ts";
import { runningTerm } from "../store/role-terms.ts";

/**
 * What a question of powers is about: who wrote it (null: the operator), and whom it concerns. Left out where it is
 * about nothing of anybody's.
 */
export type About = { readonly author?: string | null; readonly own?: string | null };

/**
 * How somebody stands before an assembly now, for `mayDo`. `actorId` null is the operator; who is nobody in
 * particular is `stranger`, and is not asked about here. A task ends by itself when its term is over, a ban when
 * its time is.
 */
export async function standingOf(
  ctx: Context,
  tx: Database,
  assembly: Pick<Assembly, "id" | "proposers">,
  actorId: string | null,
  about: About = {},
): Promise<Standing> {
  if (actorId === null) return { ...stranger, isOperator: true, isAuthor: about.author === null };
  const now = ctx.now();
  const member = await isMember(tx, assembly.id, actorId);
  return {
    isMember: member,
    isFacilitator: member && (await runningTerm(tx, assembly.id, actorId, now)) !== null,
    isAuthor: about.author === actorId,
    isOwn: about.own === actorId,
    anyoneProposes: assembly.proposers === "anyone",
    isOperator: false,
    isBanned: await isBanned(ctx, tx, assembly, actorId),
  };
}

/** Whether a ban of the assembly or of the server, of the account or of its host, runs now. */
export const isBanned = async (
  ctx: Context,
  tx: Database,
  assembly: Pick<Assembly, "id">,
  actorId: string,
): Promise<boolean> => (await findBan(tx, assembly.id, targetsOf(ctx, actorId), ctx.now())) !== null;

/** What a ban may be of that keeps an account away: itself, also where its name was erased since, or its host. */
export const targetsOf = (ctx: Context, actorId: string): readonly string[] => [
  ...banTargets(actorId),
  sealFor(ctx, actorId),
];

/** What a ban of an account is of once its name is erased. */
export const sealFor = ({ secrets }: Context, actorId: string): string =>
  sealOf(secrets.derive("ban", actorId));
