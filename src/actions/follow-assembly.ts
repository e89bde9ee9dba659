import type { Context } from "../context.ts";
import { mayDo } from "../domain/powers.ts";
import { markGone } from "../store/actors.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { assembliesOf, findFollow, removeFollower, removeFollows, saveFollower } from "../store/members.ts";
import { leaveAssembly } from "./join-assembly.ts";
import { standingOf } from "./standing.ts";

/** Somebody and the assembly they turn to. */
type Tie = { readonly assembly: Assembly; readonly actorId: string };

/**
 * Somebody follows: accepted at once, and again when repeated; the open questions are brought to them. Who is banned
 * is told nothing, and follows nothing.
 */
export async function followAssembly(
  ctx: Context,
  tx: Database,
  { assembly, actorId, activityId }: Tie & { activityId: string },
): Promise<void> {
  if (mayDo("follow", await standingOf(ctx, tx, assembly, actorId))) return;
  await saveFollower(tx, { assemblyId: assembly.id, actorId, activityId, followedAt: ctx.now() });
  await ctx.jobs.send(tx, "announce", { subject: `accept:${assembly.id} ${actorId}` });
}

/** Somebody unfollows, by naming the assembly or the Follow that they sent. */
export async function unfollowAssembly(
  _ctx: Context,
  tx: Database,
  tie: Tie | { readonly activityId: string; readonly actorId: string },
): Promise<void> {
  const assemblyId = "assembly" in tie ? tie.assembly.id : await findFollow(tx, tie.actorId, tie.activityId);
  if (assemblyId) await removeFollower(tx, assemblyId, tie.actorId);
}

/** Somebody blocks the assembly: it sends them nothing any more. */
export async function blockAssembly(ctx: Context, tx: Database, { assembly, actorId }: Tie): Promise<void> {
  await saveFollower(tx, { assemblyId: assembly.id, actorId, followedAt: ctx.now(), blocked: true });
}

/** Somebody's account was deleted: they follow nothing and are member of nothing; what they voted stands. */
export async function removeAccount(ctx: Context, tx: Database, actorId: string): Promise<void> {
  await removeFollows(tx, actorId);
  for (const assemblyId of await assembliesOf(tx, actorId)) {
    await leaveAssembly(ctx, tx, { assembly: await loadAssemblyById(tx, assemblyId), actorId });
  }
  await markGone(tx, actorId, ctx.now());
}
