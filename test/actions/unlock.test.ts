import { test } from "tap";
import { ballot, toldOf, town } from "../support/town.ts";

const text = "We bake on Sundays.\n\nThe oven is lit at five.";

async function house(charter: Record<string, unknown> = {}) {
  const all = await town({ rule: "consensus", ...charter });
  const made = (await all.propose(all.ann, { text })).body;
  const path = `/proposals/${made.id}`;
  const amend = async (who: typeof all.ann, old: string, come: string) =>
    (await who(`${path}/amendments`, { replacements: [{ old, new: come }] })).body;
  const board = async () => (await all.story.moot.api(`${path}/objections`, undefined, null)).body.items;
  return { ...all, id: made.id as string, path, amend, board };
}

test("a concern names the amendment that would lift it; merged, its author is asked with a date, and lifts it", async (t) => {
  const { story, ann, bea, cem, later, path, amend, board } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(cem, "Sundays", "Mondays");
  await amend(cem, "five", "six");
  const raise = (body: object) => bea(`${path}/objections`, { reason: "I rest on Sundays.", ...body });
  t.match((await raise({ amendment: 3 })).body, { code: "no-amendment" });
  t.match((await raise({ amendment: "nothing" })).body, { code: "no-amendment" });
  t.equal(await story.count("objection"), 0);
  const byNumber = (await raise({ amendment: 1 })).body;
  t.match(byNumber, { state: "raised", amendment: { number: 1, state: "open", version: null } });
  const other = (await raise({ amendment: 2 })).body;
  const byId = (await raise({ amendment: filed.id, change: "Any other day." })).body;
  t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { version: 2 });
  t.match(await board(), [
    { state: "answered", askedUntil: /Z$/, answer: null, amendment: { state: "accepted", version: 2 } },
    { state: "raised", askedUntil: null, amendment: { number: 2, state: "open" } },
    { state: "answered", amendment: { number: 1 } },
  ]);
  await later(0);
  t.equal(toldOf(story, "bea", /amendment 1 would lift your concern .* It is in the text now, version 2/), 2);
  t.match((await ann(`/objections/${byNumber.id}/lift`, {})).body, { code: "not-yours" });
  t.match((await bea(`/objections/${byNumber.id}/lift`, {})).body, { state: "lifted" });
  await later(24 * 30);
  t.match(
    (await board()).map(({ id, state }: any) => [id, state]),
    [
      [byNumber.id, "lifted"],
      [other.id, "raised"],
      [byId.id, "stands"],
    ],
    "who said nothing by the date did not lift it",
  );
});

test("what becomes of an amendment that is not merged is shown with the objection that names it", async (t) => {
  const { story, ann, bea, cem, path, amend, board } = await house();
  t.teardown(() => story.stop());
  const gone = await amend(cem, "Sundays", "Mondays");
  const back = await amend(cem, "five", "six");
  await amend(cem, "oven", "stove");
  for (const amendment of [1, 2, 3]) await bea(`${path}/objections`, { reason: "No.", amendment });
  await ann(`/amendments/${gone.id}/reject`, { reason: "The mill is closed." });
  await cem(`/amendments/${back.id}/withdraw`, {});
  await ann(`${path}/versions`, { text: text.replace("oven", "hearth") });
  t.match(
    (await board()).map(({ amendment, state }: any) => [amendment.state, amendment.version, state]),
    [
      ["rejected", null, "raised"],
      ["withdrawn", null, "raised"],
      ["obsolete", 2, "raised"],
    ],
  );
  t.match((await bea(`${path}/objections`, { reason: "No.", amendment: 1 })).body, { code: "no-amendment" });
});

test("a block unlocks too: merged while it is voted on, the question is replaced and who blocked is asked", async (t) => {
  const { story, ann, bea, cem, later, path, id, iso, amend, board } = await house({
    amendWhileVoting: "once",
  });
  t.teardown(() => story.stop());
  const filed = await amend(cem, "Sundays", "Mondays");
  await ann(`${path}/open`, { closesAt: iso(100) });
  t.match((await ballot(bea, id, "block", { reason: "I rest.", amendment: 9 })).body, {
    code: "no-amendment",
  });
  t.match((await story.proposal(id)).tally, { block: 0 });
  await ballot(bea, id, "block", { reason: "I rest.", amendment: 1 });
  t.match(await board(), [{ kind: "block", amendment: { number: 1, state: "open" } }]);
  await ballot(bea, id, "block", { reason: "I rest on Sundays." });
  t.match(await board(), [{ amendment: { number: 1 } }], "what is not said anew stays");
  t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { version: 2, state: "voting" });
  const [objection] = await board();
  t.match(objection, { state: "answered", amendment: { state: "accepted", version: 2 } });
  await later(0);
  t.equal(toldOf(story, "bea", /amendment 1 would lift your block .* in the text now, version 2/), 1);
  t.match((await story.proposal(id)).tally, { block: 0 }, "of the new question");
  t.match((await bea(`/objections/${objection.id}/lift`, {})).body, { state: "lifted" });
  await ballot(bea, id, "agree");
  t.match((await story.proposal(id)).tally, { agree: 1, block: 0 });
});

test("a block that was left standing goes on as a concern, and its amendment with it", async (t) => {
  const { story, ann, bea, cem, later, path, id, iso, amend, board } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(cem, "Sundays", "Mondays");
  await ann(`${path}/open`, { closesAt: iso(10) });
  await ballot(bea, id, "block", { reason: "I rest.", amendment: filed.id });
  for (const who of [ann, cem]) await ballot(who, id, "agree");
  await later(11);
  t.match(await story.proposal(id), { state: "blocked" });
  t.match((await ann(`${path}/return`, {})).status, 201);
  t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { version: 3 });
  t.match(await board(), [
    { kind: "block", state: "stands" },
    { kind: "concern", state: "answered", amendment: { number: 1, state: "accepted", version: 3 } },
  ]);
});

test("who named an amendment is asked, too, where the assembly took it in by a vote", async (t) => {
  const { story, ann, bea, cem, later, path, amend, board, iso } = await house({
    ...{ rule: "majority", amendmentsByVote: true },
  });
  t.teardown(() => story.stop());
  const filed = await amend(cem, "Sundays", "Mondays");
  await bea(`${path}/objections`, { reason: "I rest on Sundays.", amendment: 1 });
  await ann(`/amendments/${filed.id}/reject`, { reason: "No." });
  await cem(`/amendments/${filed.id}/promote`, { toVote: true });
  const rows = (await story.moot.api(`${path}/amendments`, undefined, null)).body.items;
  const vote = rows[0].promoted.split("/").at(-1);
  await cem(`/proposals/${vote}/open`, { closesAt: iso(10) });
  for (const who of [bea, cem]) await ballot(who, vote, "agree");
  await later(11);
  t.match(await board(), [{ state: "answered", askedUntil: /Z$/, amendment: { state: "accepted" } }]);
  await later(0);
  t.equal(toldOf(story, "bea", /amendment 1 would lift your concern/), 1);
});
