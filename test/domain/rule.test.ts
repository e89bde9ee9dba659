import { readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "tap";
import {
  agreesNeeded,
  outcome,
  presets,
  quorumOf,
  type Rule,
  readRule,
  type Tally,
} from "../../src/domain/rule.ts";

type Case = { name: string; rule: Rule; roll: number; tally: Tally; outcome: string };
const vectors: { presets: Record<string, Rule>; cases: Case[] } = JSON.parse(
  readFileSync(new URL("../vectors/decision.json", import.meta.url), "utf8"),
);

test("the presets are the published ones", async (t) => t.same(presets, vectors.presets));

for (const { name, rule, roll, tally, outcome: expected } of vectors.cases) {
  test(name, async (t) => {
    t.equal(outcome(rule, roll, tally), expected);
    t.same(readRule(JSON.parse(JSON.stringify(rule))), rule, "the rule is read as it is written");
  });
}

const fraction = fc
  .tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }))
  .map(([n, d]) => [Math.min(n, d), d] as const);
const anyRule: fc.Arbitrary<Rule> = fc.record({
  quorum: fraction,
  agreement: fc.record({
    share: fraction,
    of: fc.constantFrom("decided", "cast", "roll"),
    strict: fc.boolean(),
  }),
  blocks: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
  standAside: fc.option(fraction, { nil: null }),
});
const count = fc.integer({ min: 0, max: 1_000_000 });
const anyTally = fc.record({
  agree: count,
  abstain: count,
  disagree: count,
  block: count,
  unreasonedBlock: count,
});
const rollOf = (tally: Tally, silent: number): number =>
  tally.agree + tally.abstain + tally.disagree + tally.block + tally.unreasonedBlock + silent;

test("one more agree never turns adopted into something else", async () => {
  fc.assert(
    fc.property(anyRule, anyTally, fc.integer({ min: 1, max: 1000 }), (rule, tally, silent) => {
      const roll = rollOf(tally, silent);
      if (outcome(rule, roll, tally) !== "adopted") return true;
      return outcome(rule, roll, { ...tally, agree: tally.agree + 1 }) === "adopted";
    }),
  );
});

test("nothing is adopted without the agrees and the answers that the page says are needed", async () => {
  fc.assert(
    fc.property(anyRule, anyTally, count, (rule, tally, silent) => {
      const roll = rollOf(tally, silent);
      if (outcome(rule, roll, tally) !== "adopted") return true;
      return tally.agree >= agreesNeeded(rule, roll, tally) && rollOf(tally, 0) >= quorumOf(rule, roll);
    }),
  );
});

test("a fraction need not be in lowest terms", async () => {
  fc.assert(
    fc.property(anyRule, anyTally, count, fc.integer({ min: 2, max: 9 }), (rule, tally, silent, k) => {
      const [n, d] = rule.agreement.share;
      if (d * k > 1_000_000) return true;
      const wide: Rule = { ...rule, agreement: { ...rule.agreement, share: [n * k, d * k] } };
      const roll = rollOf(tally, silent);
      return outcome(rule, roll, tally) === outcome(wide, roll, tally);
    }),
  );
});

test("what is not a rule is refused", async (t) => {
  const good = presets.majority;
  for (const bad of [
    null,
    "anarchy",
    "toString",
    [],
    {},
    { ...good, quorum: [2, 1] },
    { ...good, quorum: [0, 0] },
    { ...good, quorum: [0.5, 1] },
    { ...good, quorum: [1, 1_000_001] },
    { ...good, agreement: { ...good.agreement, of: "everyone" } },
    { ...good, agreement: { ...good.agreement, weight: 2 } },
    { ...good, blocks: -1 },
    { ...good, standAside: [1] },
    { ...good, least: "5" },
    { ...good, weights: {} },
  ]) {
    t.equal(readRule(bad), null, JSON.stringify(bad));
  }
});
