import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readCheckpoint } from "../ledger/checkpoint.ts";
import { makeFork, verifyFork } from "../ledger/fork.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { rangesFrom } from "../ledger/ranges.ts";
import { hashesIn, tilePath, tileWidth, widthOf } from "../ledger/tiles.ts";
import type { Source } from "../ledger/verify.ts";

/** The heads that a client saw, one a ledger: signed notes by the ledger's origin, in one file of JSON. */
type Heads = Readonly<Record<string, string>>;

/** Reads the heads in a file; none where it is not there. Rejects, with a sentence, what is no such file. */
async function readHeads(file: string): Promise<Heads> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  const odd = new Error(`${file} is no file of remembered heads. Remove it, or give another with --heads.`);
  try {
    const heads = JSON.parse(text) as Heads;
    if (typeof heads !== "object" || heads === null || Array.isArray(heads)) throw odd;
    return heads;
  } catch {
    throw odd;
  }
}

/** The head that was remembered of a ledger, as its signed note; null where there is none. */
export async function recall(file: string, origin: string): Promise<string | null> {
  const heads = await readHeads(file);
  const note = Object.hasOwn(heads, origin) ? heads[origin] : undefined;
  if (note === undefined) return null;
  // what cannot be compared must not pass as what was compared
  if (typeof note !== "string" || readCheckpoint(note)?.origin !== origin)
    throw new Error(`The head of ${origin} in ${file} cannot be read. Begin anew with --forget.`);
  return note;
}

/** Remembers a head, in place of the one before; the file is whole at every moment. */
export async function remember(file: string, origin: string, note: string): Promise<void> {
  const heads = { ...(await readHeads(file)), [origin]: note };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, `${JSON.stringify(heads, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/**
 * Says in full, a line each, what contradicts what: the head that was remembered and the one that is served. Where both are signed
 * with `key` and neither can have grown into the other, the proof of it is written into a file beside `file`.
 */
export async function sayContradiction(
  file: string,
  source: Source,
  key: Uint8Array,
  notes: { readonly remembered: string; readonly served: string },
): Promise<string[]> {
  const { remembered, served } = notes;
  const said = [
    ...["This signed head was seen before:", "", ...remembered.split("\n")],
    ...["This one is served now:", "", ...served.split("\n")],
  ];
  const size = readCheckpoint(served)?.size ?? 0;
  const of = rangesFrom(sha256, async (level, from, to) => {
    const index = Math.floor(from / tileWidth);
    const width = widthOf({ level, index }, size);
    const hashes = hashesIn((await source.read(tilePath({ level, index, width }))) ?? new Uint8Array());
    return hashes.slice(from % tileWidth, (from % tileWidth) + to - from);
  });
  // of a tree that is gone nobody has the hashes, and a shorter one may be an old one
  const means = { sha256, verify: verifyEd25519 };
  const fork = await makeFork(means, key, [remembered, served], of).catch(() => null);
  if (!fork || !(await verifyFork(means, fork, key)).proven) return said;
  const proof = join(dirname(file), `fork-${fork.origin.replaceAll(/[^\w.-]/g, "-")}-${size}.json`);
  await writeFile(proof, `${JSON.stringify(fork)}\n`);
  const both = "Both are signed with the assembly's key, and one is not the beginning of the other.";
  return [...said, `${both} Proof: ${proof}`];
}
