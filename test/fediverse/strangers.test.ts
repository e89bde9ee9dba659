import { test } from "tap";
import { runDue } from "../support/due.ts";
import { startPeer } from "../support/peer.ts";
import { begin } from "../support/story.ts";

let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const story = await begin({ rule: "consensus" }, { idle: true, now });
const { moot } = story;
await story.admit("ann", "bea", "cem");
// a server of their own, so that whatever comes there comes because of them
const elsewhere = await startPeer();
const strangers = Array.from({ length: 100 }, (_, index) => elsewhere.account(`stranger${index}`));
const few = strangers.slice(0, 10);

/** Puts a question and has ann and bea agree to it; cem says nothing. */
async function ask() {
  const { question, id } = await story.ask({ closesAt: new Date(now().getTime() + 3_600_000).toISOString() });
  await runDue(moot);
  for (const name of ["ann", "bea"]) await story.account(name).vote(question, "Agree", { date: now() });
  return { question, id };
}
/** Lets the hour pass, and everything happen that follows. */
async function close(): Promise<void> {
  ahead += 3_600_000;
  await runDue(moot);
}
const resultOf = async (id: string) => {
  const { outcome, tally, question } = await story.proposal(id);
  return { outcome, tally, roll: question.roll, ballots: (await story.ballots(id)).length };
};

test("100 strangers vote: outcome unchanged, sympathisers and 100, and none of them is written to", async (t) => {
  const without = await ask();
  await close();
  const expected = await resultOf(without.id);
  t.match(expected, { outcome: "adopted", tally: { agree: 2 } });

  const { question, id } = await ask();
  for (const [index, stranger] of strangers.entries()) {
    const option = ["Disagree", "Block", "Stand aside", "Agree"][index % 4] as string;
    t.equal(await stranger.vote(question, option, { date: now() }), 202);
  }
  await runDue(moot);
  const poll = (await moot.get(new URL(question).pathname)).json;
  t.equal(poll.votersCount, 2);
  t.same(
    poll.oneOf.map((option: any) => option.replies.totalItems),
    [2, 0, 0, 0],
  );
  // a second time, which changes nothing and helps nobody
  for (const stranger of few) await stranger.vote(question, "Block", { date: now() });
  await runDue(moot);
  const sympathisers = { agree: 25, abstain: 25, disagree: 25, block: 0, unreasonedBlock: 25 };
  t.same((await story.proposal(id)).sympathisers, sympathisers);
  await close();
  // and a third time, too late
  for (const stranger of few) await stranger.vote(question, "Agree", { date: now() });
  await runDue(moot);

  t.same(
    await resultOf(id),
    expected,
    "what was decided, by whom and of how many is what it would have been",
  );
  t.same((await story.proposal(id)).sympathisers, sympathisers);
  t.same(elsewhere.received, [], "nothing came to any of their inboxes, nor to their server's");
  const { host } = new URL(elsewhere.origin);
  t.equal(await story.count(`delivery where host = '${host}'`), 0, "and nothing is on its way there");
});

test("their names are shown nowhere", async (t) => {
  const { question, id } = await ask();
  for (const stranger of few) await stranger.vote(question, "Agree", { date: now() });
  await close();
  const api = await moot.api(`/proposals/${id}`);
  const log = await moot.api(`/proposals/${id}/log`);
  const page = await moot.get(`/proposals/${id}`, "text/html");
  const everything = JSON.stringify([api.body, log.body, await story.ballots(id), story.peer.received]);
  t.match(page.status, 200);
  t.notMatch(everything + page.text, /stranger\d/);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
  await elsewhere.stop();
});
