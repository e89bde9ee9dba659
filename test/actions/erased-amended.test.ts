import { test } from "tap";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { ballot, town } from "../support/town.ts";

const text = (name: string) => `${name} lights the oven.\n\nWe bake on Sundays, all of us.`;

test("what was rejected, and what is voted on, finds its words after a name went out of the text", async (t) => {
  const { story, ann, bea, cem, propose, later, iso } = await town({ amendmentsByVote: true });
  t.teardown(() => story.stop());
  const [who] = await story.admit("quillfeather");
  if (!who) throw new Error("nobody was admitted");
  const me = await callerFor(story.moot, who);
  const { id } = (await propose(ann, { text: text(who.id) })).body;
  const list = async () => (await story.moot.api(`/proposals/${id}/amendments`, undefined, null)).body.items;
  const reject = async (come: string) => {
    const wish = { replacements: [{ old: "Sundays", new: come }] };
    const made = (await bea(`/proposals/${id}/amendments`, wish)).body;
    await ann(`/amendments/${made.id}/reject`, { reason: "No." });
    return made.id;
  };
  const [alone, voted] = [await reject("Mondays"), await reject("Fridays")];
  t.match((await bea(`/amendments/${voted}/promote`, { toVote: true })).body, { state: "promoted" });
  await me("/assemblies/coop/leave", {});
  t.match((await me("/me/erase", { sure: true })).body, { waitsUntil: null });
  await runDue(story.moot);
  t.equal((await story.proposal(id)).text, text("[…]"), "the name is gone");
  await bea(`/amendments/${alone}/promote`, { title: "On Mondays" });
  const [first, second] = (await list()).map((one: { promoted: string }) => one.promoted.split("/").at(-1));
  t.equal((await story.proposal(first)).text, text("[…]").replace("Sundays", "Mondays"));
  await bea(`/proposals/${second}/open`, { closesAt: iso(10) });
  for (const one of [bea, cem]) await ballot(one, second, "agree");
  await later(11);
  t.equal((await story.proposal(id)).text, text("[…]").replace("Sundays", "Fridays"));
});
