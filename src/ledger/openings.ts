import type { Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { saltedHash } from "./tags.ts";

/** What is published beside an entry and opens the hashes in it; each part only where it is public. */
export type Opening = {
  readonly seq: number;
  readonly who?: { readonly actor: string; readonly salt: string };
  readonly event?: {
    readonly subject: string;
    readonly by: string;
    readonly detail: unknown;
    readonly salt: string;
  };
  readonly evidence?: EvidenceOpening;
};

/** A request as it came, byte for byte: what somebody's own server signed. `body` is in Base64. */
export type EvidenceOpening = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly receivedAt: string;
  readonly actorDocument: string;
  readonly keyId: string;
  readonly salt: string;
};

/** What is known of the people in a ledger from its openings. */
export type People = {
  /** Every member's tag, by actor id. */
  readonly tags: Map<string, string>;
  /** Of every question that is open, who is on its roll, by tag. */
  readonly rolls: Map<string, ReadonlySet<string>>;
  /** Ballots of a question whose voter is known, by actor id: one tag each. */
  readonly voters: Map<string, Map<string, string>>;
};

/** Begins without knowing anybody. */
export const nobodyYet = (): People => ({
  ...{ tags: new Map(), rolls: new Map(), voters: new Map() },
});

/** What an opening shows to be wrong. */
export type Misfit =
  | "not-its-opening"
  | "two-seats"
  | "two-ballots"
  | "stranger-counted"
  | "named-a-stranger";

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * Compares an opening with its entry and with what is known already: that the names are those that were hashed, that
 * nobody has two seats or two voters' tags, and that who counts on a roll is on it. `canonical` writes canonical JSON.
 */
export function checkOpening(
  sha256: Sha256,
  canonical: (value: unknown) => string,
  people: People,
  entry: Numbered,
  { who, event, evidence }: Opening,
): Misfit | null {
  if (event) {
    const { salt, ...content } = event;
    const hash = saltedHash(sha256, fromHex(salt), canonical(content));
    if (entry.kind !== "deed" || entry.event !== hash) return "not-its-opening";
  }
  if (evidence) {
    const { salt, ...content } = evidence;
    const hash = saltedHash(sha256, fromHex(salt), canonical(content));
    if (!("evidence" in entry) || entry.evidence !== hash) return "not-its-opening";
  }
  if (!who) return null;
  const tag = saltedHash(sha256, fromHex(who.salt), who.actor);
  if (entry.kind === "member") {
    if (entry.member !== tag) return "not-its-opening";
    const known = people.tags.get(who.actor);
    people.tags.set(who.actor, tag);
    return known !== undefined && known !== tag ? "two-seats" : null;
  }
  if (!("voter" in entry) || entry.voter !== tag) return "not-its-opening";
  // of who is not on the roll nobody is to learn
  if (!entry.roll) return "named-a-stranger";
  const seat = people.tags.get(who.actor);
  const roll = people.rolls.get(entry.question);
  const isOnRoll = seat !== undefined && (!roll || roll.has(seat));
  if (entry.kind !== "rejected" && !isOnRoll) return "stranger-counted";
  const voters = people.voters.get(entry.question) ?? new Map<string, string>();
  people.voters.set(entry.question, voters);
  const before = voters.get(who.actor);
  voters.set(who.actor, tag);
  return before !== undefined && before !== tag ? "two-ballots" : null;
}
