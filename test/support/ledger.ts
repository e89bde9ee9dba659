import { type Numbered, readEntry } from "../../src/ledger/entry.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import type { Opening } from "../../src/ledger/openings.ts";
import { readBeside } from "../../src/ledger/read-opening.ts";
import { servedLedger } from "../../src/ledger/served.ts";
import { readEntries, tilePath, tileWidth } from "../../src/ledger/tiles.ts";
import { type Verified, verifyLedger } from "../../src/ledger/verify.ts";
import { canonical } from "../../src/ledger/write.ts";

/** An entry as anybody reads it, with what is published beside it. */
export type Read = { readonly entry: Numbered; readonly opening: Opening | undefined };

/** Verifies the ledger of an assembly over HTTP, as anybody may, and reads all of its entries. */
export async function readLedger(address: string): Promise<{ verified: Verified; entries: Read[] }> {
  const { source, key, origin } = await servedLedger(address);
  const means = { sha256, canonical, verify: verifyEd25519 };
  const verified = await verifyLedger(means, source, { key, origin });
  const entries: Read[] = [];
  for (let index = 0; index * tileWidth < verified.size; index++) {
    const width = Math.min(tileWidth, verified.size - index * tileWidth);
    const tile = { level: "entries", index, width } as const;
    const openings = readBeside(await source.openings(tile), index * tileWidth, width);
    for (const leaf of readEntries((await source.read(tilePath(tile))) as Uint8Array) ?? []) {
      const entry = readEntry(leaf) as Numbered;
      entries.push({ entry, opening: openings.get(entry.seq) ?? undefined });
    }
  }
  return { verified, entries };
}
