import type { Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { emptyTable, type HashTable, placeFor, placeOf, setValue, valueAt } from "./hash-table.ts";
import type { Replay } from "./replay.ts";
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
  /**
   * Of every question that is open, what is known of each seat: 0, it is not on the roll; 1, it is; more, where the
   * tag that it voted with stands among the voters, and two.
   */
  readonly rolls: Map<string, Uint32Array>;
};

/** Begins without knowing anybody. */
export const nobodyYet = (replay: Replay): People => ({ replay, actors: emptyTable(), rolls: new Map() });

/** Keeps who is on the roll of a question, which was opened by the entry that was read last. */
export function keepRoll({ replay: { seats }, rolls }: People, question: string): void {
  rolls.set(
    question,
    Uint32Array.from({ length: seats.size }, (_, seat) => valueAt(seats, seat)),
  );
}

/** What an opening shows to be wrong. */
export type Misfit =
  | "not-its-opening"
  | "two-seats"
  | "two-ballots"
  | "stranger-counted"
  | "named-a-stranger";

/**
 * Compares an opening with its entry and with what is known already: that the names are those that were hashed, that
 * nobody has two seats or two voters' tags, and that who counts on a roll is on it. `canonical` writes canonical JSON.
 */
export function checkOpening(
  sha256: Sha256,
  canonical: (value: unknown) => string,
  people: People,
  entry: Numbered,
  { who, event, evidence, matter, settings }: Opening,
): Misfit | null {
  const hashed = (content: object): string => toHex(sha256(new TextEncoder().encode(canonical(content))));
  if (matter && (entry.kind !== "version" || entry.matter !== hashed(matter))) return "not-its-opening";
  if (settings && (entry.kind !== "constitution" || entry.settings !== hashed(settings)))
    return "not-its-opening";
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
  const { replay, actors, rolls } = people;
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
  const known = placeOf(actors, actor);
  const seat = known < 0 ? -1 : valueAt(actors, known) - 1;
  const roll = rolls.get(entry.question);
  const before = roll?.[seat] ?? (roll || seat < 0 ? 0 : 1);
  if (before === 0) return entry.kind === "rejected" ? null : "stranger-counted";
  const counting = replay.questions.get(entry.question);
  // what comes after the result changes nothing in it
  if (!roll || !counting) return null;
  const voter = placeOf(counting.voters, tag) + 2;
  roll[seat] = voter;
  return before > 1 && before !== voter ? "two-ballots" : null;
}
