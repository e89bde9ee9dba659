/** An integer fraction [n, d] with 0 ≤ n ≤ d ≤ 1,000,000 and d ≥ 1, not necessarily in lowest terms. */
export type Fraction = readonly [number, number];

/**
 * The part that turns a tally into an outcome (decisions.md, "Rule"). `quorum` is of the roll; `share` of
 * those named by `of`; `blocks` is how many blocks are borne (null: a block is only a disagreement);
 * `standAside` the largest share of those who answered that may abstain; `least` a least number of agrees.
 */
export type Rule = {
  readonly quorum: Fraction;
  readonly agreement: { readonly share: Fraction; readonly of: Base; readonly strict: boolean };
  readonly blocks: number | null;
  readonly standAside: Fraction | null;
  readonly least?: number;
};

/** What an agreement's share is taken of: who took a side, who answered, or everybody on the roll. */
export type Base = "decided" | "cast" | "roll";

/** Counts over the frozen roll; `block` has a reason, `unreasonedBlock` has none. */
export type Tally = {
  readonly agree: number;
  readonly abstain: number;
  readonly disagree: number;
  readonly block: number;
  readonly unreasonedBlock: number;
};

/** What a question came to. */
export type Outcome = "adopted" | "rejected" | "blocked" | "unsettled" | "inquorate";

const nothing: Fraction = [0, 1];
const agreement = (n: number, d: number, of: Base, strict: boolean) => ({
  share: [n, d] as const,
  of,
  strict,
});

/** The rules that have a name. An assembly may set its own numbers instead. */
export const presets = {
  majority: { quorum: nothing, agreement: agreement(1, 2, "decided", true), blocks: null, standAside: null },
  "absolute-majority": {
    quorum: nothing,
    agreement: agreement(1, 2, "roll", true),
    blocks: null,
    standAside: null,
  },
  "two-thirds": {
    quorum: [1, 3],
    agreement: agreement(2, 3, "decided", false),
    blocks: null,
    standAside: null,
  },
  consensus: { quorum: [1, 2], agreement: agreement(1, 1, "decided", false), blocks: 0, standAside: [1, 3] },
  "near-consensus": {
    quorum: [1, 2],
    agreement: agreement(9, 10, "decided", false),
    blocks: 1,
    standAside: null,
  },
  consent: { quorum: nothing, agreement: agreement(0, 1, "decided", false), blocks: 0, standAside: null },
} as const satisfies Record<string, Rule>;

/** The name of a preset. */
export type PresetName = keyof typeof presets;

const isCount = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
const isFraction = (x: unknown): x is Fraction =>
  Array.isArray(x) &&
  x.length === 2 &&
  isCount(x[0]) &&
  isCount(x[1]) &&
  x[1] >= 1 &&
  x[0] <= x[1] &&
  x[1] <= 1_000_000;

/** Reads a preset's name or a rule object; null where it is neither, or holds anything it should not. */
export function readRule(value: unknown): Rule | null {
  if (typeof value === "string") return Object.hasOwn(presets, value) ? presets[value as PresetName] : null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { quorum, agreement, blocks, standAside, least, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || !isFraction(quorum)) return null;
  if (typeof agreement !== "object" || agreement === null) return null;
  const { share, of, strict, ...more } = agreement as Record<string, unknown>;
  if (Object.keys(more).length > 0 || !isFraction(share) || typeof strict !== "boolean") return null;
  if (of !== "decided" && of !== "cast" && of !== "roll") return null;
  if (blocks !== null && !isCount(blocks)) return null;
  if (standAside !== null && !isFraction(standAside)) return null;
  if (least !== undefined && !isCount(least)) return null;
  const rule = { quorum, agreement: { share, of, strict } as Rule["agreement"], blocks, standAside };
  return least === undefined ? rule : { ...rule, least };
}

/** A tally as the rule reads it: a block without a reason, or under a rule without blocks, is a disagree. */
export function effective(rule: Rule, tally: Tally) {
  const blocks = rule.blocks === null ? 0 : tally.block;
  const disagree = tally.disagree + tally.unreasonedBlock + (tally.block - blocks);
  const decided = tally.agree + disagree + blocks;
  return {
    agree: tally.agree,
    abstain: tally.abstain,
    disagree,
    blocks,
    decided,
    cast: decided + tally.abstain,
  };
}

/** a/b compared with n/d, without division: negative, zero or positive; b is more than 0. */
const compare = (a: number, b: number, [n, d]: Fraction): number => a * d - n * b;

/**
 * What the tally of a question with `roll` members comes to under `rule` (decisions.md, steps 1 to 6).
 * Pure, on integers; the counts must be whole numbers of at most a thousand million.
 */
export function outcome(rule: Rule, roll: number, tally: Tally): Outcome {
  const { agree, abstain, blocks, decided, cast } = effective(rule, tally);
  if (roll === 0 || cast === 0 || compare(cast, roll, rule.quorum) < 0) return "inquorate";
  if (rule.blocks !== null && blocks > rule.blocks) return "blocked";
  if (rule.standAside !== null && compare(abstain, cast, rule.standAside) > 0) return "unsettled";
  const base = { decided, cast, roll }[rule.agreement.of];
  const over = compare(agree, base, rule.agreement.share);
  const enough = rule.agreement.strict ? over > 0 : over >= 0;
  return agree > 0 && agree >= (rule.least ?? 0) && enough ? "adopted" : "rejected";
}

/** The whole part of a·n/d, and whether something is left over. */
const divide = (a: number, [n, d]: Fraction) => ({
  whole: (a * n - ((a * n) % d)) / d,
  rest: (a * n) % d > 0,
});

/** How many of the roll must answer before anything is decided: at least one. */
export function quorumOf(rule: Rule, roll: number): number {
  const { whole, rest } = divide(roll, rule.quorum);
  return Math.max(1, rest ? whole + 1 : whole);
}

/** How many must agree at the present count for the share to be reached; at least one, and `least`. */
export function agreesNeeded(rule: Rule, roll: number, tally: Tally): number {
  const { decided, cast } = effective(rule, tally);
  const base = { decided, cast, roll }[rule.agreement.of];
  const { whole, rest } = divide(base, rule.agreement.share);
  return Math.max(1, rule.least ?? 0, rule.agreement.strict || rest ? whole + 1 : whole);
}
