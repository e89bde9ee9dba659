import { cosignedAt, readCheckpoint } from "./checkpoint.ts";
import type { Sha256 } from "./hash.ts";
import { readNote, type Verify } from "./note.ts";

/** How many witnesses are asked for their keys: as many as an assembly can have. */
export const mostWitnesses = 20;
/** A name is an address without its scheme, and is shown in terminals: letters, digits and signs, and not too many. */
const isName = (name: string): boolean => /^[!-~]{1,500}$/.test(name);
/** The last second that a date can have. */
const lastSecond = 8_640_000_000_000;

/** The newest head that somebody's name stands under: how many entries it has, and the note. */
type Named = { readonly name: string; readonly size: number; readonly note: string };

/** Who co-signed heads of a ledger, by the names of their own ledgers. */
export type Cosigned = {
  /** Up to how many entries, and when, in seconds since 1970. */
  readonly witnesses: readonly { readonly name: string; readonly size: number; readonly at: number }[];
  /** Whose key signed nothing that is under their name: it counts for nothing. */
  readonly forged: readonly string[];
  /** Who could not be asked for their key: they may be witnesses or not. */
  readonly unasked: readonly string[];
};

/**
 * The notes of the heads of a ledger by their sizes; `heads`: all that were signed, as they are served. Of two of one
 * size it is the last that counts, as where the ledger is verified.
 */
function notesOf(newest: string, heads: string): ReadonlyMap<number, string> {
  const head = readCheckpoint(newest);
  const notes = new Map<number, string>();
  for (const line of [...heads.split("\n").filter(Boolean), JSON.stringify(newest)]) {
    const note = String(JSON.parse(line));
    const one = readCheckpoint(note);
    if (head && one?.origin === head.origin && one.size <= head.size) notes.set(one.size, note);
  }
  return notes;
}

/** Whose names stand under the heads of a ledger, each with the newest that has it; the ledger's own is not told. */
export function namesUnder(newest: string, heads: string): readonly Named[] {
  const origin = readCheckpoint(newest)?.origin;
  const named = new Map<string, Named>();
  const notes = [...notesOf(newest, heads)].sort(([one], [other]) => other - one);
  // a time of 8 bytes before the signature; what else stands there is nothing that we know
  for (const [size, note] of notes)
    for (const { name, bytes } of readNote(note)?.signatures ?? [])
      if (name !== origin && isName(name) && bytes.length === 72 && !named.has(name))
        named.set(name, { name, size, note });
  return [...named.values()];
}

/**
 * Checks who co-signed the heads of a ledger that was verified with them. `keyOf` answers the raw Ed25519 key of the
 * assembly whose ledger has a name, null where it names none, and undefined where it cannot be asked.
 */
export async function checkCosignatures(
  { sha256, verify }: { readonly sha256: Sha256; readonly verify: Verify },
  named: readonly Named[],
  keyOf: (name: string) => Promise<Uint8Array | null | undefined>,
): Promise<Cosigned> {
  const found = await Promise.all(
    named.map(async ({ name, size, note }, place) => {
      const publicKey = place < mostWitnesses ? await keyOf(name) : undefined;
      if (publicKey === undefined) return { name, size, at: undefined };
      const at = publicKey && (await cosignedAt(sha256, verify, note, { name, publicKey }));
      return { name, size, at: at !== null && at <= lastSecond ? at : null };
    }),
  );
  return {
    witnesses: found.flatMap(({ at, ...one }) => (typeof at === "number" ? { ...one, at } : [])),
    forged: found.filter(({ at }) => at === null).map(({ name }) => name),
    unasked: found.filter(({ at }) => at === undefined).map(({ name }) => name),
  };
}
