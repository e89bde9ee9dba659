import { openLines, type Trouble } from "../ledger/archive.ts";
import { type ArchiveVerified, verifyArchive } from "../ledger/archive-verify.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { actorKey } from "../ledger/served.ts";
import { toHex } from "../ledger/tags.ts";
import type { Means, Verified } from "../ledger/verify.ts";
import { archiveLines } from "./archive-file.ts";

/** What is said of where an archive stops to be what was written. */
export const troubleSentences: Readonly<Record<Trouble["wrong"], string>> = {
  "no-archive": "It is no archive that this version of Folkmoot reads.",
  "not-its-sum": "A line was altered, left out, moved or put in.",
  "out-of-place": "A line is not what should stand there.",
  "cut-off": "Its end is missing.",
  "not-its-ledger": "What it says of a proposal is not what its ledger says.",
};

/** Where an archive stops to be what was written, as a sentence. */
export function sayTrouble({ wrong, line, seq }: Trouble): string {
  const where = seq === null ? `Line ${line}.` : `First bad entry: seq ${seq} (line ${line}).`;
  return `DOES NOT HOLD. ${troubleSentences[wrong]} ${where} [${wrong}]`;
}

/** By which key archives are verified, where not by their own word: one in hex for all, or a live server's for its assembly. */
export type KnownBy = {
  readonly key?: string | null;
  readonly served?: { readonly id: string; readonly key: Uint8Array } | null;
};

/** Verifies an archive in a file, with every ledger in it. */
export function verifyFile(
  means: Means,
  file: string,
  { key, served }: KnownBy = {},
): Promise<ArchiveVerified> {
  if (key && !/^[0-9a-f]{64}$/.test(key)) throw new Error("--key takes an Ed25519 key: 64 digits of hex.");
  const known = key ? new Uint8Array(Buffer.from(key, "hex")) : null;
  return verifyArchive(
    means,
    openLines(sha256, archiveLines(file)),
    ({ assembly, actor }) => known ?? (served?.id === assembly ? served.key : actorKey(actor)),
  );
}

/** What a verification of an archive came to, for people, a line each; `report` says it of one ledger. */
export function reportArchive(
  found: ArchiveVerified,
  report: (verified: Verified) => readonly string[],
  served: KnownBy["served"] = null,
) {
  const { head, ledgers, trouble, isWhole } = found;
  const isOf = (ledger: Verified): boolean => served?.id.replace(/^https?:\/\//, "") === ledger.origin;
  const isElsewhere = Boolean(served && head && !head.assemblies.includes(served.id));
  // a verdict on nothing is none
  const isEmpty = head !== null && trouble === null && ledgers.length === 0;
  const failed =
    isElsewhere || isEmpty || trouble !== null || ledgers.some(({ faults }) => faults.length > 0);
  const lines = head ? [`Archive of ${head.origin}, made at ${head.madeAt}.`] : [];
  for (const ledger of ledgers) {
    const isCut =
      trouble !== null && ledger === ledgers.at(-1) && ledger.faults.some(({ wrong }) => wrong === "missing");
    if (isCut) continue;
    lines.push(...report(ledger));
    const whose = isOf(ledger)
      ? "which its server says is the assembly's"
      : "whether it is the assembly's, its server says";
    if (ledger.key) lines.push(`  by the key ${toHex(ledger.key)}; ${whose}`);
  }
  if (isEmpty) lines.push("It holds nothing: there is no ledger in it.");
  if (isElsewhere) lines.push(`The archive does not hold ${served?.id}.`);
  if (trouble) lines.push(sayTrouble(trouble));
  else if (!failed)
    lines.push(isWhole ? "What is not public is in it too, encrypted." : "It holds what is public.");
  return { shown: lines, raw: found, failed };
}
