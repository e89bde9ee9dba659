import type { Position } from "../domain/ballot.ts";
import { tallyOf } from "../domain/ballot.ts";
import { type Ending, endings } from "../domain/ending.ts";
import { outcome, type Rule, type Tally } from "../domain/rule.ts";
import {
  type Ballot,
  type Closed,
  type Decided,
  isInstant,
  type Numbered,
  type Opened,
  type Rejected,
  type Withdrawn,
} from "./entry.ts";
import { emptyTable, type HashTable, placeFor, setValue, valueAt } from "./hash-table.ts";
import { isRefusalCode, mayBeRefused } from "./refused.ts";

/** What a recount has found wrong, in a word for programs and sentences; `seq` of the entry at which it shows. */
export type Finding = {
  readonly seq: number;
  readonly wrong:
    | "not-an-entry"
    | "not-numbered"
    | "not-founded"
    | "not-a-membership"
    | "not-a-constitution"
    | "not-a-version"
    | "not-its-text"
    | "not-the-roll"
    | "not-a-question"
    | "not-open"
    | "not-in-time"
    | "not-an-option"
    | "not-on-the-roll"
    | "counted-twice"
    | "refused-wrongly"
    | "closed-early"
    | "ended-wrongly"
    | "not-an-erasure"
    | "not-the-tally"
    | "not-the-outcome";
};

/** What is wrong, without where. */
export type Wrong = Finding["wrong"];

/** When a question is open. */
export type Times = { readonly opensAt: Date; readonly closesAt: Date };

/** A question as far as its entries have been read. */
export type Counting = {
  readonly open: Opened & Pick<Numbered, "seq">;
  readonly times: Times;
  /** Who did something, by tag; as long as it is open. Beside each what they did, by `did` and `ballotOf`. */
  readonly voters: HashTable;
  /** How many voted on the roll, whether that stands or not. */
  seats: number;
  /** How many of the voters on the roll name nobody. */
  nameless: number;
  state: "open" | "closed" | "over";
};

/** What the number beside a voter says: where they voted, if they were refused or name nobody, the ballot in force. */
const did = { voteOnRoll: 1, voteBesides: 2, wereRefused: 4, areNameless: 8, reason: 16, ballot: 32 };
/** The ballot in force: one more than the place of its choice among the options; 0: none, or taken back. */
const ballotOf = (acts: number): number => Math.floor(acts / did.ballot);
const withBallot = (acts: number, ballot: number, reasoned: boolean): number =>
  (acts & (did.voteOnRoll | did.voteBesides | did.wereRefused | did.areNameless)) +
  ballot * did.ballot +
  (reasoned ? did.reason : 0);

/** A result that a recount came to. */
export type Recounted = {
  readonly question: string;
  readonly proposal: string;
  readonly outcome: string;
  readonly tally: Tally;
  readonly roll: number;
  readonly sympathisers: number;
};

/** Begins to count a question. */
export const beginCounting = (open: Counting["open"]): Counting => ({
  ...{ open, voters: emptyTable(), seats: 0, nameless: 0, state: "open" },
  times: { opensAt: new Date(open.opensAt), closesAt: new Date(open.closesAt) },
});

type Voted = (Ballot | Withdrawn | Rejected) & Pick<Numbered, "seq">;

/** Somebody who has done nothing on a question. */
const stranger = { left: false, hasBallot: false, everVoted: false };

/** What is wrong with an answer that was refused after its question had closed; `times`: when that was open. */
export const refusedAfter = (times: Times, entry: Rejected): Wrong | null =>
  refused(entry, { ...times, closed: true }, stranger);

function refused(
  { code, roll, receivedAt }: Rejected,
  question: Times & { readonly closed: boolean },
  voter: typeof stranger,
): Wrong | null {
  if (!isRefusalCode(code) || !isInstant(receivedAt)) return "not-an-entry";
  const shown = { question, voter: { ...voter, onRoll: roll }, receivedAt: new Date(receivedAt) };
  return mayBeRefused(code, shown) ? null : "refused-wrongly";
}

/**
 * Takes in what a voter did; says what is wrong with it, null where nothing is. `lastLeft`: when a member left last, by
 * the entry's number.
 */
export function countVote(counting: Counting, entry: Voted, lastLeft: number): Wrong | null {
  const { open, voters } = counting;
  if (counting.state !== "open") return "not-open";
  const isInTime = entry.receivedAt >= open.opensAt && entry.receivedAt < open.closesAt;
  const place = placeFor(voters, entry.voter);
  const acts = valueAt(voters, place);
  if (entry.kind !== "rejected" && !isInTime) return "not-in-time";
  if (acts & (entry.roll ? did.voteBesides : did.voteOnRoll)) return "not-on-the-roll";
  const standing = ballotOf(acts);
  if (entry.kind === "rejected") {
    if (acts & did.wereRefused) return "counted-twice";
    setValue(voters, place, acts | did.wereRefused);
    const everVoted = (acts & (did.voteOnRoll | did.voteBesides)) !== 0;
    const voter = { left: entry.roll && lastLeft > open.seq, hasBallot: standing > 0, everVoted };
    return refused(entry, { ...counting.times, closed: false }, voter);
  }
  if (entry.kind === "withdraw") {
    if (standing === 0) return entry.roll ? "not-a-question" : "counted-twice";
    setValue(voters, place, withBallot(acts, 0, false));
    return null;
  }
  const [choice, ...more] = entry.choices;
  const ballot = choice === undefined || more.length > 0 ? 0 : open.options.indexOf(choice) + 1;
  // what a sympathiser answers decides nothing
  if (entry.roll && ballot === 0) return "not-an-option";
  // a button's second answer is refused, and no ballot; a sympathiser answers once, whether that stands or not
  if (entry.roll ? standing > 0 && entry.via === "poll" : acts & did.voteBesides) return "counted-twice";
  if (entry.roll && !(acts & did.voteOnRoll)) counting.seats++;
  const voted = acts | (entry.roll ? did.voteOnRoll : did.voteBesides);
  setValue(voters, place, withBallot(voted, Math.max(1, ballot), entry.reasoned));
  return counting.seats > open.roll.size ? "not-on-the-roll" : null;
}

/** The ballots in force, on the roll or besides: how many of each option, with a reason and without. */
function inForce({ open, voters }: Counting, where: number) {
  const counts = new Uint32Array((open.options.length + 1) * 2);
  for (let place = 0; place < voters.size; place++) {
    const acts = valueAt(voters, place);
    const at = ballotOf(acts) * 2 + (acts & did.reason ? 1 : 0);
    if (acts & where) counts[at] = (counts[at] as number) + 1;
  }
  // what stands before the first option are the votes that were taken back
  return Array.from(counts.subarray(2), (count, at) => ({
    ...{ position: open.options[at >> 1] as Position, reasoned: at % 2 === 1, count },
  }));
}
const howMany = (ballots: readonly { readonly count: number }[]): number =>
  ballots.reduce((sum, { count }) => sum + count, 0);

/** Notes that a voter on the roll names nobody, and answers how many of this question do not. */
export function noteNameless(counting: Counting, voter: string): number {
  const place = placeFor(counting.voters, voter);
  const acts = valueAt(counting.voters, place);
  if (acts & did.areNameless) return counting.nameless;
  setValue(counting.voters, place, acts | did.areNameless);
  return ++counting.nameless;
}

const isEnding = (why: string): why is Ending => (endings as readonly string[]).includes(why);

/**
 * Takes in that a question closed: at its time, or before where everybody had answered; or before it and without an
 * outcome, then answers why.
 */
export function countClose(counting: Counting, { at, why }: Closed): Wrong | { ended: Ending } | null {
  if (counting.state !== "open") return "not-open";
  if (!isInstant(at) || (why !== null && !isEnding(why))) return "not-an-entry";
  const isBefore = at < counting.open.closesAt;
  counting.state = why === null ? "closed" : "over";
  if (why !== null) return isBefore ? { ended: why } : "ended-wrongly";
  if (!isBefore) return null;
  const answered = howMany(inForce(counting, did.voteOnRoll));
  return answered === 0 || answered < counting.open.roll.size ? "closed-early" : null;
}

/** Counts the ballots in force, decides by the question's rule, and compares both with what stands there. */
export function countOutcome(counting: Counting, entry: Decided): Wrong | Recounted {
  if (counting.state !== "closed") return "not-open";
  counting.state = "over";
  const { open } = counting;
  const tally = tallyOf(inForce(counting, did.voteOnRoll).filter(({ count }) => count > 0));
  for (const name of Object.keys(tally) as (keyof Tally)[])
    if (tally[name] !== entry.tally[name]) return "not-the-tally";
  if (outcome(open.rule as Rule, open.roll.size, tally) !== entry.outcome) return "not-the-outcome";
  const { question, proposal } = open;
  const heard = howMany(inForce(counting, did.voteBesides));
  return { question, proposal, outcome: entry.outcome, tally, roll: open.roll.size, sympathisers: heard };
}
