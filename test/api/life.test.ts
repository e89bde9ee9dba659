import { test } from "tap";
import { plain } from "../support/story.ts";
import { ballot, toldOf, town } from "../support/town.ts";

test("a proposal is endorsed, scheduled, opened by its clock, and those who are silent are reminded once", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({ endorsements: 1, deliberationHours: 2 });
  const { id } = (await propose(ann)).body;
  t.match((await bea(`/proposals/${id}/open`, {})).body, { code: "not-the-author" });
  t.match((await story.moot.api(`/proposals/${id}/open`, {})).body, { code: "not-the-author" });
  t.match((await ann(`/proposals/${id}/open`, {})).body, { code: "deliberation-running" });
  t.match((await ann(`/proposals/${id}/open`, { opensAt: iso(3), closesAt: iso(40) })).body, {
    state: "deliberation",
    question: null,
  });
  t.match((await ann(`/proposals/${id}/endorsements`, {})).body, { have: 0, needed: 1 });
  t.match((await bea(`/proposals/${id}/endorsements`, {})).body, { have: 1, needed: 1 });
  t.match((await bea(`/proposals/${id}/endorsements`, {})).body, { code: "already-done" });
  await later(3);
  t.match(await story.proposal(id), { state: "voting" });
  await ballot(bea, id, "agree");
  await later(14);
  await later(1);
  t.equal(toldOf(story, "ann", /closes in a day/), 1);
  t.equal(toldOf(story, "cem", /closes in a day/), 1);
  t.equal(toldOf(story, "bea", /closes in a day/), 0);
  t.match((await cem(`/proposals/${id}/withdraw`, {})).body, { code: "not-the-author" });
  t.match((await ann(`/proposals/${id}/withdraw`, {})).body, { code: "cannot-withdraw" });
  await later(30);
  t.match(await story.proposal(id), { state: "adopted", outcome: "adopted" });
  const { items } = (await story.moot.api(`/proposals/${id}/log`)).body;
  t.same(
    items.map((one: { kind: string }) => one.kind),
    ["deliberation", "scheduled", "endorsed", "endorsed", "opened", "closed"],
  );
  await story.stop();
});

test("a schedule that cannot be kept stands in the log, and the proposal stays in deliberation", async (t) => {
  const { story, ann, later, propose, iso } = await town({ endorsements: 2 });
  const { id } = (await propose(ann)).body;
  await ann(`/proposals/${id}/open`, { opensAt: iso(1) });
  await later(2);
  t.match(await story.proposal(id), { state: "deliberation" });
  const { items } = (await story.moot.api(`/proposals/${id}/log`)).body;
  t.match(items.at(-1), { kind: "open-failed", detail: { code: "needs-endorsements" } });
  await story.stop();
});

test("a text that changes while it is voted on closes the question, opens another, and tells each voter once", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({ amendWhileVoting: "once" });
  const { id, question } = (await propose(ann, { open: true, closesAt: iso(8) })).body;
  await ballot(bea, id, "agree");
  await ballot(bea, id, "disagree");
  t.match((await bea(`/proposals/${id}/versions`, { text: "Mine." })).body, { code: "not-the-author" });
  t.match((await ann(`/proposals/${id}/versions`, { text: "From April." })).body, { code: "same-text" });
  const revised = await ann(`/proposals/${id}/versions`, { text: "From May.", reason: "April is too soon" });
  t.match(revised, { status: 201, body: { version: 2, state: "voting" } });
  t.not(revised.body.question, question);
  await later(0);
  await later(0);
  t.equal(toldOf(story, "bea", /text of .* has changed/), 1);
  t.equal(toldOf(story, "cem", /text of .* has changed/), 0);
  const now = await story.proposal(id);
  t.match(now, { version: 2, text: "From May.", tally: { agree: 0, disagree: 0 } });
  t.match((await ann(`/proposals/${id}/versions`, { text: "From June." })).body, { code: "text-is-frozen" });
  await ballot(cem, id, "agree");
  await later(9);
  t.match(await story.proposal(id), { state: "adopted", tally: { agree: 1, disagree: 0 } });
  const events = await story.events();
  t.same(
    events.filter(({ kind }) => kind !== "ballot").map(({ kind, code }) => `${kind} ${code ?? ""}`.trim()),
    ["open", "close replaced", "open", "close", "outcome adopted"],
  );
  const late = (await propose(ann, { open: true, closesAt: iso(8) })).body;
  await later(7);
  t.match((await ann(`/proposals/${late.id}/versions`, { text: "Too late." })).body, {
    code: "text-is-frozen",
  });
  await story.stop();
});

test("a block is raised, answered and lifted; one that stands sends the text back as the next version", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({ rule: "consensus", blockHours: 5 });
  const { id } = (await propose(ann, { open: true, closesAt: iso(20) })).body;
  await ballot(ann, id, "agree");
  t.match((await ballot(bea, id, "block", { reason: "Too hot", change: "Only in winter" })).body, {
    counts: "member",
    before: null,
  });
  await ballot(cem, id, "abstain", { reason: "I sleep on Sundays" });
  const board = async () => (await story.moot.api(`/proposals/${id}/objections`)).body.items;
  const [block] = await board();
  t.match(block, { kind: "block", state: "raised", reason: "Too hot", change: "Only in winter" });
  t.match((await ann(`/objections/${block.id}/lift`, {})).body, { code: "not-yours" });
  t.match((await ann(`/objections/${block.id}/answer`, { text: "We open the door" })).body, {
    state: "answered",
  });
  await later(0);
  t.equal(toldOf(story, "bea", /We open the door.*lift/), 1);
  await later(6);
  t.match(
    (await board())[0],
    { state: "stands" },
    "an answer that is not taken up in time leaves it standing",
  );
  await later(15);
  t.match(await story.proposal(id), { state: "blocked", tally: { agree: 1, block: 1 } });
  const back = await ann(`/proposals/${id}/return`, { text: "From April, in winter only." });
  t.match(back, { status: 201, body: { version: 2, state: "deliberation" } });
  const again = (await board()).at(-1);
  t.match(again, { kind: "concern", state: "raised", version: 2, reason: "Too hot" });
  t.match((await bea(`/objections/${again.id}/lift`, {})).body, { state: "lifted" });
  await ann(`/proposals/${id}/open`, { closesAt: iso(10) });
  await ballot(bea, id, "block", { reason: "Still" });
  const fresh = (await board()).at(-1);
  t.match((await bea(`/objections/${fresh.id}/lift`, {})).body, { state: "lifted" });
  t.match(
    (await story.proposal(id)).tally,
    { block: 0, agree: 0 },
    "the block is taken back, and nothing said instead",
  );
  await ballot(bea, id, "agree");
  await ballot(ann, id, "agree");
  await later(11);
  t.match(await story.proposal(id), { state: "adopted" });
  await story.stop();
});

test("who stands aside is named in the outcome, with their words", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({ rule: "consensus", binding: "agreed" });
  await story.account("ann").follow(story.assembly);
  await later(0);
  const { id } = (await propose(ann, { open: true, closesAt: iso(2) })).body;
  await ballot(ann, id, "agree");
  await ballot(bea, id, "agree");
  await ballot(cem, id, "abstain", { reason: "I sleep on Sundays" });
  await later(3);
  const outcome = story.peer.received
    .map(({ activity }) => plain(activity.object?.content ?? ""))
    .find((text) => /^Adopted/.test(text));
  t.match(outcome, /Agree: @ann@[^ ]+, @bea@/);
  t.match(outcome, /Stand aside: @cem@[^ ]+ – @cem@[^ ]+: I sleep on Sundays/);
  t.match(outcome, /It binds those who agreed/);
  await story.stop();
});

test("a question that too few answered is put again once, and one that everybody answered may close early", async (t) => {
  const { story, ann, bea, cem, later, propose, iso } = await town({
    rule: "two-thirds",
    closeWhenAll: true,
  });
  const { id } = (await propose(ann, { open: true, closesAt: iso(2) })).body;
  await later(3);
  t.match(await story.proposal(id), { state: "inquorate" });
  t.match((await ann(`/proposals/${id}/open`, { closesAt: iso(2) })).body, { state: "voting" });
  await later(3);
  t.match((await ann(`/proposals/${id}/open`, { closesAt: iso(2) })).body, { code: "put-again-once" });
  t.match((await ann(`/proposals/${id}/withdraw`, {})).body, { state: "withdrawn" });
  t.match((await ann(`/proposals/${id}/open`, {})).body, { code: "already-open" });
  const early = (await propose(ann, { open: true, closesAt: iso(50) })).body;
  for (const who of [ann, bea]) await ballot(who, early.id, "agree");
  await later(1);
  t.match(await story.proposal(early.id), { state: "voting" });
  await ballot(cem, early.id, "disagree");
  await later(0);
  t.match(await story.proposal(early.id), { state: "adopted", tally: { agree: 2, disagree: 1 } });
  t.match((await ballot(cem, early.id, "agree")).body, { code: "late" });
  await story.stop();
});

test("only who wrote a draft sees it to deliberation, and where withdrawing is allowed ballots stay on record", async (t) => {
  const { story, ann, bea, propose, iso } = await town({ withdrawWhileVoting: true });
  const { id, state } = (await propose(ann, { draft: true })).body;
  t.equal(state, "draft");
  const records = ["roll", "ballots"].map((what) => `/proposals/${id}/${what}`);
  for (const path of records)
    t.match(
      await story.moot.api(path, undefined, null),
      { status: 404, body: { code: "no-proposal" } },
      path,
    );
  t.match((await ann(`/proposals/${id}/open`, {})).body, { code: "already-open" }, "no state is skipped");
  t.match((await bea(`/proposals/${id}/deliberate`, {})).body, { code: "not-the-author" });
  t.match((await ann(`/proposals/${id}/deliberate`, {})).body, { state: "deliberation" });
  for (const path of records) t.equal((await story.moot.api(path, undefined, null)).status, 200, path);
  await ann(`/proposals/${id}/open`, { closesAt: iso(5) });
  await ballot(bea, id, "agree");
  t.match((await ann(`/proposals/${id}/withdraw`, {})).body, { state: "withdrawn" });
  t.match((await ballot(bea, id, "disagree")).body, { code: "late" });
  t.same(
    (await story.ballots(id)).map((one) => one.position),
    ["agree"],
  );
  await story.stop();
});
