import { test } from "tap";
import { begin } from "../support/story.ts";

test("the operator makes members until the first question opens, and invites afterwards", async (t) => {
  const story = await begin({ joining: "invite" });
  const [ann] = (await story.admit("ann")) as any;
  await story.toldNote(ann, /You were made a member of Co-op by the operator/);
  const admit = (name: string) =>
    story.moot.api("/assemblies/coop/members", { account: story.account(name).id });
  t.match(await admit("ann"), { status: 200, body: { state: "member" } }, "who is a member stays one");
  const { question, id } = await story.ask();
  const late = await admit("bob");
  t.match(late, { status: 202, body: { state: "invited", admittedBy: "operator" } });
  await story.toldNote(story.account("bob"), /You are invited to join Co-op/);
  t.equal(
    (await story.moot.api("/assemblies/coop/members")).body.items.length,
    1,
    "an invitation is no membership",
  );
  await story.account("bob").vote(question, "Disagree");
  t.match(await story.proposal(id), {
    question: { roll: 1 },
    tally: { disagree: 0 },
    sympathisers: { disagree: 1 },
  });
  const bob = story.account("bob");
  await bob.mention(story.assembly, "join");
  await story.toldNote(bob, /One joins Co-op by invitation/);
  await story.stop();
});

test("while joining is open the operator's admission makes a member, but never on a roll that is frozen", async (t) => {
  const story = await begin();
  await story.admit("ann");
  const { question, id } = await story.ask();
  await story.admit("bob");
  await story.account("bob").vote(question, "Disagree");
  t.match(await story.proposal(id), {
    question: { roll: 1 },
    tally: { disagree: 0 },
    sympathisers: { disagree: 1 },
  });
  const next = await story.ask();
  t.match(await story.proposal(next.id), { question: { roll: 2 } });
  await story.stop();
});

test("the first ballot of somebody who was admitted is written down as their affirmation", async (t) => {
  const story = await begin();
  const [ann] = (await story.admit("ann")) as any;
  const { question } = await story.ask();
  t.equal(await story.count("membership where affirmed_at is not null"), 0);
  await ann.vote(question, "Agree");
  t.equal(await story.count("membership where affirmed_at is not null"), 1);
  t.equal(await story.count("membership_event where kind = 'affirmed'"), 1);
  const { question: second } = await story.ask();
  await ann.vote(second, "Agree");
  t.equal(await story.count("membership_event where kind = 'affirmed'"), 1, "once");
  await story.stop();
});

test("who leaves while voting runs without having voted still counts in the roll", async (t) => {
  const story = await begin();
  const [ann, bob] = (await story.admit("ann", "bob")) as any;
  const { question, id } = await story.ask();
  await bob.mention(story.assembly, "leave");
  await story.toldNote(bob, /You have left/);
  await ann.vote(question, "Agree");
  t.match(await story.proposal(id), { question: { roll: 2 }, tally: { agree: 1 } });
  const next = await story.ask();
  t.match(await story.proposal(next.id), { question: { roll: 1 } });
  await story.stop();
});
