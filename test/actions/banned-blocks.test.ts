import tap, { test } from "tap";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const date = () => new Date(clock);
const story = await begin({ rule: "consent" }, { idle: true, now: date });
const { moot } = story;
const [ann, cem] = (await story.admit("ann", "cem")) as [Account, Account];
await runDue(moot);
const call = await callerFor(moot, cem);
tap.teardown(() => story.stop());
const hour = 3_600_000;

/** Puts a question to the vote, which one agrees to, and bans the other in the middle of it. */
async function banned() {
  const asked = await story.ask({ closesAt: new Date(clock + 3 * hour).toISOString() });
  await runDue(moot);
  await ann.vote(asked.question, "Agree", { date: date() });
  await moot.api("/bans", { target: cem.id, reason: "In the way" });
  return asked;
}
async function closed(id: string): Promise<string> {
  clock += 4 * hour;
  await runDue(moot);
  await moot.api("/bans/end", { target: cem.id, reason: "Over" });
  return (await story.proposal(id)).outcome;
}

test("the operator cannot turn a block into a disagree by a ban, whichever way it comes", async (t) => {
  const ways = {
    "in words": ({ question }: { question: string }) =>
      cem.reply(question, "block: it burns", { date: date() }),
    "by form or API": ({ id }: { id: string }) =>
      call(`/proposals/${id}/ballots`, { position: "block", reason: "It burns" }),
    "in words that gave no reason at first": async ({ question }: { question: string }) => {
      await cem.vote(question, "Block", { date: date() });
      await runDue(moot);
      const why = cem.inbox().at(-1);
      await cem.reply(why?.id as string, "Because it burns.", { date: date() });
    },
  };
  for (const [way, block] of Object.entries(ways)) {
    const asked = await banned();
    await block(asked);
    await runDue(moot);
    t.match(await story.proposal(asked.id), { tally: { block: 1, unreasonedBlock: 0 } }, way);
    t.equal(await closed(asked.id), "blocked", way);
  }
  t.equal(
    await story.count("reply where html is not null or reason is not null"),
    0,
    "nothing is shown of it",
  );
});

test("a block that came before the ban stands when its words are edited afterwards", async (t) => {
  const asked = await story.ask({ closesAt: new Date(clock + 3 * hour).toISOString() });
  await runDue(moot);
  await ann.vote(asked.question, "Agree", { date: date() });
  const note = await cem.reply(asked.question, "block: it burns", { date: date() });
  await moot.api("/bans", { target: cem.id, reason: "In the way" });
  await cem.edit(note, "block: it burns badly", { date: date() });
  await runDue(moot);
  t.match(await story.proposal(asked.id), { tally: { block: 1, unreasonedBlock: 0 } });
  t.equal(await closed(asked.id), "blocked");
});

test("a block that a banned member gives no reason for, or none in public, counts as disagree as anybody's does", async (t) => {
  const asked = await banned();
  await cem.reply(asked.question, "block", { date: date() });
  await runDue(moot);
  t.match(await story.proposal(asked.id), { tally: { block: 0, unreasonedBlock: 1 } });
  t.match(story.told(cem).at(-1), /Why, and what would lift it/);
  t.equal(await closed(asked.id), "adopted");
  t.same(moot.logged, []);
});
