import { positionsOf } from "../domain/ballot.ts";
import { readRule } from "../domain/rule.ts";
import type { Entry, Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import {
  emptyTable,
  type HashTable,
  hashOver,
  isHash,
  placeFor,
  placeOf,
  setValue,
  valueAt,
} from "./hash-table.ts";
import {
  beginCounting,
  type Counting,
  countClose,
  countOutcome,
  countVote,
  type Finding,
  type Recounted,
  type Wrong,
} from "./recount.ts";

/** An assembly's public life as far as its entries have been read: what the next one is to agree with. */
export type Replay = {
  next: number;
  assembly: string | null;
  /** The ledger's key, as the first entry names it, in Base64. */
  key: string | null;
  constitution: number;
  /** The tags of who ever was a member; beside each 1 while they are. */
  readonly seats: HashTable;
  /** How many are members now. */
  members: number;
  /** The newest version of every proposal, and the hash of its text. */
  readonly versions: Map<string, { readonly version: number; readonly text: string }>;
  /** The questions that have no outcome yet. */
  readonly questions: Map<string, Counting>;
  /** The proposals that were adopted. */
  readonly adopted: Set<string>;
  /** The ids of all questions that there were. */
  readonly asked: Set<string>;
  /** How many entries of each kind there were. */
  readonly counts: Record<Entry["kind"], number>;
};

/** Begins to read a ledger from its first entry. */
export const beginReplay = (): Replay => ({
  ...{ next: 0, assembly: null, key: null, constitution: 0 },
  ...{ seats: emptyTable(), members: 0, versions: new Map(), questions: new Map() },
  ...{ adopted: new Set(), asked: new Set() },
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
  const tag = entry.kind === "member" ? entry.member : isVote(entry) ? entry.voter : null;
  if (tag !== null && !isHash(tag)) return { seq, wrong: "not-an-entry" };
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
    case "constitution": {
      if (entry.version !== ++state.constitution) return "not-a-constitution";
      // the first one stands from the founding; every other is what the assembly adopted
      const isDecided =
        entry.version === 1 ? entry.proposal === null : state.adopted.has(entry.proposal ?? "");
      return isDecided ? null : "not-a-constitution";
    }
    case "member": {
      const place = placeOf(state.seats, entry.member);
      const isNew = place < 0 || valueAt(state.seats, place) === 0;
      if (isNew !== (entry.is === "member")) return "not-a-membership";
      setValue(state.seats, placeFor(state.seats, entry.member), isNew ? 1 : 0);
      state.members += isNew ? 1 : -1;
      return null;
    }
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
      const { size, members } = entry.roll;
      if (size !== state.members || members !== hashOver(sha256, state.seats)) return "not-the-roll";
      state.asked.add(entry.question);
      state.questions.set(entry.question, beginCounting(entry));
      return null;
    }
    case "deed":
    case "erase":
      return null;
    default:
      return count(state, entry);
  }
}

function count(
  { questions, asked, adopted }: Replay,
  entry: Extract<Numbered, { kind: "ballot" | "withdraw" | "rejected" | "close" | "outcome" }>,
): Wrong | Recounted | null {
  const counting = questions.get(entry.question);
  // what comes after the close is refused, and that much stands there
  if (!counting) return entry.kind === "rejected" && asked.has(entry.question) ? null : "not-open";
  if (entry.kind === "close") {
    const wrong = countClose(counting, entry);
    if (entry.why !== null) questions.delete(entry.question);
    return wrong;
  }
  if (entry.kind === "outcome") {
    const result = countOutcome(counting, entry);
    if (entry.outcome === "adopted") adopted.add(counting.open.proposal);
    questions.delete(entry.question);
    return result;
  }
  return countVote(counting, entry);
}
