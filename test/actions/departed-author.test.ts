import { test } from "tap";
import { town } from "../support/town.ts";

const gone = { code: "not-a-member" };

test("an author who has left changes nothing about what they proposed, and takes it back", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({ rule: "consensus" });
  t.teardown(() => story.stop());
  const talk = `/proposals/${(await propose(ann)).body.id}`;
  const draft = `/proposals/${(await propose(ann, { draft: true })).body.id}`;
  const blocked = `/proposals/${(await propose(ann, { open: true, closesAt: iso(48) })).body.id}`;
  for (const one of [ann, cem]) await one(`${blocked}/ballots`, { position: "agree" });
  await bea(`${blocked}/ballots`, { position: "block", reason: "Too early." });
  await later(49);
  t.equal((await ann("/assemblies/coop/leave", {})).status, 200);
  t.match((await ann(`${talk}/versions`, { text: "From May." })).body, gone);
  t.match((await ann(`${talk}/open`, {})).body, gone);
  t.match((await ann(`${talk}/open`, { opensAt: iso(5) })).body, gone);
  t.equal(
    (await ann(`${draft}/versions`, { text: "From May." })).status,
    201,
    "a draft is nobody's but theirs",
  );
  t.match((await ann(`${draft}/deliberate`, {})).body, gone);
  t.match((await ann(`${blocked}/return`, { text: "From May." })).body, gone);
  for (const path of [talk, draft, blocked]) t.equal((await ann(`${path}/withdraw`, {})).status, 200, path);
});

test("where anyone may propose, an author who is no member goes on with their proposal", async (t) => {
  const { story, ann, bea, propose, iso } = await town({ proposers: "anyone" });
  t.teardown(() => story.stop());
  const path = `/proposals/${(await propose(ann)).body.id}`;
  t.equal((await ann("/assemblies/coop/leave", {})).status, 200);
  t.equal((await ann(`${path}/versions`, { text: "From May." })).status, 201);
  await bea(`${path}/endorsements`, {});
  t.equal((await ann(`${path}/open`, { opensAt: iso(5) })).status, 200);
});
