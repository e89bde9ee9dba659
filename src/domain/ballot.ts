import { isPerson } from "./membership.ts";
import { type Refusal, type RefusalCode, refuse } from "./refusal.ts";
import type { Rule, Tally } from "./rule.ts";

/** One member's answer to one question. */
export type Position = "agree" | "abstain" | "disagree" | "block";

/** Through which door a ballot came: a poll button, words, a web form, the API. */
export type Via = "poll" | "words" | "web" | "api";

/** The positions a rule offers, agree first; rules that bear no blocks do not offer any. */
export const positionsOf = (rule: Rule): readonly Position[] =>
  rule.blocks === null ? ["agree", "abstain", "disagree"] : ["agree", "abstain", "disagree", "block"];

/** An option of a question as shown: the position it stands for, and its name in the assembly's language. */
export type Option = { readonly position: Position; readonly name: string };

const folded = (name: string): string => name.normalize("NFC").trim().toLowerCase();

/** The option a native vote names: exactly, then trimmed and NFC, then in any case; null when none. */
export function matchOption(options: readonly Option[], name: string): Option | null {
  if (name.length > 300) return null;
  const tidy = name.normalize("NFC").trim();
  return (
    options.find((option) => option.name === name) ??
    options.find((option) => option.name === tidy) ??
    options.find((option) => folded(option.name) === folded(name)) ??
    null
  );
}

/** What decides whether a ballot counts: the question, who votes, and what they have cast before. */
export type Casting = {
  readonly question: { readonly opensAt: Date; readonly closesAt: Date; readonly closed: boolean };
  readonly voter: {
    readonly kind: string;
    readonly onRoll: boolean;
    /** Whether a membership of theirs has ended. */
    readonly left: boolean;
    /** Whether a ballot of theirs is in force on this question. */
    readonly hasBallot: boolean;
    /** Whether they ever cast one on it, also one that they took back. */
    readonly everVoted: boolean;
  };
  readonly via: Via;
  readonly receivedAt: Date;
};

/** Counted on the roll, or apart from it. */
export type Admission = { readonly counts: "member" | "sympathiser" };

/** Every reason why a ballot is refused. They stand in ledgers for good: one more may come, none may go. */
export const ballotRefusals = [
  "not-a-person",
  "not-open",
  "late",
  "already-voted",
  "left",
] as const satisfies readonly RefusalCode[];

/** A ballot that does not count, and why. */
export type BallotRefusal = Refusal & { readonly refused: (typeof ballotRefusals)[number] };

/**
 * Whether a ballot counts, and where (decisions.md, "Ballots"). Refuses machines and groups, what came late,
 * who left, a poll tap where a ballot is in force, and a second answer from outside the roll, also after the first was
 * taken back: so a stranger has one ballot in the record at most, and one withdrawal.
 */
export function admitBallot({ question, voter, via, receivedAt }: Casting): Admission | BallotRefusal {
  if (!isPerson(voter.kind)) return refuse("not-a-person");
  if (receivedAt < question.opensAt) return refuse("not-open");
  if (question.closed || receivedAt >= question.closesAt) return refuse("late");
  if (!voter.onRoll) return voter.everVoted ? refuse("already-voted") : { counts: "sympathiser" };
  if (voter.left) return refuse("left");
  if (via === "poll" && voter.hasBallot) return refuse("already-voted");
  return { counts: "member" };
}

/** Counts ballots in force. A block without a public reason is counted apart (decisions.md, "Rule"). */
export function tallyOf(ballots: Iterable<{ position: Position; reasoned: boolean; count?: number }>): Tally {
  const tally = { agree: 0, abstain: 0, disagree: 0, block: 0, unreasonedBlock: 0 };
  for (const { position, reasoned, count = 1 } of ballots) {
    tally[position === "block" && !reasoned ? "unreasonedBlock" : position] += count;
  }
  return tally;
}
