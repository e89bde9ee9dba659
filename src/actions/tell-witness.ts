import type { Context } from "../context.ts";
import type { Database } from "../store/database.ts";
import { listWitnesses, setWitness, type Witness } from "../store/witnesses.ts";

/** How seldom witnesses hear of heads that no closing is due to: once an hour at most. */
const hour = 3_600_000;

/** The other side is to hear how things stand: what goes out is what is newest when it goes (ADR 4). */
export async function tellWitness(
  ctx: Context,
  tx: Database,
  { id, revision }: Pick<Witness, "id" | "revision">,
): Promise<void> {
  await setWitness(tx, id, { revision: revision + 1, toldAt: ctx.now() });
  await ctx.jobs.send(tx, "announce", { subject: `witness:${id}` });
}

/**
 * A head was signed at `signedAt`: witnesses that have not heard of it do, at once where it is `due`, else where they
 * heard nothing for an hour.
 */
export async function tellWitnesses(
  ctx: Context,
  assemblyId: string,
  signedAt: Date,
  due: boolean,
): Promise<void> {
  const before = due ? signedAt.getTime() : ctx.now().getTime() - hour;
  for (const witness of await listWitnesses(ctx.db, assemblyId, "for-us", ["accepted"]))
    if ((witness.toldAt?.getTime() ?? 0) <= before)
      await ctx.db.transaction((tx) => tellWitness(ctx, tx, witness));
}
