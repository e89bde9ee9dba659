import { test } from "tap";
import { ballot, town } from "../support/town.ts";

test("a constitution is changed by an adopted proposal, and by nothing else", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({});
  const settings = { rule: "consensus", values: ["We share the oven"], endorsements: 1 };
  t.match(await story.moot.api("/assemblies/coop/proposals", { title: "x", text: "y", settings }), {
    status: 403,
    body: { code: "not-a-member" },
  });
  t.match(await propose(ann, { settings: { colour: "red" } }), {
    status: 422,
    body: { code: "bad-setting" },
  });
  t.match(await propose(ann, { settings: { rule: "majority" } }), { body: { code: "no-changes" } });
  const { body } = await propose(ann, { title: "Consensus", settings, open: true, closesAt: iso(2) });
  await ballot(ann, body.id, "agree");
  await ballot(bea, body.id, "agree");
  t.match((await ballot(cem, body.id, "block")).body, { code: "not-an-option" });
  const before = await story.moot.api("/assemblies/coop");
  t.equal(before.body.rule.blocks, null, "what was proposed does not hold yet");
  await later(3);
  const after = (await story.moot.api("/assemblies/coop")).body;
  t.match(after, { rule: { blocks: 0 }, values: ["We share the oven"] });
  const { items } = (await story.moot.api("/assemblies/coop/constitutions")).body;
  t.equal(items.length, 2);
  t.match(items[0], { version: 2, proposal: new RegExp(body.id), settings: { endorsements: 1 } });
  t.match(items[1], { version: 1, proposal: null, settings: { endorsements: 0 } });
  t.match((await propose(bea, { open: true })).body, { code: "needs-endorsements" });
  await story.stop();
});

test("followers' servers hear once that an assembly's own document changed, with what holds now", async (t) => {
  const { story, ann, bea, people, later, propose, iso } = await town({});
  await people[2]?.follow(story.assembly, { date: new Date() });
  await later(0);
  const changes = () => story.peer.received.filter(({ activity }) => activity.object?.type === "Group");
  const settings = { name: "Bread Co-op", values: ["We share the oven"] };
  const { body } = await propose(ann, { settings, open: true, closesAt: iso(2) });
  await ballot(ann, body.id, "agree");
  await ballot(bea, body.id, "agree");
  t.same(changes(), [], "what was proposed does not hold yet");
  await later(3);
  await later(1);
  const activity = changes()[0]?.activity;
  t.equal(changes().length, 1);
  t.match(activity, {
    ...{ type: "Update", actor: story.assembly, object: { id: story.assembly, name: "Bread Co-op" } },
    signature: { type: "RsaSignature2017" },
  });
  t.match(JSON.stringify(activity.object.attachment), /We share the oven/);
  const served = await story.moot.get(new URL(activity.id).pathname);
  t.match(served.json, { id: activity.id, type: "Update" }, "it is served where its id says");
  await story.stop();
});
