import { test } from "tap";
import { startMoot, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";

test("an assembly is followed, puts a question, counts votes by poll and in words, and decides", async (t) => {
  const moot = await startMoot();
  const peer = await startPeer();
  t.teardown(async () => {
    await moot.stop();
    await peer.stop();
  });
  const charter = {
    handle: "coop",
    name: "Co-op",
    rule: "consensus",
    joining: "open",
    values: ["Bread for all"],
  };
  const founded = await moot.api("/assemblies", charter);
  t.equal(founded.status, 201);
  const [ann, bob, cy] = ["ann", "bob", "cy"].map((name) => peer.account(name)) as any;
  for (const { handle } of [ann, bob])
    t.equal((await moot.api("/assemblies/coop/members", { account: handle })).status, 201);
  t.equal(await ann.follow(founded.body.id), 202);
  const seen = (look: (activity: any) => unknown) =>
    peer.received.find(({ activity }) => look(activity))?.activity;
  await until("the Accept", () =>
    seen((activity) => activity.type === "Accept" && activity.object.actor === ann.id),
  );

  const closesAt = new Date(Date.now() + 4000).toISOString();
  const draft = { title: "Bake on Sundays", text: "From April, in **turns**.", open: true, closesAt };
  const made = await moot.api("/assemblies/coop/proposals", draft);
  t.equal(made.status, 201);
  const poll: any = await until("the poll", () => seen((activity) => activity.object?.type === "Question"));
  t.match(
    poll.object.oneOf.map((option: any) => option.name),
    ["Agree", "Stand aside", "Disagree", "Block"],
  );

  const { question, id } = made.body;
  t.equal(await ann.vote(question, "Agree"), 202);
  t.equal(await cy.vote(question, "Disagree"), 202);
  await bob.reply(question, "block: the oven is old");
  const load = async () => (await moot.api(`/proposals/${id}`)).body;
  const counted = await until("three votes", async () => {
    const proposal = await load();
    return proposal.tally.agree + proposal.tally.block + proposal.sympathisers.disagree === 3 && proposal;
  });
  t.match(counted, { state: "voting", question: { roll: 2 }, tally: { agree: 1, block: 1, disagree: 0 } });

  await until("the outcome", async () => (await load()).outcome === "blocked");
  const closed: any = await until("the last update", () =>
    seen((activity) => activity.type === "Update" && activity.object.closed),
  );
  t.same(
    closed.object.oneOf.map((option: any) => option.replies.totalItems),
    [1, 0, 0, 1],
  );
  t.ok(
    seen(
      (activity) => activity.type === "Create" && /Blocked: “Bake on Sundays”/.test(activity.object.content),
    ),
  );
  t.ok(
    seen((activity) => activity.type === "Announce" && activity.object.startsWith(bob.id)),
    "the reasoned block is passed on",
  );
  t.same(moot.logged, []);
});
