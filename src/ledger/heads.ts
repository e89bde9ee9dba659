import { type Checkpoint, isSigned, readCheckpoint } from "./checkpoint.ts";
import { isSameHash, type Sha256 } from "./hash.ts";
import type { Verify } from "./note.ts";

type Written = Checkpoint & { readonly note: string };

/** The heads that are said to have been signed of a ledger: those up to the newest by their sizes, and the largest. */
export type Heads = {
  readonly at: ReadonlyMap<number, readonly Written[]>;
  /** One that has more entries than the newest that is served. */
  readonly larger: Written | null;
};

/** A line of `heads`: a signed note as a string in JSON; null where it is anything else. */
function readHead(line: string): Written | null {
  try {
    const note: unknown = JSON.parse(line);
    const head = typeof note === "string" ? readCheckpoint(note) : null;
    return head && { ...head, note: note as string };
  } catch {
    return null;
  }
}

/** Reads a list of heads, and the newest with them; null: one is no head, or another ledger's. Verifies nothing. */
export function readHeads(file: Uint8Array | null, newest: Written): Heads | null {
  const lines = file ? new TextDecoder().decode(file).split("\n").filter(Boolean) : [];
  const at = new Map<number, Written[]>([[newest.size, [newest]]]);
  let larger: Written | null = null;
  for (const line of lines) {
    const head = readHead(line);
    if (head?.origin !== newest.origin) return null;
    if (head.size > Math.max(newest.size, larger?.size ?? 0)) larger = head;
    const others = at.get(head.size) ?? [];
    // what is said once more need not be kept twice, nor compared
    if (head.size <= newest.size && !others.some(({ root }) => isSameHash(root, head.root)))
      at.set(head.size, [...others, head]);
  }
  return { at, larger };
}

/**
 * What is wrong with a head that says another root than its entries have, or has more entries than are served: the
 * server signed it, and contradicts it; or it is not signed with the ledger's key. A head that the entries lead to says
 * nothing that they do not, so that its signature is not verified: of ten thousand it would take seconds.
 */
export async function judgeHead<Wrong>(
  { sha256, verify }: { readonly sha256: Sha256; readonly verify: Verify },
  { note }: Written,
  key: Uint8Array | null,
  wrong: Wrong,
): Promise<Wrong | { readonly wrong: "not-signed" }> {
  const holds = key?.length === 32 && (await isSigned(sha256, verify, note, key));
  return holds ? wrong : { wrong: "not-signed" };
}
