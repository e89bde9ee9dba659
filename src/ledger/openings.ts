import type { Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { emptyTable, type HashTable, placeFor, placeOf, setValue, valueAt } from "./hash-table.ts";
import type { Replay } from "./replay.ts";
import { isFirst, nextSource, noRequests, type Requests, saidIn } from "./requests.ts";
import {
  beginRoll,
  changeTerm,
  hasLeftSince,
  noTerms,
  type Roll,
  setVoted,
  type Terms,
  votedBy,
  wasMember,
} from "./rolls.ts";
import { fromHex, saltedHash, toHex } from "./tags.ts";

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
  /** Of a version, all of its text; of a constitution, its settings: what their entries name by an unsalted hash. */
  readonly matter?: object;
  readonly settings?: object;
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

/** What is known of the people in a ledger from its openings; tags are those of the replay beside it. */
export type People = {
  readonly replay: Replay;
  /** Hashes of actor ids; beside each where their tag stands among the seats, and one. */
  readonly actors: HashTable;
  /** Who was a member when. */
  readonly terms: Terms;
  /** What requests said that were published. */
  readonly requests: Requests;
  /** Of every question that is open, who is on its roll, and with which tags they voted. */
  readonly rolls: Map<string, Roll>;
};

/** Begins without knowing anybody. */
export const nobodyYet = (replay: Replay): People => ({
  ...{ replay, actors: emptyTable(), terms: noTerms(), requests: noRequests(), rolls: new Map() },
});

/** Keeps what an entry says of who is a member, or on the roll of a question, once the replay has taken it in. */
export function keepRoll({ replay: { seats }, terms, rolls }: People, entry: Numbered): void {
  if (entry.kind === "member") changeTerm(terms, placeOf(seats, entry.member), entry.seq);
  if (entry.kind === "open") rolls.set(entry.question, beginRoll(entry.seq));
}

/** What an opening shows to be wrong. */
export type Misfit =
  | "not-its-opening"
  | "bad-evidence"
  | "two-seats"
  | "two-ballots"
  | "stranger-counted"
  | "named-a-stranger"
  | "refused-wrongly";

/**
 * Compares an opening with its entry and with what is known already: that the names are those that were hashed, that
 * nobody has two seats or two voters' tags, that who counts on a roll is on it, that who was refused because they left
 * has, and that a request makes one entry. `canonical` writes canonical JSON.
 */
export function checkOpening(
  sha256: Sha256,
  canonical: (value: unknown) => string,
  people: People,
  entry: Numbered,
  opening: Opening,
): Misfit | null {
  if (!isWhatWasHashed(sha256, canonical, entry, opening)) return "not-its-opening";
  const { who, evidence } = opening;
  if (!who) return null;
  const tag = saltedHash(sha256, fromHex(who.salt), who.actor);
  const { replay, actors, terms, requests, rolls } = people;
  const actor = sha256(new TextEncoder().encode(who.actor));
  if (entry.kind === "member") {
    if (entry.member !== tag) return "not-its-opening";
    const seat = placeOf(replay.seats, tag);
    const place = placeFor(actors, actor);
    const known = valueAt(actors, place);
    setValue(actors, place, seat + 1);
    return known > 0 && known !== seat + 1 ? "two-seats" : null;
  }
  if (!("voter" in entry) || entry.voter !== tag) return "not-its-opening";
  // of who is not on the roll nobody is to learn
  if (!entry.roll) return "named-a-stranger";
  const said = evidence ? saidIn(evidence) : null;
  if (evidence && !(said && isFirst(sha256, requests, said, evidence.receivedAt))) return "bad-evidence";
  const known = placeOf(actors, actor);
  const seat = known < 0 ? -1 : valueAt(actors, known) - 1;
  const roll = rolls.get(entry.question);
  if (seat < 0 || (roll && !wasMember(terms, seat, roll.seq)))
    return entry.kind === "rejected" ? null : "stranger-counted";
  const counting = replay.questions.get(entry.question);
  // what comes after the result changes nothing in it
  if (!roll || !counting) return null;
  if (entry.kind === "rejected" && entry.code === "left" && !hasLeftSince(terms, seat, roll.seq))
    return "refused-wrongly";
  const voter = placeOf(counting.voters, tag) + 1;
  const before = votedBy(roll, seat);
  if (before.voter > 0 && before.voter !== voter) return "two-ballots";
  const source = nextSource(sha256, requests, entry, before.source, said, roll.seq);
  if (source === null) return "bad-evidence";
  setVoted(roll, seat, { voter, source });
  return null;
}

/** Whether all but the name is what the entry has the hashes of. */
function isWhatWasHashed(
  sha256: Sha256,
  canonical: (value: unknown) => string,
  entry: Numbered,
  { event, evidence, matter, settings }: Opening,
): boolean {
  const hashed = (content: object): string => toHex(sha256(new TextEncoder().encode(canonical(content))));
  const salted = ({ salt, ...content }: { readonly salt: string }): string =>
    saltedHash(sha256, fromHex(salt), canonical(content));
  try {
    if (matter && (entry.kind !== "version" || entry.matter !== hashed(matter))) return false;
    if (settings && (entry.kind !== "constitution" || entry.settings !== hashed(settings))) return false;
    if (event && (entry.kind !== "deed" || entry.event !== salted(event))) return false;
    return !evidence || ("evidence" in entry && entry.evidence === salted(evidence));
  } catch {
    // what is nested without end, or holds a number that JSON has no word for, has no canonical form
    return false;
  }
}
