import { positionsOf } from "../domain/ballot.ts";
import { readRule } from "../domain/rule.ts";
import { type Entry, isInstant, type Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { emptyTable, type HashTable, hashOver, isHash } from "./hash-table.ts";
import { goOn, type OneAct } from "./one-act.ts";
import {
  beginCounting,
  type Counting,
  countClose,
  countOutcome,
  countVote,
  type Finding,
  type Recounted,
  refusedAfter,
  type Times,
  type Wrong,
} from "./recount.ts";
import { seat, takeErasure, takeMember } from "./seats.ts";

/** An assembly's public life as far as its entries have been read: what the next one is to agree with. */
export type Replay = {
  next: number;
  assembly: string | null;
  /** The ledger's key, as the first entry names it, in Base64. */
  key: string | null;
  constitution: number;
  /** When the newest entry was made. */
  at: string;
  /** The tags of who ever was a member; beside each what `seats.ts` says of them. */
  readonly seats: HashTable;
  /** When somebody left last, by the entry's number; -1 where nobody has. */
  lastLeft: number;
  /** How many are members now. */
  members: number;
  /** The newest version of every proposal, and the hash of its text. */
  readonly versions: Map<string, { readonly version: number; readonly text: string }>;
  /** The questions that have no outcome yet. */
  readonly questions: Map<string, Counting>;
  /** All questions that there were. */
  readonly asked: Map<string, Times>;
  readonly act: OneAct;
  /** How many entries of each kind there were. */
  readonly counts: Record<Entry["kind"], number>;
};

/** Begins to read a ledger from its first entry. */
export const beginReplay = (): Replay => ({
  ...{ next: 0, assembly: null, key: null, constitution: 0, at: "" },
  ...{ seats: emptyTable(), lastLeft: -1, members: 0 },
  ...{ versions: new Map(), questions: new Map(), asked: new Map() },
  act: { ended: null, adopted: null },
  counts: {
    ...{ found: 0, constitution: 0, member: 0, version: 0, open: 0, ballot: 0, withdraw: 0 },
    ...{ rejected: 0, close: 0, outcome: 0, deed: 0, erase: 0 },
  },
});

/**
 * Reads the next entry by the rules that the server decided by, and answers what is wrong with it, the result of a
 * question that it decides, or null. After something wrong nothing further is sure.
 */
export function replay(sha256: Sha256, state: Replay, entry: Numbered | null): Finding | Recounted | null {
  const seq = state.next++;
  if (!entry || !Object.hasOwn(state.counts, entry.kind)) return { seq, wrong: "not-an-entry" };
  if (entry.seq !== seq) return { seq, wrong: "not-numbered" };
  if ((entry.kind === "found") !== (seq === 0)) return { seq, wrong: "not-founded" };
  state.counts[entry.kind]++;
  state.at = entry.at;
  const tag = entry.kind === "member" ? entry.member : isVote(entry) ? entry.voter : null;
  if (tag !== null && !isHash(tag)) return { seq, wrong: "not-an-entry" };
  const stray = goOn(state.act, entry);
  if (stray) return stray;
  const found = takeWhole(sha256, state, entry);
  return typeof found === "string" ? { seq, wrong: found } : found;
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at]);

const isVote = (entry: Numbered): entry is Extract<Numbered, { voter: string }> =>
  entry.kind === "ballot" || entry.kind === "withdraw" || entry.kind === "rejected";

/** An entry that lacks a part which it is to have is none. */
function takeWhole(...args: Parameters<typeof take>): ReturnType<typeof take> {
  try {
    return take(...args);
  } catch (error) {
    if (error instanceof TypeError) return "not-an-entry";
    throw error;
  }
}

function take(sha256: Sha256, state: Replay, entry: Numbered): Wrong | Recounted | null {
  switch (entry.kind) {
    case "found":
      Object.assign(state, { assembly: entry.assembly, key: entry.key });
      return null;
    case "constitution":
      return entry.version === ++state.constitution ? null : "not-a-constitution";
    case "member":
      return takeMember(state, entry);
    case "erase":
      return takeErasure(state, entry);
    case "version": {
      const before = state.versions.get(entry.proposal)?.version;
      if (before !== undefined && entry.version <= before) return "not-a-version";
      state.versions.set(entry.proposal, { version: entry.version, text: entry.text });
      return null;
    }
    case "open": {
      const text = state.versions.get(entry.proposal);
      if (state.asked.has(entry.question)) return "not-a-question";
      if (text?.version !== entry.version || text.text !== entry.text) return "not-its-text";
      if (entry.constitution !== state.constitution) return "not-a-constitution";
      const rule = readRule(entry.rule);
      // a rule that is none decides whatever one likes, and an answer that is not offered cannot be given
      if (!rule || !isSame(positionsOf(rule), entry.options)) return "not-an-entry";
      if (!isInstant(entry.opensAt) || !isInstant(entry.closesAt)) return "not-an-entry";
      const { size, members } = entry.roll;
      if (size !== state.members || members !== hashOver(sha256, state.seats, seat.member))
        return "not-the-roll";
      const counting = beginCounting(entry);
      state.asked.set(entry.question, counting.times);
      state.questions.set(entry.question, counting);
      return null;
    }
    case "deed":
      return null;
    default:
      return count(state, entry);
  }
}

function count(
  { questions, asked, act, lastLeft }: Replay,
  entry: Extract<Numbered, { kind: "ballot" | "withdraw" | "rejected" | "close" | "outcome" }>,
): Wrong | Recounted | null {
  const counting = questions.get(entry.question);
  if (!counting) {
    const times = asked.get(entry.question);
    // what comes after the close is refused, and that much stands there
    return times && entry.kind === "rejected" ? refusedAfter(times, entry) : "not-open";
  }
  if (entry.kind === "close") {
    const { open } = counting;
    const close = countClose(counting, entry);
    if (close === null || typeof close === "string") return close;
    act.ended = { seq: entry.seq, why: close.ended, open };
    questions.delete(entry.question);
    return null;
  }
  if (entry.kind === "outcome") {
    const result = countOutcome(counting, entry);
    if (entry.outcome === "adopted") act.adopted = counting.open.proposal;
    questions.delete(entry.question);
    return result;
  }
  return countVote(counting, entry, lastLeft);
}
