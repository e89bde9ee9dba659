import type { Context } from "../context.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { endTerms } from "../store/role-terms.ts";
import { standingOf } from "./standing.ts";

/** Why a task ends before its time, and who ends it. */
type Ending = {
  readonly assembly: Assembly;
  readonly actorId: string;
  readonly ended: "resigned" | "dismissed" | "left";
  readonly by: string;
  readonly proposalId?: string;
};

/** Ends the task that somebody holds, and any term that was to follow, in public; false where they hold none. */
export async function endTask(ctx: Context, tx: Database, ending: Ending): Promise<boolean> {
  const { assembly, actorId, ended, by, proposalId } = ending;
  const now = ctx.now();
  if (!(await endTerms(tx, assembly.id, actorId, ended, now))) return false;
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, subject: actorId, by, at: now },
    ...{ proposalId: proposalId ?? null, kind: ended === "dismissed" ? "dismissed" : "resigned" },
    detail: { role: "facilitator", ended },
  });
  return true;
}

/** A facilitator gives the task back. Refuses `not-a-facilitator` where they hold none. */
export async function resignRole(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: { assembly: Assembly; actorId: string },
): Promise<Refusal | null> {
  const who = await standingOf(ctx, tx, assembly, actorId, { own: actorId });
  const refusal = mayDo("resign-role", who);
  if (refusal) return refusal;
  const done = await endTask(ctx, tx, { assembly, actorId, ended: "resigned", by: actorId });
  return done ? null : refuse("not-a-facilitator");
}
