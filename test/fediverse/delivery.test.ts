import { test } from "tap";
import { holdAfter, waitAfter } from "../../src/fediverse/deliver.ts";
import { runDue } from "../support/due.ts";
import { startPeer } from "../support/peer.ts";
import { begin } from "../support/story.ts";

const hour = 3_600_000;
let clock = Date.parse("2036-03-01T12:00:00Z");
const later = (ms: number): void => {
  clock += ms;
};
const story = await begin({}, { idle: true, now: () => new Date(clock), random: () => 0.5 });
const { moot, peer: up } = story;
const down = await startPeer();
const date = () => new Date(clock);
const polls = (peer: typeof up, question: string) =>
  peer.received.map(({ activity }) => activity).filter((activity) => activity.object?.id === question);
const totals = (activity: any): number[] =>
  activity.object.oneOf.map((option: any) => option.replies.totalItems);

const [ann, bob] = (await story.admit("ann", "bob")) as [
  ReturnType<typeof up.account>,
  ReturnType<typeof up.account>,
];
const far = down.account("far");
for (const account of [ann, far]) {
  await account.send(`${moot.origin}/inbox`, follow(account.id), { date: date() });
}
await runDue(moot);

function follow(actor: string) {
  return {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${actor}#f`,
    type: "Follow",
    actor,
    object: story.assembly,
  };
}

test("a follow is accepted at both servers", async (t) => {
  for (const peer of [up, down]) t.ok(peer.received.some(({ activity }) => activity.type === "Accept"));
});

test("a server that is down for hours gets the newest state once when it returns, and the others are not slowed", async (t) => {
  const { question } = await story.ask({ closesAt: new Date(clock + 200 * hour).toISOString() });
  await runDue(moot);
  t.equal(polls(down, question).length, 1, "it had the question");
  down.answer = 503;
  const asked = down.gets.length;
  let votes = 0;
  for (const [voter, option] of [
    [ann, "Agree"],
    [bob, "Agree"],
  ] as const) {
    await voter.vote(question, option, { date: date() });
    later(2000);
    await runDue(moot);
    votes++;
    t.same(totals(polls(up, question).at(-1)), [votes, 0, 0, 0], "the other server has it at once");
    later(2 * hour);
    await runDue(moot);
  }
  await bob.reply(question, "disagree").catch(() => {});
  for (let i = 0; i < 10; i++) {
    later(hour);
    await runDue(moot);
  }
  t.equal(polls(down, question).length, 1, "nothing arrived meanwhile");
  down.answer = 202;
  for (let i = 0; i < 8; i++) {
    later(hour);
    await runDue(moot);
  }
  const [, newest, ...more] = polls(down, question);
  t.match(newest, { type: "Update" });
  t.same(totals(newest), [2, 0, 0, 0], "the newest state");
  t.same(more, [], "once");
  t.equal(down.gets.length, asked);
});

test("a question that a server never got comes as a Create, even days late, with the totals of that day", async (t) => {
  down.answer = 503;
  const { question } = await story.ask({ closesAt: new Date(clock + 24 * hour).toISOString() });
  await runDue(moot);
  await ann.vote(question, "Agree", { date: date() });
  for (let i = 0; i < 60; i++) {
    later(hour);
    await runDue(moot);
  }
  down.answer = 202;
  for (let i = 0; i < 8; i++) {
    later(hour);
    await runDue(moot);
  }
  const arrived = polls(down, question);
  t.equal(arrived.length, 1);
  t.match(arrived[0], { type: "Create", object: { closed: /Z$/ } });
  t.same(totals(arrived[0]), [1, 0, 0, 0]);
  t.ok(
    down.received.some(({ activity }) =>
      /adopted|inquorate|Adopted|Inquorate/.test(activity.object?.content ?? ""),
    ),
    "and the outcome",
  );
});

test("a host that keeps failing is asked less and less, and given up after seven days", async (t) => {
  down.answer = 500;
  const { question } = await story.ask({ closesAt: new Date(clock + 300 * hour).toISOString() });
  const of = `delivery where host = '${new URL(down.origin).host}' and subject = 'question:${question.split("/").at(-1)}'`;
  let tries = 0;
  const before = down.received.length;
  down.documents.clear();
  for (let i = 0; i < 8 * 24; i++) {
    tries += await runDue(moot);
    later(hour);
  }
  t.equal(down.received.length, before);
  t.ok(tries < 200, `${tries} jobs in eight days`);
  t.equal(await story.count(`${of} and not queued and ended like 'given up%'`), 1);
  down.answer = 202;
});

test("a refusal for good ends a delivery at once", async (t) => {
  down.answer = 410;
  later(8 * 24 * hour);
  const { question } = await story.ask();
  await runDue(moot);
  later(hour);
  await runDue(moot);
  const subject = `question:${question.split("/").at(-1)}`;
  t.equal(
    await story.count(`delivery where subject = '${subject}' and not queued and ended = 'answered 410'`),
    1,
  );
  down.answer = 202;
});

test("waiting doubles from a minute to six hours, and a failing host is left alone for half an hour at most", async (t) => {
  t.same(
    [1, 2, 3, 4].map((tries) => waitAfter(tries, 0.5) / 60_000),
    [1, 2, 4, 8],
  );
  t.equal(waitAfter(30, 0.5), 6 * hour);
  t.ok(waitAfter(1, 0) < waitAfter(1, 1), "with jitter");
  t.same(
    [5, 6, 7].map((failures) => holdAfter(failures) / 60_000),
    [1, 2, 4],
  );
  t.equal(holdAfter(1000), 30 * 60_000);
});

test("what goes out is signed: the request as every server reads it, what is public with a proof besides", async (t) => {
  const { activity, headers } = up.received.find((one) => one.activity.object?.type === "Question") as any;
  t.match(headers.signature, /headers="[^"]*\(request-target\)[^"]*"/);
  t.match(headers.digest, /^SHA-256=/i);
  t.match(headers["user-agent"], /^Folkmoot\//);
  t.match(activity, { signature: { type: "RsaSignature2017" }, proof: { cryptosuite: "eddsa-jcs-2022" } });
  const direct = up.received.find(
    (one) => one.activity.object?.type === "Note" && [one.activity.to].flat().includes(ann.id),
  )?.activity;
  t.ok(direct);
  t.notOk("signature" in direct || "proof" in direct, "a message to one person can be passed on by nobody");
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await down.stop();
  await story.stop();
});
