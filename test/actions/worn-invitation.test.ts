import { test } from "tap";
import { ballot, town } from "../support/town.ts";

const day = 24;
const early = { code: "leave-not-asked" };

/** A town in which cem was invited to leave, and the date has passed. */
async function invited() {
  const here = await town({ rule: "majority" });
  const { ann, later, propose, iso, people } = here;
  const who = people[2]?.id ?? "";
  const invite = () => ann("/assemblies/coop/leave-invitations", { account: who, reasons: "The oven." });
  await invite();
  await later(14 * day);
  const removal = async () => (await propose(ann, { act: { what: "remove", who } })).body;
  const open = async (id: string) => (await ann(`/proposals/${id}/open`, { closesAt: iso(5 * day) })).body;
  return { ...here, invite, removal, open };
}

test("ninety days after its date an invitation to leave supports no removal, and one that is voted on ends as it ends", async (t) => {
  const { story, ann, bea, later, removal, open, people } = await invited();
  t.teardown(() => story.stop());
  const [first, second] = [await removal(), await removal()];
  t.equal(first.state, "deliberation", JSON.stringify(first));
  await later(88 * day);
  t.match(await open(first.id), { state: "voting" });
  await later(3 * day);
  t.match(await removal(), early, "too late to propose one");
  t.match(await open(second.id), early, "too late to put one to the vote");
  for (const one of [ann, bea]) await ballot(one, first.id, "agree");
  await later(3 * day);
  t.match(await story.proposal(first.id), { state: "adopted" });
  const members = (await story.moot.api("/assemblies/coop/members")).body.items;
  t.notOk(JSON.stringify(members).includes(`"${people[2]?.id}"`), "it was brought to the vote in time");
});

test("a removal that was rejected uses the invitation up; one that too few answered does not", async (t) => {
  const { story, ann, bea, cem, later, removal, open, invite } = await invited();
  t.teardown(() => story.stop());
  const [first, second, third] = [await removal(), await removal(), await removal()];
  await later(2 * day);
  await open(third.id);
  await later(6 * day);
  t.match(await story.proposal(third.id), { state: "inquorate" });
  await open(first.id);
  for (const one of [ann, bea, cem]) await ballot(one, first.id, "disagree");
  await later(6 * day);
  t.match(await story.proposal(first.id), { state: "rejected" });
  t.match(await removal(), early);
  t.match(await open(second.id), early);
  t.match(await open(third.id), early, "nor is another put again");
  t.equal((await invite()).status, 200);
  await later(14 * day);
  t.match(await removal(), { state: "deliberation" }, "another invitation supports another removal");
});
