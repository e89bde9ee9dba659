import { readFile, stat } from "node:fs/promises";
import { isSigned, readCheckpoint } from "../ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { proveConsistency, verifyConsistency } from "../ledger/proofs.ts";
import { rangesFrom } from "../ledger/ranges.ts";
import { checkReceipt, type Receipt, readReceipt, receiptBound } from "../ledger/receipt.ts";
import { servedLedger } from "../ledger/served.ts";
import { tilePath, tileWidth, widthOfLevel } from "../ledger/tiles.ts";
import type { Source } from "../ledger/verify.ts";
import type { Command } from "./commands.ts";

/** What a receipt came to, asked of the server of its assembly. */
export type ReceiptVerified = {
  readonly isSigned: boolean;
  readonly isIncluded: boolean;
  readonly isOpened: boolean | null;
  /** The head that is served today is signed, and goes on from the receipt's. */
  readonly isContinued: boolean;
};

/** Reads the receipt in a file; null where the file holds none. */
export async function receiptIn(file: string): Promise<Receipt | null> {
  const { size } = await stat(file);
  // in UTF-8 no character takes more than four bytes
  if (size > 4 * receiptBound) return null;
  const receipt = readReceipt((await readFile(file, "utf8")).trim());
  return typeof receipt === "string" ? null : receipt;
}

/** Checks a receipt with the key that its assembly's own server names, and against the head that it serves today. */
export async function verifyReceipt(receipt: Receipt): Promise<ReceiptVerified> {
  const { id, source, key } = await servedLedger(receipt.assembly);
  if (id !== receipt.assembly) throw new Error(`${receipt.assembly} calls itself ${id}.`);
  const { entry: _, ...checked } = await checkReceipt({ sha256, verify: verifyEd25519 }, receipt, key);
  const old = readCheckpoint(receipt.checkpoint);
  const written = new TextDecoder().decode((await source.read("checkpoint")) ?? undefined);
  const head = readCheckpoint(written);
  if (!old || !head || old.origin !== head.origin || old.size > head.size)
    return { ...checked, isContinued: false };
  const proof = await proveConsistency(rangesFrom(sha256, tilesOf(source, head.size)), old.size, head.size);
  const isContinued =
    (await isSigned(sha256, verifyEd25519, written, key)) && verifyConsistency(sha256, old, head, proof);
  return { ...checked, isContinued };
}

/** The hashes of a served tree of so many leaves, a tile at a time. Rejects where one is missing. */
const tilesOf = (source: Source, size: number) => async (level: number, from: number, to: number) => {
  const index = Math.floor(from / tileWidth);
  const width = Math.min(tileWidth, widthOfLevel(level, size) - index * tileWidth);
  const bytes = await source.read(tilePath({ level, index, width }));
  if (bytes?.length !== width * 32) throw new Error("A part of the ledger is missing.");
  const first = index * tileWidth;
  return Array.from({ length: to - from }, (_, at) =>
    bytes.slice((from - first + at) * 32, (from - first + at + 1) * 32),
  );
};

/** The same as a command answers it: fails where anything does not hold. */
export function reportReceipt(
  { assembly, seq }: Receipt,
  raw: ReceiptVerified,
): Awaited<ReturnType<Command["run"]>> {
  const { isSigned, isIncluded, isOpened, isContinued } = raw;
  const lines: [string, boolean | null][] = [
    ["The head is signed with the key of its assembly.", isSigned],
    ["The entry is under that head, at its place.", isIncluded],
    ["The entry is of whom the receipt names.", isOpened],
    ["The head of today goes on from that head.", isContinued],
  ];
  const isGood = isSigned && isIncluded && isOpened !== false;
  const verdict = !isGood
    ? "DOES NOT HOLD. The receipt was altered, or never was one."
    : isContinued
      ? "It holds: the entry is in the record."
      : "DOES NOT HOLD. The receipt is genuine, and the record was changed since: keep it, it is proof.";
  const checks = lines.flatMap(([text, holds]) => (holds === null ? [] : `  ${holds ? "✓" : "✗"} ${text}`));
  const shown = [`Receipt of entry ${seq} of ${assembly}`, ...checks, verdict];
  return { raw, shown, failed: !isGood || !isContinued };
}
