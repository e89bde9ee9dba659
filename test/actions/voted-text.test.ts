import { test } from "tap";
import { town } from "../support/town.ts";

test("what an amendment's vote says stays what the amendment does", async (t) => {
  const { story, ann, bea, propose } = await town({ amendmentsByVote: true, amendWhileVoting: "once" });
  t.teardown(() => story.stop());
  const { id } = (await propose(ann, { text: "We bake on Sundays." })).body;
  const wish = { replacements: [{ old: "Sundays", new: "no day" }] };
  const filed = (await bea(`/proposals/${id}/amendments`, wish)).body;
  await ann(`/amendments/${filed.id}/reject`, { reason: "No." });
  await bea(`/amendments/${filed.id}/promote`, { toVote: true });
  const rows = (await story.moot.api(`/proposals/${id}/amendments`, undefined, null)).body.items;
  const vote = rows[0].promoted.split("/").at(-1);
  const { text } = await story.proposal(vote);
  const said = await bea(`/proposals/${vote}/versions`, { text: "A comma is missing." });
  t.match(said.body, { code: "text-is-frozen" });
  t.equal((await story.proposal(vote)).text, text);
});
