import {
  type ArchivedLedger,
  type ArchiveHead,
  archiveFormat,
  type Cursor,
  type Trouble,
} from "./archive.ts";
import { archiveSource } from "./archive-source.ts";
import { archivedWords, type Words } from "./archive-words.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { type Means, type Verified, verifyLedger } from "./verify.ts";

/** What the verification of an archive came to. `trouble`: where its lines stop to be what was written. */
export type ArchiveVerified = {
  readonly head: ArchiveHead | null;
  readonly ledgers: readonly (Verified & { readonly key: Uint8Array | null })[];
  /** Whether all that is not public is in it too, encrypted. */
  readonly isWhole: boolean;
  readonly trouble: Trouble | null;
};

/** The key that an assembly is to be known by: one given from elsewhere, or that of its actor document. */
export type KeyOf = (ledger: ArchivedLedger) => Uint8Array | null;

/**
 * Verifies an archive from its first line to its last: the sums, every ledger in it as `verifyLedger` does, and what
 * it says of proposals against that. Reads forward and keeps one tile of entries. Stops at the first ledger that does not hold.
 */
export async function verifyArchive(means: Means, cursor: Cursor, keyOf: KeyOf): Promise<ArchiveVerified> {
  const ledgers: (Verified & { key: Uint8Array | null })[] = [];
  let [head, isWhole, entries]: [ArchiveHead | null, boolean, number] = [null, false, 0];
  const done = (): ArchiveVerified => ({ head, ledgers, isWhole, trouble: cursor.trouble });
  const first = await cursor.take();
  if (first?.kind !== "archive" || first.format !== archiveFormat.format || first.version !== 1) {
    cursor.refuse("no-archive");
    return done();
  }
  if (new Set(first.assemblies).size < first.assemblies.length) {
    cursor.refuse("no-archive");
    return done();
  }
  head = first;
  let words: Words | null = null;
  const contradict = (seq: number | null | undefined): void => {
    if (seq === null || seq === undefined) return;
    cursor.expect(seq);
    cursor.refuse("not-its-ledger");
  };
  for (let line = await cursor.take(); line; line = await cursor.take()) {
    if (line.kind === "proposal" || line.kind === "answer") {
      if (words && !isWhole) contradict(words.compare(line));
      else cursor.refuse("out-of-place");
      continue;
    }
    if (line.kind !== "frame") contradict(words?.end());
    if (cursor.trouble) break;
    if (line.kind === "ledger") {
      const isNext = !isWhole && line.assembly === head.assemblies[ledgers.length];
      if (!isNext) cursor.refuse("out-of-place");
      else {
        const size = readCheckpoint(String(line.checkpoint))?.size ?? 0;
        const source = archiveSource(means.sha256, cursor, line, size);
        const key = keyOf(line);
        const origin = line.assembly.replace(/^https?:\/\//, "");
        words = archivedWords(means.sha256);
        const heeding = { ...means, heed: words.heed };
        const verified = await verifyLedger(heeding, source, { ...(key ? { key } : {}), origin });
        ledgers.push({ ...verified, key });
        if (verified.faults.length > 0) return done();
        // an archive without heads and entries is read as far as here by nobody
        await source.read("heads");
        entries += source.entries();
      }
    } else if (line.kind === "sealed") isWhole = true;
    else if (line.kind === "end") {
      if (line.entries !== entries || ledgers.length < head.assemblies.length) cursor.refuse("out-of-place");
      else if (await cursor.peek()) cursor.refuse("out-of-place");
      return done();
    } else if (line.kind !== "frame") cursor.refuse("out-of-place");
  }
  cursor.refuse("cut-off");
  return done();
}
