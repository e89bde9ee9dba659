import { sql } from "drizzle-orm";
import { test } from "tap";
import { castBallot } from "../../src/actions/cast-ballot.ts";
import { saveWatermark } from "../../src/store/processes.ts";
import { savePending } from "../../src/store/requests.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const date = () => new Date(clock);
const story = await begin({ rule: "majority", closeWhenAll: true }, { idle: true, now: date });
const { moot } = story;
const { ctx } = moot;
const [ann, bob] = (await story.admit("ann", "bob")) as [Account, Account];
await runDue(moot);
const idOf = (question: string): string => question.split("/").at(-1) as string;
const ask = () => story.ask({ closesAt: new Date(clock + 3_600_000).toISOString() });

/** Applies a vote that was received at some instant, now, as what was in work for a while is. */
const apply = (question: string, voter: Account, choice: "agree" | "disagree", receivedAt: Date) =>
  ctx.db.transaction((tx) =>
    castBallot(ctx, tx, {
      ...{ questionId: idOf(question), actorId: voter.id, kind: "Person", choice, via: "words" },
      ...{ reasoned: false, receivedAt, evidence: null },
    }),
  );
const vote = async (question: string, ...voters: readonly Account[]): Promise<void> => {
  for (const voter of voters) {
    clock += 1000;
    await voter.vote(question, "Agree", { date: date() });
  }
};

test("a question that everybody answered closes at once, as of the last answer, whose voter had time until then", async (t) => {
  const { question, id } = await ask();
  await vote(question, ann);
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" }, "one of two has not answered");
  await vote(question, bob);
  const last = date();
  clock += 400;
  await runDue(moot);
  const proposal = await story.proposal(id);
  t.match(proposal, { state: "adopted", tally: { agree: 2 } });
  t.equal(proposal.question.closedAt, last.toISOString());
});

test("it waits for a change of mind that was received before the last answer, and counts it", async (t) => {
  const { question, id } = await ask();
  await vote(question, ann);
  clock += 1000;
  const received = date();
  const done = ctx.inWork.enter(received);
  await vote(question, bob);
  await runDue(moot);
  clock += 600;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" }, "something that came earlier is in work");
  t.match(await apply(question, ann, "disagree", received), { result: { counts: "member" } });
  done();
  clock += 600;
  await runDue(moot);
  t.match(await story.proposal(id), { outcome: "rejected", tally: { agree: 1, disagree: 1 } });
});

test("a change of mind that was received after the last answer and worked on after the close is late, and its voter is told so", async (t) => {
  const { question, id } = await ask();
  await vote(question, ann, bob);
  clock += 300;
  const received = date();
  await runDue(moot);
  t.match(await story.proposal(id), { state: "adopted", tally: { agree: 2 } });
  t.match(await apply(question, ann, "disagree", received), { result: { refused: "late" } });
  clock += 700;
  await bob.reply(question, "disagree", { date: date() });
  await runDue(moot);
  t.match(await story.proposal(id), { outcome: "adopted", tally: { agree: 2, disagree: 0 } });
  t.equal(story.told(bob).filter((text) => /Your answer came after that/.test(text)).length, 1);
});

test("a change of mind that is worked on while the closing waits counts, and the question closes as of it", async (t) => {
  const { question, id } = await ask();
  await vote(question, ann);
  const done = ctx.inWork.enter(date());
  await vote(question, bob);
  await runDue(moot);
  clock += 300;
  const changed = date();
  await bob.reply(question, "disagree", { date: changed });
  done();
  clock += 600;
  await runDue(moot);
  const proposal = await story.proposal(id);
  t.match(proposal, { outcome: "rejected", tally: { agree: 1, disagree: 1 } });
  t.equal(proposal.question.closedAt, changed.toISOString());
});

test("other processes are waited for until they have said that they are past the last answer, and no longer", async (t) => {
  const { question, id } = await ask();
  const other = ctx.newId();
  await vote(question, ann);
  await saveWatermark(ctx.db, other, date(), date());
  await vote(question, bob);
  const last = date();
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" }, "the other one was heard of before the last answer");
  clock += 200;
  await saveWatermark(ctx.db, other, last, date());
  clock += 400;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "adopted" });
});

test("senders who cannot be reached hold a question open for ten seconds at most", async (t) => {
  const { question, id } = await ask();
  const raw = { method: "POST", target: "/inbox", headers: [], body: Buffer.from("{}"), address: "::1" };
  const sender = { actorId: "https://nobody.example/x", origin: "https://nobody.example" };
  await savePending(ctx.db, { ...raw, ...sender, receivedAt: date() });
  await vote(question, ann, bob);
  await runDue(moot);
  for (const [wait, state] of [
    [8000, "voting"],
    [3000, "adopted"],
  ] as const) {
    clock += wait;
    await runDue(moot);
    t.match(await story.proposal(id), { state });
  }
  await ctx.db.execute(sql`delete from pending_request`);
});

test("an answer that is taken back keeps the question open until its own time", async (t) => {
  const { question, id } = await ask();
  await vote(question, ann);
  clock += 1000;
  const note = await bob.reply(question, "agree", { date: date() });
  const taken = { type: "Delete", id: `${note}#delete`, actor: bob.id, object: note };
  const signed = { date: date() };
  await bob.send(
    `${moot.origin}/inbox`,
    { "@context": "https://www.w3.org/ns/activitystreams", ...taken },
    signed,
  );
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting", tally: { agree: 1 } });
  clock += 3_600_000;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "adopted", tally: { agree: 1 } });
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
