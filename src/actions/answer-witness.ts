import type { Context } from "../context.ts";
import { isId } from "../domain/addresses.ts";
import { mayDo } from "../domain/powers.ts";
import type { PublicDeed } from "../domain/public-log.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { lockWitness, setWitness, type WitnessState } from "../store/witnesses.ts";
import { standingOf } from "./standing.ts";
import { tellWitness } from "./tell-witness.ts";

/** What can be done about witnessing once it was asked for; either side may end it. */
export const witnessSteps = ["accept", "decline", "end"] as const;
export type WitnessStep = (typeof witnessSteps)[number];

const comesTo: Readonly<Record<WitnessStep, readonly [WitnessState, PublicDeed]>> = {
  accept: ["accepted", "witness-accepted"],
  decline: ["declined", "witness-declined"],
  end: ["ended", "witness-ended"],
};

/** When each can be done by who is asked to witness. */
const whenAsked: Readonly<Record<WitnessStep, readonly WitnessState[]>> = {
  ...{ accept: ["asked"], decline: ["asked"], end: ["accepted"] },
};

/**
 * Accepts or declines to witness another assembly's ledger, or ends it; ends that another one witnesses ours. In
 * public; the other side is told. Refuses `not-a-facilitator`, `banned`, `no-witness`, `already-done`, and
 * `ledger-behind-witness`: a witness that holds what our ledger lacks is not got rid of that way.
 */
export async function answerWitness(
  ctx: Context,
  tx: Database,
  answer: {
    readonly assembly: Assembly;
    readonly actorId: string | null;
    readonly id: string;
    readonly step: WitnessStep;
  },
): Promise<Refusal | null> {
  const { assembly, actorId, id, step } = answer;
  const refusal = mayDo("witness", await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  const witness = isId(id) ? await lockWitness(tx, id) : null;
  if (witness?.assemblyId !== assembly.id) return refuse("no-witness");
  const from = witness.role === "by-us" ? whenAsked[step] : step === "end" ? ["asked", "accepted"] : null;
  if (!from) return refuse("no-witness");
  if (!from.includes(witness.state)) return refuse("already-done");
  if (witness.behindSince) return refuse("ledger-behind-witness");
  const [state, kind] = comesTo[step];
  const at = ctx.now();
  await setWitness(tx, id, { state, changedAt: at });
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, subject: witness.actorId, kind },
    ...{ by: actorId ?? "operator", at },
  });
  // what is accepted is looked at before anything is said: the answer is a co-signature
  if (state === "accepted") await ctx.jobs.send(tx, "check-witness", { witnessId: id });
  else await tellWitness(ctx, tx, witness);
  return null;
}
