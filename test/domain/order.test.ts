import { isDeepStrictEqual as same } from "node:util";
import fc from "fast-check";
import { test } from "tap";
import { admitBallot, tallyOf } from "../../src/domain/ballot.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import { outcome, presets, type Rule } from "../../src/domain/rule.ts";
import { type Act, otherwise, someActs, someKeys } from "../support/casts.ts";

const roll = 12;
const members = someActs(0, roll - 1, 40);
const strangers = someActs(roll, roll + 30, 60);
const anyRule = fc.constantFrom<Rule[]>(...Object.values(presets));
const time = { opensAt: new Date(0), closesAt: new Date(2), closed: false };

/** What a sequence of acts comes to: each is admitted or not as things stand, and the last that was stands. */
function decide(acts: readonly Act[], rule: Rule = presets.majority) {
  const standing = { member: new Map<number, Act>(), sympathiser: new Map<number, Act>() };
  for (const act of acts) {
    const { who, via } = act;
    const side = who < roll ? standing.member : standing.sympathiser;
    const admitted = admitBallot({
      question: time,
      voter: {
        kind: "Person",
        onRoll: who < roll,
        left: false,
        hasBallot: side.has(who),
        everVoted: side.has(who),
      },
      ...{ via, receivedAt: new Date(1) },
    });
    if (!isRefusal(admitted)) standing[admitted.counts].set(who, act);
  }
  const tally = tallyOf(standing.member.values());
  return { tally, outcome: outcome(rule, roll, tally), sympathisers: tallyOf(standing.sympathiser.values()) };
}

test("the order in which people answer never matters, as long as each answers in their own order", async () => {
  fc.assert(
    fc.property(members, strangers, someKeys, anyRule, (own, others, keys, rule) => {
      const acts = [...own, ...others];
      return same(decide(otherwise(acts, keys), rule), decide(acts, rule));
    }),
  );
});

test("nobody outside the roll changes anything, whenever and however often they answer", async () => {
  fc.assert(
    fc.property(members, strangers, someKeys, anyRule, (own, others, keys, rule) => {
      const mixed = decide(otherwise([...own, ...others], keys), rule);
      const alone = decide(own, rule);
      const people = new Set(others.map(({ who }) => who)).size;
      const counted = Object.values(mixed.sympathisers).reduce((sum, n) => sum + n, 0);
      return same({ ...mixed, sympathisers: alone.sympathisers }, alone) && counted === people;
    }),
  );
});

test("ballots are counted alike in any order", async () => {
  fc.assert(
    fc.property(members, someKeys, (acts, keys) => {
      const turned = otherwise([...acts].reverse(), keys);
      return same(tallyOf(turned), tallyOf(acts));
    }),
  );
});
