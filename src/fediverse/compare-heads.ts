import { readCheckpoint } from "../ledger/checkpoint.ts";
import { type Fork, makeFork, verifyFork } from "../ledger/fork.ts";
import { isSameHash } from "../ledger/hash.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { proveConsistency, verifyConsistency } from "../ledger/proofs.ts";
import type { Witness } from "../store/witnesses.ts";
import type { Loader } from "./loader.ts";
import { isTilesMissing, tilesMissing, tilesOf } from "./tiles-of.ts";

/** Whose ledger it is, and its key, raw. */
type Whose = { readonly actorId: string; readonly key: Uint8Array };

/** What comparing a new head with the one that is held comes to; `doubtful`: its server does not show it. */
export type Compared =
  | { readonly is: "grown" | "same" | "older" }
  | { readonly is: "fork"; readonly fork: Fork }
  | { readonly is: "doubtful"; readonly why: string };

/**
 * The proof that two signed heads of a ledger contradict one another; null where the tree of the smaller one is the
 * beginning of the larger one's, by tiles that the ledger's server has. Rejects with `tilesMissing` where it is neither.
 */
async function contradictionOf(
  loader: Loader,
  { actorId, key }: Whose,
  notes: readonly [string, string],
): Promise<Fork | null> {
  const heads = notes.map(readCheckpoint).sort((one, other) => (one?.size ?? 0) - (other?.size ?? 0));
  const [small, large] = heads;
  if (!small || !large) throw new Error("not two heads");
  if (small.size === large.size && isSameHash(small.root, large.root)) return null;
  const of = tilesOf(loader, actorId, large.size);
  if (small.size < large.size) {
    const proof = await proveConsistency(of, small.size, large.size);
    if (verifyConsistency(sha256, small, large, proof)) return null;
  }
  const means = { sha256, verify: verifyEd25519 };
  const fork = await makeFork(means, key, notes, of);
  // tiles that do not make up the root that was signed prove nothing against anybody
  const checked = await verifyFork(means, fork, key);
  if (!checked.proven) throw tilesMissing(`tiles of ${actorId} are not those of its head: ${checked.why}`);
  return fork;
}

/** Compares a head that a ledger's own key signed with the one that is held, larger or smaller. */
export async function compareHeads(
  loader: Loader,
  { held, actorId }: Pick<Witness, "held" | "actorId">,
  { note, key }: { readonly note: string; readonly key: Uint8Array },
): Promise<Compared> {
  const [known, head] = [held === null ? null : readCheckpoint(held), readCheckpoint(note)];
  if (held === null || !known || !head) return { is: "grown" };
  try {
    const fork = await contradictionOf(loader, { actorId, key }, [held, note]);
    if (fork) return { is: "fork", fork };
  } catch (error) {
    if (!isTilesMissing(error)) throw error;
    return { is: "doubtful", why: error.message };
  }
  return { is: head.size > known.size ? "grown" : head.size < known.size ? "older" : "same" };
}
