import type { Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { emptyTable, type HashTable, placeFor, placeOf, setValue, valueAt } from "./hash-table.ts";
import { fromBase64 } from "./note.ts";
import type { EvidenceOpening } from "./openings.ts";
import { readSaid, type Said } from "./said.ts";

/** What is known of the requests that were published of a ledger. */
export type Requests = {
  /** Hashes over a sender and an activity's id; beside each the hour at which it was received, since 1970. */
  readonly activities: HashTable;
  /** Hashes over an author and a note's id; and of our own notes that were answered, beside each its question, and one. */
  readonly notes: HashTable;
};

/** Begins without knowing any. */
export const noRequests = (): Requests => ({ activities: emptyTable(), notes: emptyTable() });

/** What a published request says; null where it is nothing that can be read. */
export const saidIn = ({ body }: EvidenceOpening): Said | null => {
  const bytes = fromBase64(body);
  return bytes && readSaid(bytes);
};

const hour = 3_600_000;
/** For so many hours a server knows an activity again, and longer (`jobs/sweep.ts`): in that time none counts twice. */
const known = 7 * 24;
const hash = (sha256: Sha256, ...parts: readonly string[]): Uint8Array =>
  sha256(new TextEncoder().encode(parts.join("\n")));

/** Whether an activity is one that made no other entry, whoever signed it how often; an entry has one of its own. */
export function isFirst(
  sha256: Sha256,
  { activities }: Requests,
  { id, actor }: Said,
  receivedAt: string,
): boolean {
  if (id === null || actor === null) return false;
  const place = placeFor(activities, hash(sha256, actor, id));
  const before = valueAt(activities, place);
  const now = Math.max(1, Math.floor(Date.parse(receivedAt) / hour) || 1);
  setValue(activities, place, now);
  return before === 0 || Math.abs(now - before) >= known;
}

/** What a ballot in force came from, as a number: in words of which note it was, from here on its place and this. */
const from = { nothing: 0, takenBack: 1, noWords: 2, words: 3, note: 4 } as const;

type Act = Extract<Numbered, { voter: string }>;

/**
 * What somebody's ballot in force comes from after an act of theirs, from what it came from before; 0: they never voted.
 * `said`: the act's request where it is published. `opened`: the `seq` at which the question opened. Null where the
 * request cannot have done it: a note is made once, only the one that a ballot came from changes it or takes it back,
 * and a note of ours is about one question.
 */
export function nextSource(
  sha256: Sha256,
  { notes }: Requests,
  entry: Act,
  before: number,
  said: Said | null,
  opened: number,
): number | null {
  const after = {
    ballot: entry.kind === "ballot" && entry.via === "words" ? from.words : from.noWords,
    ...{ withdraw: from.takenBack, rejected: before },
  }[entry.kind];
  if (!said || (entry.kind === "ballot" && entry.via !== "words")) return after;
  const [note] = said.notes;
  const isDelete = said.types.includes("Delete");
  const isNew = !isDelete && !said.types.includes("Update");
  const id = isDelete ? said.object : (note?.id ?? null);
  if (id === null) return null;
  const name = hash(sha256, said.actor ?? "", id);
  const place = placeOf(notes, name);
  const isIts = before === from.words || (place >= 0 && before === place + from.note);
  if (entry.kind === "withdraw") return isNew || isIts ? after : null;
  if (isNew && !isAbout(sha256, notes, note?.inReplyTo ?? "", opened)) return null;
  if (entry.kind === "rejected") return after;
  if (isNew ? place >= 0 : before !== from.nothing && !isIts) return null;
  return placeFor(notes, name) + from.note;
}

/** Whether what was answered, the question itself or a note of ours, was answered about this question alone. */
function isAbout(sha256: Sha256, notes: HashTable, address: string, opened: number): boolean {
  const place = placeFor(notes, hash(sha256, address));
  const before = valueAt(notes, place);
  setValue(notes, place, opened + 1);
  return before === 0 || before === opened + 1;
}
