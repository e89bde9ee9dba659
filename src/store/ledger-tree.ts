import { and, desc, eq, sql } from "drizzle-orm";
import { hashesIn, tileWidth } from "../ledger/tiles.ts";
import type { Frontier } from "../ledger/tree.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { ledgerHeads, ledgerTiles } from "./schema/index.ts";

/** A head as it was signed. */
export type Head = typeof ledgerHeads.$inferSelect;

/** The newest head of a ledger; null before the first. */
export async function newestHead(db: Database, assemblyId: string): Promise<Head | null> {
  const [row] = await db
    .select()
    .from(ledgerHeads)
    .where(eq(ledgerHeads.assemblyId, assemblyId))
    .orderBy(desc(ledgerHeads.size))
    .limit(1);
  return row ?? null;
}

/** The notes of heads that were signed, the newest last, so many at most. */
export async function listHeads(db: Database, assemblyId: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ note: ledgerHeads.note })
    .from(ledgerHeads)
    .where(eq(ledgerHeads.assemblyId, assemblyId))
    .orderBy(desc(ledgerHeads.size))
    .limit(limit);
  return rows.map(({ note }) => note).reverse();
}

/** Keeps a head that was signed; of two of one size the first stays. */
export async function saveHead(db: Database, head: Head): Promise<void> {
  await db.insert(ledgerHeads).values(head).onConflictDoNothing();
}

/** The roots of a head's full subtrees, as appending needs them. */
export const frontierOf = (head: Pick<Head, "size" | "roots"> | null): Frontier => ({
  size: head?.size ?? 0,
  roots: head ? hashesIn(head.roots) : [],
});

/** The hashes of leaves from one `seq` on, in order. */
export async function leafHashes(
  db: Database,
  assemblyId: string,
  from: number,
  limit: number,
): Promise<Uint8Array[]> {
  const rows = rowsOf<{ hash: Uint8Array }>(
    await db.execute(sql`
      select hash from ledger_entry where assembly_id = ${assemblyId} and seq >= ${from}
      order by seq limit ${limit}`),
  );
  return rows.map(({ hash }) => hash);
}

/** Keeps full tiles; they are what they are, whoever makes them. */
export async function saveTiles(
  db: Database,
  rows: readonly (typeof ledgerTiles.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(ledgerTiles)
      .values([...rows])
      .onConflictDoNothing();
}

/** The hashes of a full tile; null where it is not full, or not made yet. */
export async function loadTile(
  db: Database,
  assemblyId: string,
  level: number,
  index: number,
): Promise<Uint8Array[] | null> {
  const [row] = await db
    .select({ hashes: ledgerTiles.hashes })
    .from(ledgerTiles)
    .where(
      and(eq(ledgerTiles.assemblyId, assemblyId), eq(ledgerTiles.level, level), eq(ledgerTiles.index, index)),
    );
  return row ? hashesIn(row.hashes) : null;
}

/**
 * The first hashes of a level's tile, `width` of them; a full one is kept, one above is made from those below. What is
 * not full yet is in the head that was signed over it, so that what an entry was stands beside what it is.
 */
export async function tileHashes(
  db: Database,
  head: Pick<Head, "assemblyId" | "size" | "tail">,
  tile: { readonly level: number; readonly index: number; readonly width: number },
  rootOver: (hashes: readonly Uint8Array[]) => Uint8Array,
): Promise<Uint8Array[]> {
  const { level, index, width } = tile;
  const kept = await loadTile(db, head.assemblyId, level, index);
  if (kept) return kept.slice(0, width);
  if (level === 0) {
    if (index !== Math.floor(head.size / tileWidth))
      throw new Error(`no tile ${index} of ${head.assemblyId}`);
    return hashesIn(head.tail).slice(0, width);
  }
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < width; at++) {
    const below = { level: level - 1, index: index * tileWidth + at, width: tileWidth };
    hashes.push(rootOver(await tileHashes(db, head, below, rootOver)));
  }
  return hashes;
}

/** The root of the head of so many entries that was signed of a ledger; null where none was. */
export async function signedRoot(db: Database, assemblyId: string, size: number): Promise<Buffer | null> {
  const [row] = await db
    .select({ root: ledgerHeads.root })
    .from(ledgerHeads)
    .where(and(eq(ledgerHeads.assemblyId, assemblyId), eq(ledgerHeads.size, size)));
  return row?.root ?? null;
}

/** The head of so many entries, locked until commit; null where none was signed over them. */
export async function lockHead(db: Database, assemblyId: string, size: number): Promise<Head | null> {
  const [row] = await db
    .select()
    .from(ledgerHeads)
    .where(and(eq(ledgerHeads.assemblyId, assemblyId), eq(ledgerHeads.size, size)))
    .for("no key update");
  return row ?? null;
}

/** Puts another witness's signature under a head: its text and the ledger's own signature stay. */
export async function setHeadNote(
  db: Database,
  assemblyId: string,
  size: number,
  note: string,
): Promise<void> {
  await db
    .update(ledgerHeads)
    .set({ note })
    .where(and(eq(ledgerHeads.assemblyId, assemblyId), eq(ledgerHeads.size, size)));
}

/** The size and root of every head that was signed of a ledger. */
export const signedRoots = (db: Database, assemblyId: string): Promise<{ size: number; root: Buffer }[]> =>
  db
    .select({ size: ledgerHeads.size, root: ledgerHeads.root })
    .from(ledgerHeads)
    .where(eq(ledgerHeads.assemblyId, assemblyId));
