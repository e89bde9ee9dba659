import type { Position } from "../domain/ballot.ts";
import { tallyOf } from "../domain/ballot.ts";
import { outcome, type Rule, type Tally } from "../domain/rule.ts";
import type { Ballot, Closed, Decided, Numbered, Opened, Rejected, Withdrawn } from "./entry.ts";

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
    | "closed-early"
    | "not-the-tally"
    | "not-the-outcome";
};

/** What is wrong, without where. */
export type Wrong = Finding["wrong"];

/** A question as far as its entries have been read. Voters are kept by their tags, as long as it is open. */
export type Counting = {
  readonly open: Opened;
  /** The ballot in force of who voted on the roll; null where it was withdrawn. */
  readonly ballots: Map<string, Pick<Ballot, "choices" | "reasoned"> | null>;
  /** Who voted from outside the roll, and whether that stands. */
  readonly sympathisers: Map<string, boolean>;
  readonly rejected: Set<string>;
  state: "open" | "closed" | "over";
};

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
export const beginCounting = (open: Opened): Counting => ({
  ...{ open, ballots: new Map(), sympathisers: new Map(), rejected: new Set(), state: "open" },
});

type Voted = (Ballot | Withdrawn | Rejected) & Pick<Numbered, "seq">;

/** Takes in what a voter did; says what is wrong with it, null where nothing is. */
export function countVote(counting: Counting, entry: Voted): Wrong | null {
  const { open, ballots, sympathisers, rejected } = counting;
  if (counting.state !== "open") return "not-open";
  const isInTime = entry.receivedAt >= open.opensAt && entry.receivedAt < open.closesAt;
  if (entry.kind === "rejected") {
    if (rejected.has(entry.voter)) return "counted-twice";
    rejected.add(entry.voter);
    return null;
  }
  if (!isInTime) return "not-in-time";
  if ((entry.roll ? sympathisers : ballots).has(entry.voter)) return "not-on-the-roll";
  if (!entry.roll) return countSympathiser(sympathisers, entry);
  const standing = ballots.get(entry.voter);
  if (entry.kind === "withdraw") {
    if (!standing) return "not-a-question";
    ballots.set(entry.voter, null);
    return null;
  }
  const [choice, ...more] = entry.choices;
  if (choice === undefined || more.length > 0 || !open.options.includes(choice)) return "not-an-option";
  // a button's second answer is refused, and no ballot
  if (entry.via === "poll" && standing) return "counted-twice";
  ballots.set(entry.voter, { choices: entry.choices, reasoned: entry.reasoned });
  return ballots.size > open.roll.size ? "not-on-the-roll" : null;
}

function countSympathiser(sympathisers: Map<string, boolean>, { kind, voter }: Voted): Wrong | null {
  const stands = sympathisers.get(voter) ?? false;
  if (kind === "withdraw" ? !stands : stands) return "counted-twice";
  sympathisers.set(voter, kind === "ballot");
  return null;
}

/** Takes in that a question closed: at its time, or before where everybody had answered, or without an outcome. */
export function countClose(counting: Counting, { at, why }: Closed): Wrong | null {
  if (counting.state !== "open") return "not-open";
  counting.state = why === null ? "closed" : "over";
  const answered = [...counting.ballots.values()].filter((ballot) => ballot !== null).length;
  const isEarly = why === null && at < counting.open.closesAt && answered < counting.open.roll.size;
  return isEarly ? "closed-early" : null;
}

/** Counts the ballots in force, decides by the question's rule, and compares both with what stands there. */
export function countOutcome(counting: Counting, entry: Decided): Wrong | Recounted {
  if (counting.state !== "closed") return "not-open";
  counting.state = "over";
  const { open, ballots, sympathisers } = counting;
  const inForce = [...ballots.values()].filter((ballot) => ballot !== null);
  const tally = tallyOf(
    inForce.map(({ choices, reasoned }) => ({ position: choices[0] as Position, reasoned })),
  );
  for (const name of Object.keys(tally) as (keyof Tally)[])
    if (tally[name] !== entry.tally[name]) return "not-the-tally";
  if (outcome(open.rule as Rule, open.roll.size, tally) !== entry.outcome) return "not-the-outcome";
  const { question, proposal } = open;
  const heard = [...sympathisers.values()].filter(Boolean).length;
  return { question, proposal, outcome: entry.outcome, tally, roll: open.roll.size, sympathisers: heard };
}
