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

test("two proposals that give different kinds of decisions a rule do not undo one another", async (t) => {
  const { story, ann, bea, later, propose, iso } = await town({});
  const ids: string[] = [];
  for (const kind of ["membership", "ban"]) {
    const settings = { rules: { [kind]: "consensus" } };
    const { body } = await propose(ann, { title: kind, settings, open: true, closesAt: iso(2) });
    for (const voter of [ann, bea]) await ballot(voter, body.id, "agree");
    ids.push(body.id);
  }
  await later(3);
  for (const id of ids) t.equal((await story.proposal(id)).outcome, "adopted");
  const inForce = async () =>
    (await story.moot.api("/assemblies/coop/constitutions")).body.items[0].settings.rules;
  t.match(await inForce(), { membership: { blocks: 0 }, ban: { blocks: 0 } });
  const page = (await story.moot.get(`/proposals/${ids[1]}`, "text/html")).text;
  const changes = page.slice(page.indexOf('id="changes"'));
  t.notMatch(changes.slice(0, changes.indexOf("</section>")), /<del/, "nothing was taken away by it");
  const { body } = await propose(ann, {
    settings: { rules: { ban: "consensus" } },
    open: true,
    closesAt: iso(2),
  });
  for (const voter of [ann, bea]) await ballot(voter, body.id, "agree");
  await later(3);
  t.same(Object.keys(await inForce()), ["ban"], "what a proposal takes away is taken away");
  await story.stop();
});
