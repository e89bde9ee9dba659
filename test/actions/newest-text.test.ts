import { test } from "tap";
import { toldOf, town } from "../support/town.ts";

const day = 24;

test("who endorsed an earlier text has not endorsed the one that stands, and may do so again", async (t) => {
  const { story, ann, bea, later, propose, people } = await town({ endorsements: 1 });
  t.teardown(() => story.stop());
  const { id } = (await propose(ann, { title: "Harmless" })).body;
  const path = `/proposals/${id}`;
  const endorsers = async () =>
    (await story.moot.api(`${path}/endorsements`, undefined, null)).body.items.map(
      ({ member }: { member: string }) => member,
    );
  t.match((await bea(`${path}/endorsements`, {})).body, { have: 1, needed: 1 });
  await later(1);
  t.equal((await ann(`${path}/versions`, { title: "Sell the house", text: "All of it." })).status, 201);
  t.match((await ann(`${path}/open`, {})).body, { code: "needs-endorsements" });
  t.same(await endorsers(), [], "nobody is shown under a text that they did not endorse");
  await later(1);
  t.match((await bea(`${path}/endorsements`, {})).body, { have: 1, needed: 1 });
  t.match((await bea(`${path}/endorsements`, {})).body, { code: "already-done" });
  t.same(await endorsers(), [people[1]?.id]);
  t.match((await ann(`${path}/open`, {})).body, { state: "voting" });
});

test("who was heard on one text of a removal is heard on the next, while it is talked about and when it comes back", async (t) => {
  const { story, ann, bea, cem, people, later, propose, iso } = await town({
    ...{ rule: "consensus", amendWhileVoting: "once" },
  });
  t.teardown(() => story.stop());
  const who = people[2]?.id ?? "";
  await ann("/assemblies/coop/leave-invitations", { account: who, reasons: "The oven is never cleaned." });
  await later(15 * day);
  const made = await propose(ann, { act: { what: "remove", who } });
  t.equal(made.status, 201, JSON.stringify(made.body));
  const path = `/proposals/${made.body.id}`;
  const open = async () => (await ann(`${path}/open`, { closesAt: iso(2 * day) })).body;
  const unheard = { code: "not-heard" };
  t.match(await open(), unheard);
  t.equal((await cem(`${path}/statement`, { text: "I clean it on Mondays." })).status, 200);
  await later(47);
  t.equal((await ann(`${path}/versions`, { text: "The till was robbed." })).status, 201);
  t.match(await open(), unheard, "what was said was said to another text");
  await later(2);
  t.match(await open(), unheard, "and two days begin with the text");
  t.equal(toldOf(story, "cem", /it is about you/), 2, "the person is told of each text");
  t.equal((await cem(`${path}/statement`, { text: "I robbed nobody." })).status, 200);
  t.match(await open(), { state: "voting" });
  t.match((await ann(`${path}/versions`, { text: "A third one." })).body, { code: "text-is-frozen" });
  for (const one of [ann, cem]) await one(`${path}/ballots`, { position: "agree" });
  await bea(`${path}/ballots`, { position: "block", reason: "No proof." });
  await later(3 * day);
  t.match(await story.proposal(made.body.id), { state: "blocked" });
  t.equal((await ann(`${path}/return`, { text: "The till was robbed twice." })).status, 201);
  t.match(await open(), unheard);
  await later(2 * day);
  t.match(await open(), { state: "voting" }, "two days are enough where nothing is said");
});
