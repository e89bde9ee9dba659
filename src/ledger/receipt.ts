import { isSigned, readCheckpoint } from "./checkpoint.ts";
import { type Numbered, readEntry } from "./entry.ts";
import { leafHash } from "./hash.ts";
import { fromBase64, toBase64 } from "./note.ts";
import { verifyInclusion } from "./proofs.ts";
import { fromHex, saltedHash } from "./tags.ts";
import type { Means } from "./verify.ts";

/** What opens the tag of a person in an entry: who they are, and the salt in lower-case hex. */
export type Naming = { readonly actor: string; readonly salt: string };

/**
 * What somebody takes home of an entry, so that they can show later, to anybody, that it was there. `assembly`: the
 * actor whose ledger it is; `key`: the Ed25519 key that signs its heads; `leaf`: the very text that was hashed;
 * `proof`: that it is under the root of `checkpoint`, a signed note. `opening` only for who may know it.
 */
export type Receipt = {
  readonly v: 1;
  readonly assembly: string;
  readonly key: Uint8Array;
  readonly seq: number;
  readonly leaf: string;
  readonly opening: Naming | null;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
};

/** How long a receipt may be as text, in characters. */
export const receiptBound = 200_000;

/** Why a text is no receipt. */
export type NoReceipt = "too-large" | "not-json" | "not-a-receipt" | "another-version";

/** A receipt as JSON says it, with bytes in Base64. */
export const receiptJson = ({ key, proof, ...rest }: Receipt) => ({
  ...{ ...rest, key: toBase64(key), proof: proof.map(toBase64) },
});

/** A receipt as it is handed out. */
export const writeReceipt = (receipt: Receipt): string =>
  `${JSON.stringify(receiptJson(receipt), null, 2)}\n`;

const fields = "assembly checkpoint key leaf opening proof seq v";
const namesOf = (value: object): string => Object.keys(value).sort().join(" ");

/** Reads a receipt; answers why where it is none. Nothing is checked by this: `checkReceipt` does. */
export function readReceipt(text: string): Receipt | NoReceipt {
  if (text.length > receiptBound) return "too-large";
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return "not-json";
  }
  if (typeof read !== "object" || read === null || !("v" in read)) return "not-a-receipt";
  if (read.v !== 1) return typeof read.v === "number" ? "another-version" : "not-a-receipt";
  if (namesOf(read) !== fields) return "not-a-receipt";
  const { assembly, key, seq, leaf, opening, proof, checkpoint } = read as Record<string, unknown>;
  const bytes = typeof key === "string" ? fromBase64(key) : null;
  const isText = isWhole(leaf) && isWhole(checkpoint) && isWhole(assembly) && isAddress(assembly);
  if (!isText || bytes?.length !== 32 || !Number.isSafeInteger(seq) || !Array.isArray(proof))
    return "not-a-receipt";
  // the tree of a ledger is never higher than this
  if (proof.length > 64 || !(opening === null || isNaming(opening))) return "not-a-receipt";
  const hashes = proof.map((one) => (typeof one === "string" ? fromBase64(one) : null));
  if (!hashes.every((one) => one?.length === 32)) return "not-a-receipt";
  return {
    ...{ v: 1, assembly, key: bytes, seq: seq as number, leaf, opening },
    ...{ proof: hashes as Uint8Array[], checkpoint },
  };
}

/** Half a character would be hashed as another one. */
const isWhole = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]+\/\S+$/.test(text) && URL.canParse(text);

function isNaming(value: unknown): value is Naming {
  if (typeof value !== "object" || value === null || namesOf(value) !== "actor salt") return false;
  const { actor, salt } = value as Record<string, unknown>;
  return isWhole(actor) && typeof salt === "string" && /^[0-9a-f]{32}$/.test(salt);
}

/** What a receipt shows. Where all of it holds, the entry was in the ledger that this key signed. */
export type Checked = {
  /** Its entry, if it is one and has the receipt's number. */
  readonly entry: Numbered | null;
  /** The head is of the ledger of the assembly that is named, and signed with the key that was asked for. */
  readonly isSigned: boolean;
  /** The entry is under the head's root. */
  readonly isIncluded: boolean;
  /** Whoever is named is who the entry is about; null: it names nobody. */
  readonly isOpened: boolean | null;
};

/** Checks a receipt against the key that its assembly is known by, in the assembly's own words and not the receipt's. */
export async function checkReceipt(
  { sha256, verify }: Pick<Means, "sha256" | "verify">,
  { assembly, key: claimed, seq, leaf, opening, proof, checkpoint }: Receipt,
  key: Uint8Array,
): Promise<Checked> {
  const bytes = new TextEncoder().encode(leaf);
  const read = readEntry(bytes);
  const entry = read?.seq === seq ? read : null;
  const head = readCheckpoint(checkpoint);
  const isTheirs =
    head?.origin === assembly.replace(/^https?:\/\//, "") && toBase64(claimed) === toBase64(key);
  return {
    entry,
    isSigned: isTheirs && (await isSigned(sha256, verify, checkpoint, key)),
    isIncluded:
      entry !== null &&
      head !== null &&
      verifyInclusion(sha256, { index: seq, ...head }, leafHash(sha256, bytes), proof),
    isOpened: opening && tagOf(entry) === saltedHash(sha256, fromHex(opening.salt), opening.actor),
  };
}

/** The tag of the person whom an entry is about; null where it is about nobody. */
function tagOf(entry: Numbered | null): string | null {
  if (!entry) return null;
  return entry.kind === "member" ? entry.member : "voter" in entry ? entry.voter : null;
}
