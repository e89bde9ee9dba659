import type { Position } from "../../domain/ballot.ts";
import {
  agreesNeeded,
  effective,
  type Outcome,
  outcome,
  quorumOf,
  type Rule,
  type Tally,
} from "../../domain/rule.ts";
import type { Tongue } from "../language.ts";

/** A question as its finding needs it; `outcome` is null while it is open. */
export type Counted = {
  readonly rule: Rule;
  readonly roll: number;
  readonly tally: Tally;
  readonly outcome: Outcome | null;
};

/** What an outcome or a position is drawn with: hue, pattern and shape rhyme (looks.md). */
export const outcomeMark = {
  adopted: "agree",
  rejected: "disagree",
  blocked: "block",
  unsettled: "aside",
  inquorate: "silent",
} as const satisfies Record<Outcome, string>;

/** What a position is drawn with. */
export const positionMark = {
  agree: "agree",
  abstain: "aside",
  disagree: "disagree",
  block: "block",
} as const satisfies Record<Position, string>;

/** Everybody who has answered, whatever it counts as. */
export const castOf = (tally: Tally): number =>
  tally.agree + tally.abstain + tally.disagree + tally.block + tally.unreasonedBlock;

/** "consensus" where a rule bears blocks, "plain" elsewhere: positions have other names. */
export const mannerOf = (rule: Rule): "consensus" | "plain" => (rule.blocks === null ? "plain" : "consensus");

/** The quorum, where the rule asks for one. */
export const quorumMark = ({ rule, roll }: Counted): number | null =>
  rule.quorum[0] > 0 && roll > 0 ? quorumOf(rule, roll) : null;

/** How many must agree at the present count, where that says something. */
export function neededMark({ rule, roll, tally }: Counted): number | null {
  const { share, of } = rule.agreement;
  if (roll === 0 || (share[0] === 0 && !rule.least)) return null;
  if (of !== "roll" && !rule.least && castOf(tally) === 0) return null;
  const needed = agreesNeeded(rule, roll, tally);
  return needed > roll ? null : needed;
}

/** How many are counted in what the agreement is a share of. */
export function baseOfShare({ rule, roll, tally }: Counted): number {
  const { decided, cast } = effective(rule, tally);
  return { decided, cast, roll }[rule.agreement.of];
}

/** The finding: how many have answered and agree; then what that means, or came to. */
export function sayFinding(tongue: Tongue, counted: Counted): { says: string; means: string } {
  const { roll, tally } = counted;
  const cast = castOf(tally);
  const manner = counted.outcome ? "closed" : "open";
  const says = tongue.say(`finding.${manner}`, { cast, roll, agree: tally.agree });
  return { says, means: counted.outcome ? sayOutcome(tongue, counted) : sayStanding(tongue, counted) };
}

/** What the present count means, as one sentence. */
export function sayStanding(tongue: Tongue, counted: Counted): string {
  const { rule, roll, tally } = counted;
  const { blocks, cast } = effective(rule, tally);
  if (roll === 0) return tongue.say("finding.no-roll");
  switch (outcome(rule, roll, tally)) {
    case "inquorate":
      return tongue.say("finding.more-answers", {
        n: quorumOf(rule, roll) - cast,
        some: cast > 0 ? "yes" : "no",
      });
    case "blocked":
      return tongue.say("finding.blocked", { n: blocks });
    case "unsettled":
      return tongue.say("finding.aside");
    case "rejected":
      return sayShort(tongue, counted);
    case "adopted":
      return tongue.say("finding.enough", { bearsBlocks: rule.blocks === null ? "no" : "yes" });
  }
}

/** What the count came to, as one sentence. */
function sayOutcome(tongue: Tongue, counted: Counted): string {
  const { rule, roll, tally } = counted;
  const { blocks, cast } = effective(rule, tally);
  const came = counted.outcome as Outcome;
  if (came === "rejected") return sayShort(tongue, counted);
  const quorum = quorumOf(rule, roll);
  return tongue.say(`finding.came.${came}`, { n: blocks, cast, quorum, roll });
}

/** By how much too few agree: of those who count, how many must. */
function sayShort(tongue: Tongue, counted: Counted): string {
  const { rule, roll, tally } = counted;
  const base = baseOfShare(counted);
  const needed = agreesNeeded(rule, roll, tally);
  const manner = counted.outcome ? "was-short" : "short";
  const of = needed > base ? "none" : rule.agreement.of;
  return tongue.say(`finding.${manner}`, { needed, base, agree: tally.agree, of });
}
