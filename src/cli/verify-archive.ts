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
};

/** Where an archive stops to be what was written, as a sentence. */
export function sayTrouble({ wrong, line, seq }: Trouble): string {
  const where = seq === null ? `Line ${line}.` : `First bad entry: seq ${seq} (line ${line}).`;
  return `DOES NOT HOLD. ${troubleSentences[wrong]} ${where} [${wrong}]`;
}

/** Verifies an archive in a file, with every ledger in it; `key`: one that an assembly is known by, in hex. */
export function verifyFile(means: Means, file: string, key: string | null = null): Promise<ArchiveVerified> {
  if (key !== null && !/^[0-9a-f]{64}$/.test(key))
    throw new Error("--key takes an Ed25519 key: 64 digits of hex.");
  const known = key === null ? null : new Uint8Array(Buffer.from(key, "hex"));
  return verifyArchive(means, openLines(sha256, archiveLines(file)), ({ actor }) => known ?? actorKey(actor));
}

/** What a verification of an archive came to, for people; `report` says it of one ledger. */
export function reportArchive(found: ArchiveVerified, report: (verified: Verified) => string) {
  const { head, ledgers, trouble, isWhole } = found;
  const failed = trouble !== null || ledgers.some(({ faults }) => faults.length > 0);
  const lines = head ? [`Archive of ${head.origin}, made at ${head.madeAt}.`] : [];
  for (const ledger of ledgers) {
    const isCut =
      trouble !== null && ledger === ledgers.at(-1) && ledger.faults.some(({ wrong }) => wrong === "missing");
    if (isCut) continue;
    lines.push(report(ledger));
    if (ledger.key)
      lines.push(`  by the key ${toHex(ledger.key)}; whether it is the assembly's, its server says`);
  }
  if (trouble) lines.push(sayTrouble(trouble));
  else if (!failed)
    lines.push(isWhole ? "What is not public is in it too, encrypted." : "It holds what is public.");
  return { shown: lines.join("\n"), raw: found, failed };
}
