import type { ArchiveHead, ArchiveLine } from "./archive.ts";
import { isObject } from "./read-opening.ts";

type Read = Readonly<Record<string, unknown>>;
const isText = (value: unknown): value is string => typeof value === "string";
const areTexts = (of: Read, ...names: readonly string[]): boolean => names.every((name) => isText(of[name]));
const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isSeq = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** What each kind of line is to hold, so that whoever reads it need not doubt it. */
const holds: Readonly<Record<ArchiveLine["kind"], (line: Read) => boolean>> = {
  archive: (line) =>
    areTexts(line, "format", "origin", "madeAt") &&
    isListOfTexts(line.assemblies) &&
    isListOfTexts(line.leftOut),
  ledger: (line) => areTexts(line, "assembly", "checkpoint") && isObject(line.actor),
  head: (line) => isText(line.note),
  document: (line) => isHash(line.hash) && isText(line.body),
  entry: (line) =>
    isSeq(line.seq) &&
    isText(line.leaf) &&
    isHash(line.hash) &&
    (line.opening === undefined || isObject(line.opening)),
  proposal: (line) => isObject(line.proposal),
  answer: (line) => isText(line.proposal) && isObject(line.answer),
  sealed: (line) => line.cipher === "aes-256-gcm" && isObject(line.kdf) && isText(line.salt),
  frame: (line) => isText(line.data),
  end: (line) => isSeq(line.entries),
};

/** Reads a line of an archive, without its sum; null where it is none of those that there are (ADR 16). */
export function readArchiveLine(text: string): ArchiveLine | null {
  const line = parse(text);
  if (!isObject(line) || !isText(line.kind) || !Object.hasOwn(holds, line.kind)) return null;
  const known = line as ArchiveLine;
  if (!holds[known.kind](line)) return null;
  return known.kind === "archive" ? headOf(known) : known;
}

/** The first line with what we know of it alone, as it is shown as it is. */
const headOf = ({ format, version, origin, madeAt, assemblies, leftOut }: ArchiveHead): ArchiveHead => ({
  ...{ kind: "archive", format, version, origin, madeAt, assemblies, leftOut },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
