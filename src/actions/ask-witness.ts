import type { Context } from "../context.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { listWitnesses, lockPair, saveWitness, setWitness } from "../store/witnesses.ts";
import { orRollBack } from "./roll-back.ts";
import { signHead } from "./sign-head.ts";
import { standingOf } from "./standing.ts";
import { tellWitness } from "./tell-witness.ts";

/** How many witnesses a ledger has at most, those asked among them: a head carries all of their signatures. */
const most = 20;

/** The raw Ed25519 key of an account, in Base64: the one that it signs its ledger with; null where it has none. */
export function ledgerKeyOf({ keys }: Pick<RemoteActor, "keys">): string | null {
  const key = keys.find(({ algorithm }) => algorithm === "ed25519");
  return key ? Buffer.from(key.spki, "base64").subarray(-32).toString("base64") : null;
}

type Asking = { readonly assembly: Assembly; readonly actorId: string | null };

/**
 * Asks an assembly elsewhere, by @name@host or its address, to witness the ledger of one of ours; in public. Answers the
 * witness's id. `actorId` null: the operator. Refuses `not-a-facilitator`, `banned`, `bad-account`, `actor-unreachable`,
 * `bad-witness`, `already-done`, `too-many-witnesses` and `ledger-behind-witness`. Never inside a transaction.
 */
export async function askWitness(
  ctx: Context,
  { account, ...asking }: Asking & { readonly account: string },
): Promise<string | Refusal> {
  const { assembly, actorId } = asking;
  const refusal = mayDo("witness", await standingOf(ctx, ctx.db, assembly, actorId));
  if (refusal) return refusal;
  const found = await ctx.resolveActor(account);
  if (isRefusal(found)) return found;
  // a witness is asked over a head
  await signHead(ctx, assembly, true);
  return orRollBack(ctx, (tx) => enter(ctx, tx, asking, found.actorId));
}

async function enter(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: Asking,
  witness: string,
): Promise<string | Refusal> {
  const actor = await loadActor(tx, witness);
  // where one server keeps both, one operator could change both
  const isElsewhere = !witness.startsWith(`${ctx.env.origin}/`);
  if (actor?.kind !== "Group" || !ledgerKeyOf(actor) || !isElsewhere) return refuse("bad-witness");
  const known = await lockPair(tx, assembly.id, "for-us", actor.id);
  if (known?.state === "asked" || known?.state === "accepted") return refuse("already-done");
  const all = await listWitnesses(tx, assembly.id, "for-us");
  if (all.some(({ behindSince }) => behindSince)) return refuse("ledger-behind-witness");
  const current = all.filter(({ state }) => state === "asked" || state === "accepted");
  if (current.length >= most) return refuse("too-many-witnesses");
  const at = ctx.now();
  const id = known?.id ?? ctx.newId();
  if (known) await setWitness(tx, id, { state: "asked", changedAt: at });
  else {
    const row = { assemblyId: assembly.id, actorId: actor.id, role: "for-us", state: "asked" } as const;
    await saveWitness(tx, { id, ...row, createdAt: at, changedAt: at });
  }
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, subject: actor.id, kind: "witness-asked" },
    ...{ by: actorId ?? "operator", at },
  });
  await tellWitness(ctx, tx, { id, revision: known?.revision ?? 0 });
  return id;
}
