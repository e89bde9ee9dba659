import { ledgerKeyOf } from "../actions/ask-witness.ts";
import { foundFork } from "../actions/found-fork.ts";
import { keepHeld } from "../actions/keep-cosignature.ts";
import { originOf, signAs, signingKey } from "../actions/sign-head.ts";
import { tellWitness } from "../actions/tell-witness.ts";
import { maySign } from "../actions/watch-ledger.ts";
import type { Context } from "../context.ts";
import { cosign, ledgerName, readCheckpoint, signedAlone } from "../ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { fromBase64 } from "../ledger/note.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { newestHead } from "../store/ledger-tree.ts";
import { loadWitness, lockWitness, setWitness, type Witness } from "../store/witnesses.ts";
import { findActor } from "./actors.ts";
import { type Compared, compareHeads } from "./compare-heads.ts";
import type { Room } from "./room.ts";

/** How long it is tried to reach a ledger's tiles; its next head is looked at in any case. */
const patience = 60 * 60_000;
const again = 60_000;

/** Looks at what somebody said last about a head: of a ledger that we witness, or as a witness of ours. */
export async function checkWitness(room: Room, witnessId: string): Promise<void> {
  const { ctx } = room;
  const witness = await loadWitness(ctx.db, witnessId);
  if (!witness || witness.heard === null) return;
  const sought = await findActor(ctx, room.loader, witness.actorId);
  if ("failed" in sought) return later(ctx, witness, sought.failed);
  const key = ledgerKeyOf(sought.actor);
  if (witness.role === "for-us") return hearOwn(room, witness, witness.heard, key);
  if (witness.state !== "accepted") return;
  await checkTheirs(room, witness, witness.heard, witness.key ?? key);
}

/** What could not be checked for now stays to be checked. */
async function later(ctx: Context, { id, actorId, heardAt }: Witness, why: string): Promise<void> {
  const now = ctx.now().getTime();
  ctx.log.info({ witness: actorId, why }, "a head could not be checked yet");
  if (now - (heardAt?.getTime() ?? 0) >= patience) return;
  await ctx.jobs.send(ctx.db, "check-witness", { witnessId: id }, { startAfter: new Date(now + again) });
}

/** A witness of ours says which head it holds. Where ours does not contain it, nothing is signed from now on. */
async function hearOwn({ ctx }: Room, witness: Witness, note: string, key: string | null): Promise<void> {
  const assembly = await loadAssemblyById(ctx.db, witness.assemblyId);
  await ctx.db.transaction(async (tx) => {
    await keepHeld(ctx, tx, assembly, witness, { note, key });
    await done(tx, witness);
  });
  const last = await newestHead(ctx.db, assembly.id);
  if (last) await maySign(ctx, assembly, last);
}

/** What was looked at is looked at; what came meanwhile is not. */
async function done(tx: Database, { id, heard }: Witness): Promise<Witness | null> {
  const now = await lockWitness(tx, id);
  if (now && now.heard === heard) await setWitness(tx, id, { heard: null });
  return now;
}

/** A head of a ledger that we witness: co-signed if it continues what we hold; a proof, if it contradicts that. */
async function checkTheirs(room: Room, witness: Witness, note: string, key: string | null): Promise<void> {
  const { ctx } = room;
  const raw = fromBase64(key ?? "");
  const head = readCheckpoint(note);
  const isTheirs = raw?.length === 32 && head?.origin === ledgerName(witness.actorId);
  // of what stands under it nothing is kept but the signature that holds
  const own = isTheirs ? await signedAlone(sha256, verifyEd25519, note, raw) : null;
  if (!isTheirs || own === null) {
    ctx.log.info({ ledger: witness.actorId }, "what was sent is no head of this ledger");
    await ctx.db.transaction((tx) => done(tx, witness));
    return;
  }
  const compared = await compareHeads(room.loader, witness, { note: own, key: raw });
  const isFine = compared.is !== "fork" && compared.is !== "doubtful";
  const settled = isFine ? await settleDoubt(room, witness, own, raw) : null;
  await ctx.db.transaction(async (tx) => {
    const now = await done(tx, witness);
    if (now?.state !== "accepted") return;
    // another process was faster: what came to be held meanwhile is what counts
    if (now.held !== witness.held) {
      await setWitness(tx, witness.id, { heard: note });
      return ctx.jobs.send(tx, "check-witness", { witnessId: witness.id });
    }
    for (const one of [compared, settled]) if (one?.is === "fork") return foundFork(ctx, tx, now, one.fork);
    if (compared.is === "doubtful") {
      // where another one came meanwhile, that one is looked at
      if (now.heard === witness.heard) await setWitness(tx, witness.id, { heard: note });
      return doubt(ctx, tx, now, own, compared.why);
    }
    if (settled?.is !== "doubtful") await setWitness(tx, witness.id, { doubt: null, doubtSince: null });
    if (compared.is === "grown") {
      const held = await cosigned({ ...ctx, db: tx }, witness.assemblyId, own);
      await setWitness(tx, witness.id, { held, key, size: head.size });
    }
    // also to who fell back: they are to know what we hold
    await tellWitness(ctx, tx, now);
  });
}

/**
 * A head is not shown to be of one tree with the one that we hold: it is not co-signed, which everybody may see, and
 * looked at again for a while. They are told which head we hold.
 */
async function doubt(ctx: Context, tx: Database, witness: Witness, note: string, why: string): Promise<void> {
  if (witness.doubt === null) await setWitness(tx, witness.id, { doubt: note, doubtSince: ctx.now() });
  // once for each that comes, however often it is looked at
  if ((witness.toldAt?.getTime() ?? 0) < (witness.heardAt?.getTime() ?? 0))
    await tellWitness(ctx, tx, witness);
  await later({ ...ctx, db: tx }, witness, why);
}

/**
 * What a head that was in doubt comes to, once another one was compared with what is held: no doubt any more where
 * both are of one tree. The larger of the two has its tiles at its server now.
 */
async function settleDoubt(
  { loader }: Room,
  { held, doubt, actorId }: Witness,
  own: string,
  key: Uint8Array,
): Promise<Compared | null> {
  if (doubt === null || doubt === own) return null;
  const sizeOf = (note: string | null): number => (note === null ? 0 : (readCheckpoint(note)?.size ?? 0));
  const larger = sizeOf(own) >= sizeOf(held) ? own : held;
  return compareHeads(loader, { held: larger, actorId }, { note: doubt, key });
}

async function cosigned(ctx: Context, assemblyId: string, note: string): Promise<string> {
  const assembly = await loadAssemblyById(ctx.db, assemblyId);
  const { publicKey, privateKey } = await signingKey(ctx, assemblyId);
  const by = { name: originOf(ctx, assembly), publicKey, sign: signAs(privateKey) };
  return cosign(sha256, note, by, Math.floor(ctx.now().getTime() / 1000));
}
