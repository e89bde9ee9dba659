import { ledgerKeyOf } from "../actions/ask-witness.ts";
import { foundFork } from "../actions/found-fork.ts";
import { keepHeld } from "../actions/keep-cosignature.ts";
import { originOf, signAs, signingKey } from "../actions/sign-head.ts";
import { tellWitness } from "../actions/tell-witness.ts";
import { maySign } from "../actions/watch-ledger.ts";
import type { Context } from "../context.ts";
import { type Checkpoint, cosign, ledgerName, readCheckpoint, signedAlone } from "../ledger/checkpoint.ts";
import { type Fork, makeFork, verifyFork } from "../ledger/fork.ts";
import { isSameHash } from "../ledger/hash.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { fromBase64 } from "../ledger/note.ts";
import { proveConsistency, verifyConsistency } from "../ledger/proofs.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { newestHead } from "../store/ledger-tree.ts";
import { loadWitness, lockWitness, setWitness, type Witness } from "../store/witnesses.ts";
import { findActor } from "./actors.ts";
import type { Room } from "./room.ts";
import { isTilesMissing, tilesMissing, tilesOf } from "./tiles-of.ts";

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
  try {
    await checkTheirs(room, witness, witness.heard, witness.key ?? key);
  } catch (error) {
    if (!isTilesMissing(error)) throw error;
    return later(ctx, witness, error.message);
  }
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

/** What comparing a new head with the one we hold comes to. */
type Compared = { readonly is: "grown" | "same" | "older" } | { readonly is: "fork"; readonly fork: Fork };

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
  const compared = await compare(room, witness, head, own, raw);
  await ctx.db.transaction(async (tx) => {
    const now = await done(tx, witness);
    if (now?.state !== "accepted") return;
    // another process was faster: what came to be held meanwhile is what counts
    if (now.held !== witness.held) {
      await setWitness(tx, witness.id, { heard: note });
      return ctx.jobs.send(tx, "check-witness", { witnessId: witness.id });
    }
    if (compared.is === "fork") return foundFork(ctx, tx, now, compared.fork);
    if (compared.is === "grown") {
      const held = await cosigned({ ...ctx, db: tx }, witness.assemblyId, own);
      await setWitness(tx, witness.id, { held, key, size: head.size });
    }
    // also to who fell back: they are to know what we hold
    await tellWitness(ctx, tx, now);
  });
}

async function compare(
  { loader }: Room,
  { held, actorId }: Witness,
  head: Checkpoint,
  note: string,
  key: Uint8Array,
): Promise<Compared> {
  const known = held === null ? null : readCheckpoint(held);
  if (held === null || known === null) return { is: "grown" };
  const of = tilesOf(loader, actorId, head.size);
  if (known.size === head.size && isSameHash(known.root, head.root)) return { is: "same" };
  if (known.size > head.size) return { is: "older" };
  if (known.size < head.size) {
    const proof = await proveConsistency(of, known.size, head.size);
    if (verifyConsistency(sha256, known, head, proof)) return { is: "grown" };
  }
  const means = { sha256, verify: verifyEd25519 };
  const fork = await makeFork(means, key, [held, note], of);
  // tiles that do not make up the root that was signed prove nothing against anybody
  const checked = await verifyFork(means, fork, key);
  if (!checked.proven) throw tilesMissing(`tiles of ${actorId} are not those of its head: ${checked.why}`);
  return { is: "fork", fork };
}

async function cosigned(ctx: Context, assemblyId: string, note: string): Promise<string> {
  const assembly = await loadAssemblyById(ctx.db, assemblyId);
  const { publicKey, privateKey } = await signingKey(ctx, assemblyId);
  const by = { name: originOf(ctx, assembly), publicKey, sign: signAs(privateKey) };
  return cosign(sha256, note, by, Math.floor(ctx.now().getTime() / 1000));
}
