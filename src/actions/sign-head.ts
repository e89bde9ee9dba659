import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { ledgerName, signCheckpoint } from "../ledger/checkpoint.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { join } from "../ledger/note.ts";
import { rootOver } from "../ledger/ranges.ts";
import { hashesIn, tileWidth } from "../ledger/tiles.ts";
import { append, rootOf } from "../ledger/tree.ts";
import { loadKeys } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import {
  frontierOf,
  type Head,
  leafHashes,
  newestHead,
  saveHead,
  saveTiles,
  tileRoots,
} from "../store/ledger-tree.ts";

import { tellWitnesses } from "./tell-witness.ts";
import { maySign } from "./watch-ledger.ts";

const batch = 4 * tileWidth;
/** How long a head is the newest at least (ledger.md, "Tree"). */
const headLasts = 5000;

/** The name of an assembly's ledger: its address without the scheme (C2SP tlog-checkpoint). */
export const originOf = (ctx: Context, { handle }: Pick<Assembly, "handle">): string =>
  ledgerName(addressesOf(ctx.env.origin).assembly(handle));

/**
 * The newest head of an assembly's ledger: signed anew where entries came since, but not within five seconds of the
 * last, unless it is `due` at once, as at a closing; and never while a witness holds a head that this ledger does not
 * contain. Full tiles are made on the way.
 */
export async function signHead(
  ctx: Context,
  assembly: Pick<Assembly, "id" | "handle">,
  due = false,
): Promise<Head> {
  const last = await newestHead(ctx.db, assembly.id);
  const now = ctx.now();
  if (last && !due && now.getTime() - last.signedAt.getTime() < headLasts) return last;
  if (last && !(await maySign(ctx, assembly, last))) return last;
  const { tree, tail } = await grow(ctx.db, assembly.id, last);
  if (last && tree.size === last.size) {
    // somebody who read the ledger had it signed a moment before, and no witness has heard of that
    if (due) await tellWitnesses(ctx, assembly.id, last.signedAt, due);
    return last;
  }
  const root = rootOf(sha256, tree);
  const { publicKey, privateKey } = await signingKey(ctx, assembly.id);
  const checkpoint = { origin: originOf(ctx, assembly), size: tree.size, root };
  const note = await signCheckpoint(sha256, checkpoint, publicKey, signAs(privateKey));
  const head = {
    ...{ assemblyId: assembly.id, size: tree.size, root: Buffer.from(root), note, signedAt: now },
    ...{ roots: Buffer.from(join(...tree.roots)), tail: Buffer.from(join(...tail)) },
  };
  await saveHead(ctx.db, head);
  await tellWitnesses(ctx, assembly.id, now, due);
  return head;
}

/**
 * Appends what came since the last head, and keeps every tile that was filled by it. What was signed before is taken
 * from the head and not read again: a change of it never gets under another signature.
 */
async function grow(db: Database, assemblyId: string, last: Head | null) {
  let tree = frontierOf(last);
  let tail = last ? hashesIn(last.tail) : [];
  for (;;) {
    const hashes = await leafHashes(db, assemblyId, tree.size, batch);
    const first = Math.floor(tree.size / tileWidth);
    for (const hash of hashes) tree = append(sha256, tree, hash);
    const behind = [...tail, ...hashes];
    const full = Math.floor(behind.length / tileWidth);
    const tiles = Array.from({ length: full }, (_, at) => behind.slice(at * tileWidth, (at + 1) * tileWidth));
    tail = behind.slice(full * tileWidth);
    await fillTiles(db, assemblyId, first, tiles);
    if (hashes.length < batch) return { tree, tail };
  }
}

/** Keeps full tiles of the lowest level, from one index on, and those above that are full with them. */
async function fillTiles(
  db: Database,
  assemblyId: string,
  from: number,
  tiles: Uint8Array[][],
): Promise<void> {
  const rowOf = (level: number, index: number, hashes: Uint8Array[]) => ({
    ...{ assemblyId, level, index, hashes: Buffer.from(join(...hashes)) },
    root: Buffer.from(rootOver(sha256, hashes)),
  });
  await saveTiles(
    db,
    tiles.map((hashes, at) => rowOf(0, from + at, hashes)),
  );
  const above = (index: number): number => Math.floor(index / tileWidth);
  for (let [level, first, end] = [1, above(from), above(from + tiles.length)]; end > first; level++) {
    const rows = [];
    for (let index = first; index < end; index++) {
      const below = { level: level - 1, from: index * tileWidth, to: (index + 1) * tileWidth };
      rows.push(rowOf(level, index, await tileRoots(db, assemblyId, below)));
    }
    await saveTiles(db, rows);
    [first, end] = [above(first), above(end)];
  }
}

/** Signs bytes with an assembly's private key. */
export const signAs =
  (privateKey: KeyObject) =>
  (message: Uint8Array): Uint8Array =>
    sign(null, message, privateKey);

/** The key by which an assembly signs heads, its own and those that it witnesses; the public one raw. */
export async function signingKey(ctx: Context, assemblyId: string) {
  const key = (await loadKeys(ctx.db, assemblyId)).find(({ kind }) => kind === "ed25519");
  if (!key) throw new Error(`no key that signs the ledger of ${assemblyId}`);
  const privateKey = createPrivateKey({
    ...{ key: ctx.secrets.unseal(key.privateSealed), format: "der", type: "pkcs8" },
  });
  return { publicKey: new Uint8Array(key.publicSpki.subarray(-32)), privateKey };
}
