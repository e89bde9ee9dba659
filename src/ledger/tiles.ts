import { join } from "./note.ts";

/** How many hashes, or entries, a full tile holds. */
export const tileWidth = 256;

/** A tile (C2SP tlog-tiles): 256 hashes of one level, or the entries themselves; `width` of them so far. */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number };

/** A tile's path under the ledger's address: "tile/0/x001/234", or "tile/0/000.p/7" while 7 of 256 are there. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/\d{3}/g) as string[];
  const number = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join("/");
  return `tile/${level}/${number}${width === tileWidth ? "" : `.p/${width}`}`;
}

/** Reads a tile's path; null where it is none, or is not spelled the one right way. */
export function readTilePath(path: string): Tile | null {
  const [, level = "", number = "", partial] =
    /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (level === "" || number.length > 30) return null;
  const index = Number(number.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || width < 1 || (partial !== undefined && width >= tileWidth)) return null;
  const tile = { level: level === "entries" ? level : Number(level), index, width } as const;
  return tilePath(tile) === path ? tile : null;
}

/** How many hashes a level has in a tree: roots of full subtrees of 256^level leaves. */
export const widthOfLevel = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** How many hashes or entries of a tile are there in a tree of `size` leaves; 0: the tile is not there yet. */
export function widthOf({ level, index }: Pick<Tile, "level" | "index">, size: number): number {
  const there = widthOfLevel(level === "entries" ? 0 : level, size) - index * tileWidth;
  return Math.max(0, Math.min(tileWidth, there));
}

/** Entries as an entry tile holds them: each behind its length in two bytes. Throws for one of 64 kB or more. */
export const writeEntries = (entries: readonly Uint8Array[]): Uint8Array =>
  join(
    ...entries.flatMap((entry) => {
      if (entry.length > 65_535) throw new RangeError(`an entry of ${entry.length} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );

/** Reads an entry tile, each entry a view of it; null where lengths and bytes do not come out even. */
export function readEntries(bytes: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) return null;
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return null;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Hashes of 32 bytes each that lie one behind the other. */
export const hashesIn = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
