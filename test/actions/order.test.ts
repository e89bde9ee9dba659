import { isDeepStrictEqual as same } from "node:util";
import fc from "fast-check";
import { test } from "tap";
import { castBallot } from "../../src/actions/cast-ballot.ts";
import { closeQuestion } from "../../src/actions/close-question.ts";
import type { Account } from "../support/account.ts";
import { type Act, otherwise, someActs, someKeys } from "../support/casts.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "consensus" }, { idle: true, now: () => new Date(clock) });
const { moot } = story;
const { ctx } = moot;
const members = await story.admit("ann", "bea", "cem", "dan", "eva");
const strangers = ["xan", "yve", "zoe", "wil"].map(story.account);
for (const { id } of strangers) await ctx.resolveActor(id);
await runDue(moot);
const people: readonly Account[] = [...members, ...strangers];

/** Puts a question, casts the ballots one after the other through the one door, closes it, and answers what came of it. */
async function decide(acts: readonly Act[]) {
  const { question, id } = await story.ask({ closesAt: new Date(clock + 60_000).toISOString() });
  const questionId = question.split("/").at(-1) as string;
  for (const { who, position, via, reasoned } of acts) {
    clock += 1;
    const { id: actorId } = people[who] as Account;
    await ctx.db.transaction((tx) =>
      castBallot(ctx, tx, {
        ...{ questionId, actorId, kind: "Person", choice: position, via, reasoned },
        ...{ receivedAt: new Date(clock), evidence: null },
      }),
    );
  }
  const open = await story.proposal(id);
  clock += 60_000;
  await closeQuestion(ctx, questionId, async () => false);
  const { tally, sympathisers, outcome } = await story.proposal(id);
  const names = (await story.ballots(id)).map(({ voter, position }) => `${voter} ${position}`).sort();
  return { members: [tally, names, outcome], sympathisers, whileOpen: open.tally };
}

const own = someActs(0, members.length - 1, 12);
const others = someActs(members.length, people.length - 1, 8);
const few = { numRuns: 8, endOnFailure: true };

test("whatever order ballots come to the database in, tally, names and outcome are the same", async () => {
  await fc.assert(
    fc.asyncProperty(own, others, someKeys, async (mine, theirs, keys) => {
      const acts = [...mine, ...theirs];
      const result = await decide(acts);
      const turned = await decide(otherwise(acts, keys));
      // closing counts what was counted all along
      return same(turned, result) && same(result.members[0], result.whileOpen);
    }),
    few,
  );
});

test("with strangers among them, ballots in the database come to what they come to without", async () => {
  await fc.assert(
    fc.asyncProperty(own, others, someKeys, async (mine, theirs, keys) => {
      const mixed = await decide(otherwise([...mine, ...theirs], keys));
      const [inside, outside] = [await decide(mine), await decide(theirs)];
      return same(mixed.members, inside.members) && same(mixed.sympathisers, outside.sympathisers);
    }),
    few,
  );
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
