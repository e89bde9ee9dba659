import { type ArchivedEntry, type ArchivedLedger, type Cursor, documentsLast } from "./archive.ts";
import { isSameHash, type Sha256 } from "./hash.ts";
import { fromBase64, join } from "./note.ts";
import type { Opening } from "./openings.ts";
import { fromHex } from "./tags.ts";
import { readTilePath, type Tile, tileWidth, writeEntries } from "./tiles.ts";
import type { Source } from "./verify.ts";

/** Longer than any actor document that a server takes (1 MiB), in Base64. */
const longestBody = 1_500_000;
/** How many bytes of documents are kept, and of heads: more than 32 tiles name, or a server signs. */
const mostKept = 128 * 1024 * 1024;

type Entry = { readonly leaf: Uint8Array; readonly hash: Uint8Array; readonly opening?: Opening };

/** A ledger in an archive, and how many entries of it were read. */
export type ArchiveSource = Source & { readonly read: Source["read"]; entries(): number };

/**
 * Serves a ledger from an archive's lines, whose `ledger` line was just taken: forward only, one tile of entries at a
 * time, and the documents that the last few tiles named. Where the lines are not what they should be, it has no more.
 */
export function archiveSource(
  sha256: Sha256,
  cursor: Cursor,
  ledger: ArchivedLedger,
  size: number,
): ArchiveSource {
  const utf8 = new TextEncoder();
  const documents = new Map<string, Uint8Array>();
  let kept = 0;
  let isBehindDocument = false;
  let taken = 0;
  let heads: string | null = null;
  let current: { readonly index: number; readonly entries: Promise<Entry[]> } | null = null;
  cursor.expect(size > 0 ? 0 : null);

  async function readHeads(): Promise<string> {
    const notes: string[] = [];
    let length = 0;
    for (let line = await cursor.peek(); line?.kind === "head"; line = await cursor.peek()) {
      await cursor.take();
      length += line.note.length;
      if (length > mostKept) cursor.refuse("out-of-place");
      else notes.push(`${JSON.stringify(line.note)}\n`);
    }
    return notes.join("");
  }

  function forget(hash: string): void {
    kept -= documents.get(hash)?.length ?? 0;
    documents.delete(hash);
  }

  /** A document stands before the entry that names it, one before each; of too many the oldest go. */
  function keep(hash: string, body: string): void {
    const bytes = body.length > longestBody ? null : fromBase64(body);
    if (isBehindDocument || !bytes || !isSameHash(sha256(bytes), fromHex(hash))) {
      cursor.refuse("out-of-place");
      return;
    }
    isBehindDocument = true;
    forget(hash);
    documents.set(hash, bytes);
    kept += bytes.length;
    for (const oldest of documents.keys()) {
      if (kept <= mostKept) break;
      forget(oldest);
    }
  }

  async function readTile(index: number): Promise<Entry[]> {
    heads ??= await readHeads();
    if (index % documentsLast === 0) {
      documents.clear();
      kept = 0;
    }
    const entries: Entry[] = [];
    const end = Math.min(size, (index + 1) * tileWidth);
    while (taken < end) {
      const line = await cursor.peek();
      if (line?.kind !== "entry" && line?.kind !== "document") break;
      await cursor.take();
      if (line.kind === "document") keep(line.hash, line.body);
      else {
        const entry = entryOf(line, taken);
        if (!entry) break;
        entries.push(entry);
        isBehindDocument = false;
        taken++;
        cursor.expect(taken < size ? taken : null);
      }
    }
    // of what should be there and is not, the first entry is named
    if (taken < end) cursor.refuse((await cursor.peek()) || cursor.trouble ? "out-of-place" : "cut-off");
    return entries;
  }

  function entryOf({ seq, leaf, hash, opening }: ArchivedEntry, place: number): Entry | null {
    const bytes = utf8.encode(leaf);
    if (seq !== place || bytes.length > 65_535 || !/^[0-9a-f]{64}$/.test(hash)) {
      cursor.refuse("out-of-place");
      return null;
    }
    return { leaf: bytes, hash: fromHex(hash), ...(opening ? { opening: { ...opening, seq } } : {}) };
  }

  /** What was asked for is the tile that was read last, or the one behind it. */
  function tile(index: number): Promise<readonly Entry[]> {
    if (current?.index !== index) {
      if (index !== (current?.index ?? -1) + 1) throw new Error(`tile ${index} of an archive is behind`);
      current = { index, entries: readTile(index) };
    }
    return current.entries;
  }

  return {
    read: async (path) => {
      if (path === "checkpoint") return utf8.encode(ledger.checkpoint);
      if (path === "heads") {
        heads ??= await readHeads();
        return utf8.encode(heads);
      }
      const [, hash] = /^documents\/([0-9a-f]{64})$/.exec(path) ?? [];
      if (hash) return documents.get(hash) ?? null;
      const asked = readTilePath(path);
      if (!asked || (asked.level !== "entries" && asked.level !== 0)) return null;
      const entries = await tile(asked.index);
      return asked.level === 0
        ? join(...entries.map((one) => one.hash))
        : writeEntries(entries.map(({ leaf }) => leaf));
    },
    openings: async ({ index }: Tile) => (await tile(index)).flatMap(({ opening }) => opening ?? []),
    entries: () => taken,
  };
}
