import type { Context } from "../context.ts";
import { type Checkpoint, readCheckpoint } from "../ledger/checkpoint.ts";
import { isSameHash } from "../ledger/hash.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { proveAtOnce, type Stretch } from "../ledger/ranges.ts";
import { append, rootOf } from "../ledger/tree.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { frontierOf, type Head, hashesOf, leafHashes, signedRoot } from "../store/ledger-tree.ts";
import { setWitness, type Witness, watchingOver } from "../store/witnesses.ts";

/** How long it holds what a witness said that it holds; after that it is asked before anything is signed. */
const answerLasts = 5 * 60_000;
/** How often, at most, somebody who reads the ledger causes its witnesses to be asked. */
const askedEvery = 5000;

/** How long after its start a process signs nothing for want of a witness's answer (ADR 17). */
export const longestWait = 60_000;

/** Whether a witness was asked since this process began, and lately: a database may be older than it was. */
export const isChecked = (ctx: Context, { checkedAt }: Pick<Witness, "checkedAt">): boolean =>
  checkedAt !== null && checkedAt >= ctx.startedAt && ctx.now().getTime() - checkedAt.getTime() < answerLasts;

/** Whether a witness has said since this process began which head it holds. */
export const isHeard = ({ startedAt }: Context, { answeredAt }: Pick<Witness, "answeredAt">): boolean =>
  answeredAt !== null && answeredAt >= startedAt;

/** Whether witnesses that have not answered since the start are not waited for any more. */
export const isWaitOver = (ctx: Context): boolean =>
  ctx.now().getTime() - ctx.startedAt.getTime() >= longestWait;

/** Whether a witness is to be asked now: one that did not answer while all waited for it again soon, and once more. */
export function isDueToAsk(ctx: Context, witness: Pick<Witness, "checkedAt" | "answeredAt">): boolean {
  const { checkedAt } = witness;
  if (checkedAt === null || !isChecked(ctx, witness)) return true;
  const wasWaitedFor = checkedAt.getTime() - ctx.startedAt.getTime() < longestWait;
  return !isHeard(ctx, witness) && wasWaitedFor && ctx.now().getTime() - checkedAt.getTime() >= askedEvery;
}

/**
 * How it stands with an assembly's witnesses: `behind`: one holds what the ledger lacks, and nothing is signed;
 * `waits`: one has not answered yet since the start, and nothing is signed for a minute at most; `unheard`: it has not,
 * and it is signed all the same; null: all is well.
 */
export function watchOf(ctx: Context, witnesses: readonly Witness[]): "behind" | "waits" | "unheard" | null {
  if (witnesses.some(({ behindSince }) => behindSince !== null)) return "behind";
  const watching = witnesses.filter(({ role, state }) => role === "for-us" && state === "accepted");
  if (watching.every((witness) => isHeard(ctx, witness))) return null;
  return isWaitOver(ctx) ? "unheard" : "waits";
}

const lastAsked = new WeakMap<Context, Map<string, number>>();

/** Has the witnesses asked by a job, which signs a head afterwards. */
async function askLater(ctx: Context, assemblyId: string): Promise<void> {
  const known = lastAsked.get(ctx) ?? new Map<string, number>();
  lastAsked.set(ctx, known);
  const now = ctx.now().getTime();
  if (now - (known.get(assemblyId) ?? 0) < askedEvery) return;
  known.set(assemblyId, now);
  await ctx.jobs.send(ctx.db, "sign-head", { assemblyId });
}

/**
 * Whether a ledger may be signed: not while a witness holds a head of it that is not in it, as where a server was
 * restored from an older backup (ledger.md, "Backups"), and not before all have said since the start what they hold, or
 * were asked in vain for a minute. Entries are appended all the same. Writes down since when it may not, and that it
 * may again.
 */
export async function maySign(ctx: Context, assembly: Pick<Assembly, "id">, last: Head): Promise<boolean> {
  const watching = await watchingOver(ctx.db, assembly.id);
  let isBehind = false;
  for (const witness of watching) isBehind = (await isBehindOf(ctx, last, witness)) || isBehind;
  const unheard = watching.filter((witness) => !isHeard(ctx, witness));
  const isAsked = watching.every((witness) => isChecked(ctx, witness));
  const isWaiting = unheard.length > 0 && !isWaitOver(ctx);
  if (!isAsked || isWaiting) await askLater(ctx, assembly.id);
  if (!isAsked || isWaiting || isBehind) return false;
  if (unheard.length > 0) sayUnheard(ctx, assembly.id, unheard);
  return true;
}

const said = new WeakMap<Context, Set<string>>();

/** Says once of each ledger that it is signed though a witness has not answered since the start. */
function sayUnheard(ctx: Context, assembly: string, unheard: readonly Witness[]): void {
  const known = said.get(ctx) ?? new Set<string>();
  said.set(ctx, known);
  if (known.has(assembly)) return;
  known.add(assembly);
  const witnesses = unheard.map(({ actorId }) => actorId);
  ctx.log.warn({ assembly, witnesses }, "signed, though witnesses do not say which head they hold");
}

/** Whether a witness holds what our ledger lacks. */
async function isBehindOf(ctx: Context, last: Head, witness: Witness): Promise<boolean> {
  const held = witness.held === null ? null : readCheckpoint(witness.held);
  const isBehind = held !== null && !(await contains(ctx.db, last, held));
  if (isBehind === (witness.behindSince !== null)) return isBehind;
  await setWitness(ctx.db, witness.id, { behindSince: isBehind ? ctx.now() : null });
  const about = { witness: witness.actorId, held: held?.size, ours: last.size, assembly: last.assemblyId };
  if (isBehind)
    ctx.log.error(about, "a witness holds a head that this ledger does not contain: nothing is signed");
  else ctx.log.warn(about, "the ledger contains what its witness holds: it is signed again");
  return isBehind;
}

/** Whether a head is one of our ledger as it is now, also of entries that no head of ours was signed over yet. */
async function contains(db: Database, last: Head, head: Checkpoint): Promise<boolean> {
  if (head.size > last.size) {
    let tree = frontierOf(last);
    while (tree.size < head.size) {
      const wanted = Math.min(1024, head.size - tree.size);
      const hashes = await leafHashes(db, last.assemblyId, tree.size, wanted);
      if (hashes.length === 0) return false;
      for (const hash of hashes) tree = append(sha256, tree, hash);
    }
    return isSameHash(rootOf(sha256, tree), head.root);
  }
  if (head.size === 0) return true;
  // every head that we signed is the beginning of the next: what it was need not be made of its tiles each time
  const signed = await signedRoot(db, last.assemblyId, head.size);
  if (signed && isSameHash(signed, head.root)) return true;
  const read = (stretches: readonly Stretch[]) => hashesOf(db, last, stretches);
  return isSameHash(await proveAtOnce(sha256, read, (of) => of(0, head.size)), head.root);
}
