import { and, asc, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Stretch } from "../ledger/ranges.ts";
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

/**
 * The heads that were signed, the newest last, so many at most, each its size and note; `before`: those that are
 * smaller.
 */
export async function listHeads(
  db: Database,
  assemblyId: string,
  limit: number,
  before: number | null = null,
): Promise<{ size: number; note: string }[]> {
  const rows = await db
    .select({ size: ledgerHeads.size, note: ledgerHeads.note })
    .from(ledgerHeads)
    .where(
      and(eq(ledgerHeads.assemblyId, assemblyId), before === null ? undefined : lt(ledgerHeads.size, before)),
    )
    .orderBy(desc(ledgerHeads.size))
    .limit(limit);
  return rows.reverse();
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

/** The roots of full tiles of a level, in order: those from `from` to `to` (not included) that there are. */
export async function tileRoots(
  db: Database,
  assemblyId: string,
  { level, from, to }: Stretch,
): Promise<Uint8Array[]> {
  const rows = await db
    .select({ root: ledgerTiles.root })
    .from(ledgerTiles)
    .where(
      and(
        ...[eq(ledgerTiles.assemblyId, assemblyId), eq(ledgerTiles.level, level)],
        ...[gte(ledgerTiles.index, from), lt(ledgerTiles.index, to)],
      ),
    )
    .orderBy(asc(ledgerTiles.index));
  return rows.map(({ root }) => root);
}

/**
 * The hashes of stretches of a ledger's tree, in their order, all by one query; each lies within one tile. Those of the
 * lowest level are in full tiles; what is not full yet is in the head that was signed over it, so that what an entry
 * was stands beside what it is. Those above are the roots of full tiles. Throws where one is not there.
 */
export async function hashesOf(
  db: Database,
  head: Pick<Head, "assemblyId" | "size" | "tail">,
  stretches: readonly Stretch[],
): Promise<Uint8Array[][]> {
  const kept = new Map<number, Uint8Array[]>();
  const asked = stretches.flatMap((stretch, at) => {
    const { level, from, to } = stretch;
    if (level > 0) return sql`(${at}::int, ${level - 1}::int, ${from}::bigint, ${to}::bigint, false)`;
    const tile = tileOf(stretch);
    if (tile < tileOf({ from: head.size }))
      return sql`(${at}::int, 0, ${tile}::bigint, ${tile + 1}::bigint, true)`;
    kept.set(at, hashesIn(head.tail));
    return [];
  });
  if (asked.length > 0) {
    const rows = rowsOf<{ at: number; bytes: Uint8Array }>(
      await db.execute(sql`
        select w.at, case when w.is_whole then t.hashes else t.root end as bytes
        from (values ${sql.join(asked, sql`, `)}) w (at, level, first, past, is_whole)
        join ledger_tile t on t.assembly_id = ${head.assemblyId} and t.level = w.level
          and t.index >= w.first and t.index < w.past
        order by w.at, t.index`),
    );
    for (const { at, bytes } of rows) kept.set(at, [...(kept.get(at) ?? []), ...hashesIn(bytes)]);
  }
  return stretches.map((stretch, at) => {
    const { level, from, to } = stretch;
    const first = level > 0 ? from : tileOf(stretch) * tileWidth;
    const hashes = (kept.get(at) ?? []).slice(from - first, to - first);
    if (hashes.length !== to - from)
      throw new Error(`no hashes from ${from} to ${to} at level ${level} of ${head.assemblyId}`);
    return hashes;
  });
}

/** In which tile of its level a hash is. */
const tileOf = ({ from }: Pick<Stretch, "from">): number => Math.floor(from / tileWidth);

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
