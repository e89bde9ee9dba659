import { type Checkpoint, isSigned, readCheckpoint, signedAlone } from "./checkpoint.ts";
import { isSameHash, nodeHash, type Sha256 } from "./hash.ts";
import { fromBase64, keyId, readNote, signaturesBy, toBase64, type Verify, writeNote } from "./note.ts";
import type { RootOfRange } from "./proofs.ts";
import { divide, rootOf } from "./tree.ts";

/**
 * Shows that an assembly signed two heads of which one cannot have grown into the other. `key`: its raw Ed25519 key;
 * `heads`: the smaller one first; `nodes`: hashes of the larger tree, in the order of its leaves, that rebuild its root
 * and of which the first ones make another root than the smaller head's. All bytes are in Base64.
 */
export type Fork = {
  readonly v: 1;
  readonly kind: "fork";
  readonly origin: string;
  readonly key: string;
  readonly heads: readonly [string, string];
  readonly nodes: readonly string[];
};

/** Why a proof shows nothing. */
export type NotProven =
  | "not-a-proof"
  | "another-key"
  | "not-signed"
  | "another-ledger"
  | "not-its-tree"
  | "no-contradiction";

/** What a proof came to: the two heads that contradict one another, or why it shows nothing. */
export type ForkChecked =
  | { readonly proven: true; readonly heads: readonly [Checkpoint, Checkpoint]; readonly key: Uint8Array }
  | { readonly proven: false; readonly why: NotProven };

type Means = { readonly sha256: Sha256; readonly verify: Verify };

/** The stretches of the larger tree that the leaves before and behind one place are made of, each a subtree. */
function stretches(at: number, size: number): [from: number, to: number][] {
  const found: [number, number][] = [];
  const visit = (from: number, to: number): void => {
    if (to <= at || from >= at) return void found.push([from, to]);
    const middle = from + divide(to - from);
    visit(from, middle);
    visit(middle, to);
  };
  if (size > 0) visit(0, size);
  return found;
}

/** A head with the first signature under its own ledger's key alone. Throws for no head. */
function ownNote(sha256: Sha256, written: string, key: Uint8Array): string {
  const [note, head] = [readNote(written), readCheckpoint(written)];
  if (!note || !head) throw new Error("not a checkpoint");
  const own = signaturesBy(note, head.origin, keyId(sha256, head.origin, key, "signature"));
  return writeNote({ text: note.text, signatures: own.slice(0, 1) });
}

/**
 * Writes down the proof that two heads contradict one another; `of` answers from the larger one's tree. Who co-signed
 * them is no part of it. Nothing is judged here: ask `verifyFork`.
 */
export async function makeFork(
  { sha256, verify }: Means,
  key: Uint8Array,
  notes: readonly [string, string],
  of: RootOfRange,
): Promise<Fork> {
  const read = await Promise.all(
    notes.map(async (note) => ({
      note: (await signedAlone(sha256, verify, note, key)) ?? note,
      head: readCheckpoint(note),
    })),
  );
  const [small, large] = read.sort((one, other) => (one.head?.size ?? 0) - (other.head?.size ?? 0));
  const [at, size] = [small?.head?.size ?? 0, large?.head?.size ?? 0];
  const nodes: string[] = [];
  if (at < size) for (const [from, to] of stretches(at, size)) nodes.push(toBase64(await of(from, to)));
  const heads = [small?.note ?? "", large?.note ?? ""] as const;
  return { v: 1, kind: "fork", origin: small?.head?.origin ?? "", key: toBase64(key), heads, nodes };
}

const members = ["heads", "key", "kind", "nodes", "origin", "v"];
const isText = (value: unknown): value is string => typeof value === "string";

/** Reads a proof from JSON; null where it is none. Nothing is verified by this. */
export function readFork(value: unknown): Fork | null {
  if (typeof value !== "object" || value === null) return null;
  if (Object.keys(value).sort().join() !== members.join()) return null;
  const { v, kind, origin, key, heads, nodes } = value as Fork;
  if (v !== 1 || kind !== "fork" || !isText(origin) || !isText(key)) return null;
  if (!Array.isArray(heads) || heads.length !== 2 || !heads.every(isText)) return null;
  // no tree of 2^53 leaves is taken apart into more
  return Array.isArray(nodes) && nodes.length <= 110 && nodes.every(isText) ? (value as Fork) : null;
}

/**
 * Whether a proof holds: both heads are signed with its key, and the tree of one is not the beginning of the other's.
 * `key`: the key that the assembly is known by; without one the proof speaks of whoever holds the key in it.
 */
export async function verifyFork(means: Means, value: unknown, key?: Uint8Array): Promise<ForkChecked> {
  const no = (why: NotProven): ForkChecked => ({ proven: false, why });
  const fork = readFork(value);
  const own = fork && fromBase64(fork.key);
  if (!fork || own?.length !== 32) return no("not-a-proof");
  if (key && !isSameHash(key, own)) return no("another-key");
  const heads: Checkpoint[] = [];
  for (const written of fork.heads) {
    const head = readCheckpoint(written);
    if (!head) return no("not-a-proof");
    if (head.origin !== fork.origin) return no("another-ledger");
    if (ownNote(means.sha256, written, own) !== written) return no("not-a-proof");
    if (!(await isSigned(means.sha256, means.verify, written, own))) return no("not-signed");
    heads.push(head);
  }
  const [small, large] = heads as [Checkpoint, Checkpoint];
  if (small.size > large.size) return no("not-a-proof");
  const grown = small.size === large.size ? large.root : beginning(means.sha256, small.size, large, fork);
  if (!grown) return no("not-its-tree");
  if (isSameHash(grown, small.root)) return no("no-contradiction");
  return { proven: true, heads: [small, large], key: own };
}

/** The root that the larger tree had at the smaller one's size; null where the hashes are not that tree's. */
function beginning(sha256: Sha256, at: number, large: Checkpoint, fork: Fork): Uint8Array | null {
  const nodes = fork.nodes.map(fromBase64);
  if (!nodes.every((node) => node?.length === 32)) return null;
  const hashes = nodes as Uint8Array[];
  const places = stretches(at, large.size);
  if (places.length !== hashes.length) return null;
  let next = 0;
  const rebuild = (from: number, to: number): Uint8Array => {
    if (to <= at || from >= at) return hashes[next++] as Uint8Array;
    const middle = from + divide(to - from);
    const left = rebuild(from, middle);
    return nodeHash(sha256, left, rebuild(middle, to));
  };
  if (!isSameHash(rebuild(0, large.size), large.root)) return null;
  return rootOf(sha256, { size: at, roots: hashes.slice(0, places.filter(([, to]) => to <= at).length) });
}
