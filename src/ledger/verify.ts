import { type Checkpoint, isSigned, ledgerName, readCheckpoint } from "./checkpoint.ts";
import { type Numbered, readEntry } from "./entry.ts";
import { aboutOf, type CheckEvidence } from "./evidence.ts";
import { isSameHash, leafHash, type Sha256 } from "./hash.ts";
import { judgeHead, readHeads } from "./heads.ts";
import type { Verdict } from "./http-signature.ts";
import { countNameless, doubtfulOf, nobodyNameless } from "./nameless.ts";
import { fromBase64, type Verify } from "./note.ts";
import { checkOpening, keepRoll, type Misfit, nobodyYet, type Opening } from "./openings.ts";
import { readBeside } from "./read-opening.ts";
import type { Finding, Recounted } from "./recount.ts";
import { beginReplay, replay } from "./replay.ts";
import { readEntries, type Tile, tilePath, tileWidth } from "./tiles.ts";
import { append, emptyTree, rootOf } from "./tree.ts";
import { type Unfinished, unfinishedOf } from "./unfinished.ts";

/** Where a ledger is read from: a server, an archive, a folder. Each answers null where it has no such file. */
export type Source = {
  /** A file of the ledger by its path: `checkpoint`, `heads`, a tile's, or `documents/` and an actor document's hash. */
  read(path: string): Promise<Uint8Array | null>;
  /** What opens the entries of a tile of entries, as it was read (`readOpening`); empty where it is not to be had. */
  openings(tile: Tile): Promise<readonly unknown[]>;
};

/** What a verification needs besides: hashes, signatures, canonical JSON, and how a request's signature is checked. */
export type Means = {
  readonly sha256: Sha256;
  readonly verify: Verify;
  readonly canonical: (value: unknown) => string;
  /** As `evidenceChecker` makes it; without it every published request counts as unknown. */
  readonly evidence?: CheckEvidence;
  readonly progress?: (done: number, of: number) => void;
  /** Is told of every entry that was checked, but for its request, and of what opens it. */
  readonly heed?: (entry: Numbered, opening: Opening | undefined) => void;
};

/** What is wrong with a ledger as a whole, or at one entry. */
export type Fault =
  | {
      readonly wrong:
        | "no-checkpoint"
        | "not-heads"
        | "larger-head"
        | "not-signed"
        | "another-key"
        | "another-ledger"
        | "not-remembered";
    }
  | { readonly wrong: "missing"; readonly path: string }
  | { readonly wrong: Misfit | "bad-evidence" | "not-its-hash" | "not-its-root"; readonly seq: number }
  | Finding;

/** What a verification came to. `faults`: the first one decides; empty: everything that was checked holds. */
export type Verified = {
  readonly origin: string | null;
  readonly size: number;
  readonly root: Uint8Array | null;
  readonly faults: readonly Fault[];
  readonly results: readonly Recounted[];
  /** What is over and has no result: no fault, but something to look at. */
  readonly unfinished: readonly Unfinished[];
  /** How many entries of voters and members name nobody: of sympathisers, or erased. */
  readonly unnamed: number;
  /**
   * How many of these are of members; how many entries open no more, as the erasures of members say; and for how many
   * of members' entries or seats no erasure accounts, at the least.
   */
  readonly nameless: { readonly members: number; readonly erased: number; readonly doubtful: number };
  readonly evidence: { readonly good: number; readonly unknown: number; readonly notPublic: number };
};

/** Whether the assembly that a first entry names is the one that a head is of. */
const isOf = (assembly: unknown, { origin }: Checkpoint): boolean =>
  typeof assembly === "string" &&
  /^https?:\/\//.test(assembly) &&
  URL.canParse(assembly) &&
  ledgerName(assembly) === origin;

/** A request that is being checked, and at which entry. */
type Checking = { readonly seq: number; readonly how: Promise<Verdict> };

/** Waits for what is being checked, and counts it; the first that is bad is a fault. */
async function firstBad(
  checking: readonly Checking[],
  counts: Record<string, number>,
): Promise<Fault | null> {
  for (const { seq, how } of checking) {
    const verdict = await how;
    if (verdict === "bad") return { wrong: "bad-evidence", seq };
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return null;
}

/**
 * Verifies a ledger from its first entry to its newest head: the head's signature, the root from all leaves, every
 * rule from membership to outcome, and what opens the entries. Reads one tile after another and keeps none. `key`:
 * the raw Ed25519 key that the assembly is known by; without one, that of the first entry. `origin`: whose it is to be.
 * `remembered`: a head that it had when it was verified before, and must still begin with.
 */
export async function verifyLedger(
  means: Means,
  source: Source,
  expected: {
    readonly key?: Uint8Array;
    readonly origin?: string;
    readonly remembered?: Checkpoint | null;
  } = {},
): Promise<Verified> {
  const { sha256 } = means;
  const evidence = { good: 0, unknown: 0, notPublic: 0 };
  const results: Recounted[] = [];
  const nameless = nobodyNameless();
  const state = beginReplay();
  // first, so that none of them is younger than the newest
  const listed = await source.read("heads");
  const bytes = await source.read("checkpoint");
  const written = bytes ? new TextDecoder().decode(bytes) : "";
  const head = readCheckpoint(written);
  const done = (...faults: Fault[]): Verified => {
    const { unnamed, members, erased } = nameless;
    return {
      ...{ origin: head?.origin ?? null, size: head?.size ?? 0, root: head?.root ?? null },
      ...{ faults, results, unnamed, evidence, unfinished: unfinishedOf(state.questions.values(), state.at) },
      nameless: { members, erased, doubtful: doubtfulOf(nameless, state) },
    };
  };
  if (!head) return done({ wrong: "no-checkpoint" });
  if (expected.origin !== undefined && head.origin !== expected.origin)
    return done({ wrong: "another-ledger" });
  const { remembered } = expected;
  if (remembered && head.size < remembered.size) return done({ wrong: "not-remembered" });
  const people = nobodyYet(state);
  let tree = emptyTree;
  const heads = readHeads(listed, { ...head, note: written });
  if (!heads) return done({ wrong: "not-heads" });
  const ownKey = () => expected.key ?? fromBase64(state.key ?? "");
  let held = 0;
  for (let index = 0; index * tileWidth < head.size; index++) {
    const width = Math.min(tileWidth, head.size - index * tileWidth);
    const tile: Tile = { level: "entries", index, width };
    const [file, hashes, openings] = await Promise.all([
      source.read(tilePath(tile)),
      source.read(tilePath({ ...tile, level: 0 })),
      source.openings(tile),
    ]);
    const leaves = file && readEntries(file);
    if (!leaves) return done({ wrong: "missing", path: tilePath(tile) });
    if (!hashes) return done({ wrong: "missing", path: tilePath({ ...tile, level: 0 }) });
    const beside = readBeside(openings, tree.size, width);
    const checking: Checking[] = [];
    const stop = async (fault: Fault) => done((await firstBad(checking, evidence)) ?? fault);
    for (const [at, leaf] of leaves.slice(0, width).entries()) {
      const hash = leafHash(sha256, leaf);
      // the root says that something differs; the tile says what
      if (!isSameHash(hash, hashes.subarray(at * 32, at * 32 + 32)))
        return stop({ wrong: "not-its-hash", seq: tree.size });
      tree = append(sha256, tree, hash);
      const entry = readEntry(leaf);
      const found = replay(sha256, state, entry);
      if (found && "wrong" in found) return stop(found);
      if (found) results.push(found);
      // whose questions the published requests are compared with: another assembly's votes are none of this one's
      if (entry?.kind === "found" && !isOf(entry.assembly, head)) return stop({ wrong: "another-ledger" });
      if (tree.size === remembered?.size && !isSameHash(rootOf(sha256, tree), remembered.root))
        return stop({ wrong: "not-remembered" });
      const signed = heads.at.get(tree.size);
      if (signed) {
        // what was signed once narrows down where something changed since
        const root = rootOf(sha256, tree);
        const other = signed.find((one) => !isSameHash(root, one.root));
        const fault = { wrong: "not-its-root", seq: held } as const;
        if (other) return stop(await judgeHead(means, other, ownKey(), fault));
        held = tree.size;
      }
      if (!entry) continue;
      keepRoll(people, entry);
      const opening = beside.get(entry.seq);
      if (opening === null) return stop({ wrong: "not-its-opening", seq: entry.seq });
      countNameless(nameless, state, entry, opening?.who !== undefined);
      const misfit = opening && checkOpening(sha256, means.canonical, people, entry, opening);
      if (misfit) return stop({ wrong: misfit, seq: entry.seq });
      means.heed?.(entry, opening);
      if ("evidence" in entry && entry.evidence !== null) {
        const { evidence: request, who } = opening ?? {};
        if (!request) evidence.notPublic++;
        else if (!means.evidence || !who || !state.assembly) evidence.unknown++;
        else {
          const how = means.evidence(request, aboutOf(entry, who.actor, state.assembly), source.read);
          // it is waited for at the tile's end, and what goes wrong is said there
          how.catch(() => {});
          checking.push({ seq: entry.seq, how });
        }
      }
      if (entry.kind === "outcome" || (entry.kind === "close" && entry.why !== null))
        people.rolls.delete(entry.question);
    }
    const bad = await firstBad(checking, evidence);
    if (bad) return done(bad);
    if (leaves.length < width) return done({ wrong: "missing", path: tilePath(tile) });
    means.progress?.(tree.size, head.size);
  }
  // an act is under a head with all of its entries
  if (state.act.ended) return done({ wrong: "ended-wrongly", seq: state.act.ended.seq });
  const own = fromBase64(state.key ?? "");
  if (own?.length !== 32) return done({ wrong: "not-signed" });
  if (expected.key && !isSameHash(expected.key, own)) return done({ wrong: "another-key" });
  if (!(await isSigned(sha256, means.verify, written, own))) return done({ wrong: "not-signed" });
  if (heads.larger) return done(await judgeHead(means, heads.larger, own, { wrong: "larger-head" } as const));
  return done();
}
