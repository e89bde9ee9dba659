import { isCanonical } from "./canonical-text.ts";

/** A SHA-256, in lower-case hex. */
export type Hash = string;

/** What stands in every entry. `at`: when it was done, by the server's clock, in ISO 8601 and UTC. */
type Common = { readonly at: string };

/** How the ballots of a question stand, as `domain/rule.ts` counts them. */
export type Counted = {
  readonly agree: number;
  readonly abstain: number;
  readonly disagree: number;
  readonly block: number;
  readonly unreasonedBlock: number;
};

/**
 * What a voter did. `voter`: their tag, a person's and question's own. `roll`: they are on its roll, and not a
 * sympathiser. `evidence`: a salted hash of the request that it came with; null where there was none.
 */
type Voted = Common & {
  readonly question: string;
  readonly voter: Hash;
  readonly roll: boolean;
  readonly receivedAt: string;
  readonly evidence: Hash | null;
};

/** The first entry: whose ledger it is, and the key that signs its heads, as Base64. */
export type Found = Common & { readonly kind: "found"; readonly assembly: string; readonly key: string };

/** Another constitution holds: its number, a hash of its settings, the proposal that decided it. */
export type Settled = Common & {
  readonly kind: "constitution";
  readonly version: number;
  readonly settings: Hash;
  readonly proposal: string | null;
};

/** Somebody became a member, or is none any more. `member`: their tag in this assembly. */
export type Joined = Common & {
  readonly kind: "member";
  readonly member: Hash;
  readonly is: "member" | "left" | "removed";
};

/** A proposal has another text. `text`: the hash that its question shows; `matter`: of all its parts. */
export type Written = Common & {
  readonly kind: "version";
  readonly proposal: string;
  readonly version: number;
  readonly text: Hash;
  readonly matter: Hash;
};

/** A question was put to the vote, with all that is frozen. `roll.members`: hash over the sorted tags of its roll. */
export type Opened = Common & {
  readonly kind: "open";
  readonly question: string;
  readonly proposal: string;
  readonly version: number;
  readonly text: Hash;
  readonly constitution: number;
  readonly rule: object;
  readonly options: readonly string[];
  readonly roll: { readonly size: number; readonly members: Hash };
  readonly opensAt: string;
  readonly closesAt: string;
  readonly replaces: string | null;
};

/** Somebody answered. `choices`: one position; `reasoned`: a reason stood publicly with it; `via`: by which door. */
export type Ballot = Voted & {
  readonly kind: "ballot";
  readonly choices: readonly string[];
  readonly reasoned: boolean;
  readonly via: string;
};

/** Somebody took their answer back. */
export type Withdrawn = Voted & { readonly kind: "withdraw" };

/** Somebody's answer was refused; `code`: why. */
export type Rejected = Voted & { readonly kind: "rejected"; readonly code: string };

/** A question closed; `why`: without an outcome, as its text was replaced or it was withdrawn. */
export type Closed = Common & {
  readonly kind: "close";
  readonly question: string;
  readonly why: string | null;
};

/** What a question came to, and the numbers behind it. */
export type Decided = Common & {
  readonly kind: "outcome";
  readonly question: string;
  readonly outcome: string;
  readonly tally: Counted;
};

/** Anything else that was done in public: what, on which proposal, and a salted hash of who, whom, and why. */
export type Done = Common & {
  readonly kind: "deed";
  readonly deed: string;
  readonly proposal: string | null;
  readonly event: Hash;
};

/** Names, words and evidence were deleted at the wish of somebody who left: how many openings went. */
export type Erased = Common & { readonly kind: "erase"; readonly member: Hash; readonly openings: number };

/** An entry of an assembly's ledger, without its number (ADR 13). */
export type Entry =
  | Found
  | Settled
  | Joined
  | Written
  | Opened
  | Ballot
  | Withdrawn
  | Rejected
  | Closed
  | Decided
  | Done
  | Erased;

/** An entry as it stands in the ledger. */
export type Numbered = Entry & { readonly v: 1; readonly seq: number };

/** Whether this is an instant as entries hold them: ISO 8601 in UTC with milliseconds, so that texts compare as times. */
export const isInstant = (text: unknown): text is string =>
  typeof text === "string" &&
  text.length === 24 &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What is more than a word, a number, yes, no or nothing: the parts of a question, of a ballot and of a result. */
const parts = new Set(["rule", "options", "roll", "choices", "tally"]);
/** What is a text, or nothing, wherever it stands: what things are named by, and times. */
const texts = new Set(["at", "question", "proposal", "receivedAt", "opensAt", "closesAt"]);

/** Whether all in an entry is of its kind, so that what is compared is never a box with something in it. */
function isPlain(entry: Readonly<Record<string, unknown>>): boolean {
  for (const name in entry) {
    const value = entry[name];
    if (typeof value === "string" || value === null) continue;
    if (texts.has(name) || (typeof value === "object" && !parts.has(name))) return false;
  }
  return true;
}

/**
 * Reads a leaf; null where it is no entry of this format, or not written in the one way that canonical JSON has: twice
 * the same name, say, would be read in two ways by two readers. What is in it is the reader's to doubt.
 */
export function readEntry(leaf: Uint8Array): Numbered | null {
  try {
    const text = utf8.decode(leaf);
    const entry = JSON.parse(text) as Partial<Numbered> | null;
    if (entry?.v !== 1 || !Number.isSafeInteger(entry.seq) || typeof entry.kind !== "string") return null;
    return isPlain(entry as Record<string, unknown>) && isCanonical(text, entry) ? (entry as Numbered) : null;
  } catch {
    return null;
  }
}
