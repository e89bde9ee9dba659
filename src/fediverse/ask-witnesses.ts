import { keepHeld } from "../actions/keep-cosignature.ts";
import { originOf } from "../actions/sign-head.ts";
import { isChecked } from "../actions/watch-ledger.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { setWitness, type Witness, watchingOver } from "../store/witnesses.ts";
import { isUnfetched, type Unfetched } from "./loader.ts";
import type { Room } from "./room.ts";

/** How long signing waits for a witness that does not answer. */
const patience = 3000;

/**
 * Asks the witnesses of an assembly which head of its ledger each holds, those that were not asked lately: a server
 * that was restored from an older backup learns by this what it has forgotten. Who cannot be reached stops nothing.
 */
export async function askWitnesses(room: Room, assemblyId: string): Promise<void> {
  const { ctx } = room;
  const due = (await watchingOver(ctx.db, assemblyId)).filter((witness) => !isChecked(ctx, witness));
  if (due.length === 0) return;
  const assembly = await loadAssemblyById(ctx.db, assemblyId);
  await Promise.all(
    due.map(async (witness) => {
      const answer = await heldBy(room, witness, originOf(ctx, assembly));
      if ("failed" in answer)
        ctx.log.info(
          { witness: witness.actorId, why: answer.failed },
          "a witness does not say what it holds",
        );
      await ctx.db.transaction(async (tx) => {
        if ("note" in answer) await keepHeld(ctx, tx, assembly, witness, { note: answer.note, key: null });
        await setWitness(tx, witness.id, { checkedAt: ctx.now() });
      });
    }),
  );
}

async function heldBy(
  { loader }: Room,
  { actorId }: Witness,
  origin: string,
): Promise<{ note: string } | { failed: string }> {
  const url = `${actorId}/ledger/witnessed/${encodeURIComponent(origin)}`;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Unfetched>((resolve) => {
    timer = setTimeout(() => resolve({ failed: "no answer in time" }), patience);
  });
  const fetched = await Promise.race([loader(url, { accept: "file", anew: true }), tooLong]);
  clearTimeout(timer);
  return isUnfetched(fetched) ? fetched : { note: fetched.body.toString("utf8") };
}
