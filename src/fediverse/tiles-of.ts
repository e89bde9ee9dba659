import { sha256 } from "../ledger/node-crypto.ts";
import type { RootOfRange } from "../ledger/proofs.ts";
import { rangesFrom } from "../ledger/ranges.ts";
import { tilePath, tileWidth, widthOfLevel } from "../ledger/tiles.ts";
import { isUnfetched, type Loader } from "./loader.ts";

/** More tiles than a proof between any two heads takes: two a level, and no ledger has more than seven levels. */
const most = 32;

/** What another server does not give, or gives otherwise than it should: it may be mended there. */
export const tilesMissing = (why: string): Error => Object.assign(new Error(why), { code: "ERR_TILES" });

/** Tells that from a fault. */
export const isTilesMissing = (error: unknown): error is Error =>
  (error as { code?: unknown } | null)?.code === "ERR_TILES";

/**
 * Answers roots of stretches of another assembly's ledger from its tiles of hashes, each fetched once and no more of
 * them than a proof needs, from its own server alone. Rejects with `tilesMissing` where one is not to be had.
 */
export function tilesOf(loader: Loader, actorId: string, size: number): RootOfRange {
  const known = new Map<string, Promise<Uint8Array[]>>();
  const fetchTile = async (path: string, width: number): Promise<Uint8Array[]> => {
    // a ledger that was forked has other tiles at the same addresses than a minute ago
    const fetched = await loader(`${actorId}/ledger/${path}`, { accept: "file", anew: true });
    if (isUnfetched(fetched)) throw tilesMissing(`${path}: ${fetched.failed}`);
    if (fetched.body.length !== width * 32) throw tilesMissing(`${path}: ${fetched.body.length} bytes`);
    return Array.from({ length: width }, (_, at) => fetched.body.subarray(at * 32, at * 32 + 32));
  };
  return rangesFrom(sha256, async (level, from, to) => {
    const index = Math.floor(from / tileWidth);
    const width = Math.min(tileWidth, widthOfLevel(level, size) - index * tileWidth);
    const path = tilePath({ level, index, width });
    if (!known.has(path) && known.size >= most) throw tilesMissing("too many tiles");
    const tile = known.get(path) ?? fetchTile(path, width);
    known.set(path, tile);
    return (await tile).slice(from - index * tileWidth, to - index * tileWidth);
  });
}
