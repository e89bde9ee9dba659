import { test } from "tap";
import { ballot, toldOf, town } from "../support/town.ts";

const text = "We bake on Sundays.\n\nThe oven is lit at five. Who lights it sweeps the yard.";
const change = (old: string, come: string) => ({ replacements: [{ old, new: come }] });

async function house(charter: Record<string, unknown> = {}) {
  const all = await town(charter);
  const made = (await all.propose(all.ann, { text })).body;
  const path = `/proposals/${made.id}`;
  const amend = async (who: typeof all.ann, body: object) => (await who(`${path}/amendments`, body)).body;
  const list = async () => (await all.story.moot.api(`${path}/amendments`, undefined, null)).body.items;
  return { ...all, id: made.id as string, path, amend, list };
}

test("an amendment is filed, supported, accepted by the author, and makes its author a co-author", async (t) => {
  const { story, ann, bea, cem, later, amend, path, list, people } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(bea, { ...change("Sundays", "Mondays"), reason: "The market." });
  t.match(filed, { number: 1, version: 1, state: "open" });
  await later(0);
  t.equal(toldOf(story, "ann", /An amendment .* waits for you, number 1: it would change “Sundays”/), 1);
  const support = `/amendments/${filed.id}/support`;
  t.equal((await cem(support, { supports: true })).status, 200);
  t.match((await cem(support, { supports: true })).body, { code: "already-done" });
  t.match(await list(), [{ by: people[1]?.id, supporters: [people[2]?.id], reason: "The market." }]);
  t.match((await bea(`${path}/merge`, { amendments: [filed.id] })).body, { code: "not-the-author" });
  t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { version: 2, question: null });
  t.match(await story.proposal(path.split("/").at(-1) as string), {
    text: text.replace("Sundays", "Mondays"),
  });
  t.match(await list(), [{ state: "accepted", settledVersion: 2, settledBy: people[0]?.id }]);
  await later(0);
  t.equal(toldOf(story, "bea", /amendment 1 .* is in the text, version 2. You are named as a co-author/), 1);
  t.equal(await story.count("coauthor"), 1);
  t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { code: "no-amendment" });
});

test("several are accepted at once and make one version; the others move along with the text", async (t) => {
  const { story, ann, bea, cem, amend, path, list, id } = await house();
  t.teardown(() => story.stop());
  const one = await amend(bea, change("Sundays", "Mondays and Thursdays"));
  const two = await amend(cem, change("at five", "at six"));
  const waits = await amend(cem, change("sweeps the yard", "sweeps the street"));
  const draft = await amend(bea, { ...change("The oven", "The big oven"), draft: true });
  t.equal((await list()).length, 3, "nobody else sees a draft");
  t.match((await cem(`/amendments/${draft.id}/file`, {})).body, { code: "not-yours" });
  t.match((await ann(`${path}/merge-draft`, { amendments: [one.id, two.id] })).body, {
    text: text.replace("Sundays", "Mondays and Thursdays").replace("at five", "at six"),
  });
  t.match((await bea(`${path}/merge-draft`, { amendments: [one.id] })).body, { code: "not-the-author" });
  t.match((await ann(`${path}/merge`, { amendments: [two.id, one.id] })).body, { version: 2 });
  t.equal((await story.moot.api(`${path}/merge-draft`, undefined, null)).body, null);
  t.match((await bea(`/amendments/${draft.id}/file`, {})).body, { state: "open" });
  t.match(
    (await ann(`${path}/merge`, { amendments: [waits.id, draft.id] })).body,
    { version: 3 },
    "on the text that they were not written on",
  );
  t.equal(
    (await story.proposal(id)).text,
    "We bake on Mondays and Thursdays.\n\nThe big oven is lit at six. Who lights it sweeps the street.",
  );
  t.equal((await story.moot.api(`${path}/amendments`, undefined, null)).body.items.length, 4);
});

test("two that touch the same words are shown to collide, never merged together, and who loses is told", async (t) => {
  const { story, ann, bea, cem, later, amend, path, list } = await house();
  t.teardown(() => story.stop());
  const one = await amend(bea, change("on Sundays", "on Mondays"));
  const other = await amend(cem, change("bake on Sundays", "bake every day"));
  t.match(await list(), [{ collidesWith: [2] }, { collidesWith: [1] }]);
  t.match((await ann(`${path}/merge`, { amendments: [one.id, other.id] })).body, { code: "collision" });
  t.match((await ann(`${path}/merge-draft`, { amendments: [one.id, other.id] })).body, { code: "collision" });
  t.match((await ann(`${path}/merge`, { amendments: [other.id] })).body, { version: 2 });
  t.match(await list(), [{ state: "obsolete", settledVersion: 2 }, { state: "accepted" }]);
  await later(0);
  t.equal(
    toldOf(story, "bea", /has changed where your amendment 1 would have changed it \(“on Sundays”\)/),
    1,
  );
});

test("the author's own new text takes amendments along, or overtakes them", async (t) => {
  const { story, ann, bea, later, amend, path, list, id } = await house();
  t.teardown(() => story.stop());
  const stays = await amend(bea, change("sweeps the yard", "sweeps the street"));
  await amend(bea, change("at five", "at six"));
  const revised = `Dear all: ${text.replace("at five", "at seven")}`;
  t.match((await ann(`${path}/versions`, { text: revised })).body, { version: 2 });
  t.match(await list(), [{ state: "open" }, { state: "obsolete" }]);
  await later(0);
  t.equal(toldOf(story, "bea", /amendment 2 would have changed it/), 1);
  t.match((await ann(`${path}/merge`, { amendments: [stays.id] })).body, { version: 3 });
  t.equal((await story.proposal(id)).text, revised.replace("sweeps the yard", "sweeps the street"));
});

test("the whole text can be typed anew; what it changes is worked out, also on an older version", async (t) => {
  const { story, ann, bea, amend, path, list, id } = await house();
  t.teardown(() => story.stop());
  const typed = await amend(bea, { text: text.replace("at five", "at six"), version: 1 });
  t.match(await list(), [{ replacements: [{ old: "five", new: "six" }] }]);
  t.match((await ann(`${path}/versions`, { text: `Dear all: ${text}` })).body, { version: 2 });
  const late = await amend(bea, { text: text.replace("Sundays", "Mondays"), version: 1 });
  t.match(late, { version: 2 });
  t.match(await amend(bea, { text: `No: ${text}`, version: 1 }), { code: "stale-text" });
  t.match(await amend(bea, { text, version: 1 }), { code: "same-text" });
  t.match(await amend(bea, { text: "" }), { code: "bad-text" });
  t.match(await amend(bea, { text, ...change("a", "b") }), { code: "bad-amendment" });
  await ann(`${path}/merge`, { amendments: [typed.id, late.id] });
  const whole = `Dear all: ${text.replace("at five", "at six").replace("Sundays", "Mondays")}`;
  t.equal((await story.proposal(id)).text, whole);
});

test("a rejected amendment comes back as a proposal of its own, linked with the first one both ways", async (t) => {
  const { story, ann, bea, cem, later, amend, list, id } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(bea, change("Sundays", "Mondays"));
  const on = (what: string) => `/amendments/${filed.id}/${what}`;
  t.match((await bea(on("promote"), {})).body, { code: "no-amendment" }, "not while it is open");
  t.match((await cem(on("reject"), { reason: "No." })).body, { code: "not-the-author" });
  t.match((await ann(on("reject"), { reason: " " })).body, { code: "bad-reason" });
  t.match((await ann(on("reject"), { reason: "The mill is closed." })).body, { state: "rejected" });
  await later(0);
  t.equal(toldOf(story, "bea", /was not taken into the text, for this reason: *The mill is closed/), 1);
  t.match((await cem(on("promote"), {})).body, { code: "not-yours" });
  t.match((await bea(on("promote"), { title: "Bake on Mondays" })).body, { state: "promoted" });
  const [{ promoted }] = await list();
  const made = promoted.split("/").at(-1);
  t.match(await story.proposal(made), { title: "Bake on Mondays", text: text.replace("Sundays", "Mondays") });
  const [first, second] = await Promise.all(
    [id, made].map(async (one) => (await story.moot.get(`/proposals/${one}`, "text/html")).text),
  );
  t.match(first, made);
  t.match(second, id);
});

test("where the constitution says so, the assembly votes on what was rejected, and takes it into the text", async (t) => {
  const { story, ann, bea, cem, later, amend, path, list, id, iso } = await house({ amendmentsByVote: true });
  t.teardown(() => story.stop());
  const filed = await amend(bea, { ...change("Sundays", "Mondays"), reason: "The market." });
  await ann(`/amendments/${filed.id}/reject`, { reason: "No." });
  await ann(`${path}/versions`, { text: `Hear, hear. ${text}` });
  t.match((await bea(`/amendments/${filed.id}/promote`, { toVote: true })).body, { state: "promoted" });
  const [{ promoted }] = await list();
  const made = promoted.split("/").at(-1);
  t.match(await story.proposal(made), {
    title: "Amendment 1 to “Bake on Sundays”",
    text: /> Sundays[\s\S]*> Mondays/,
  });
  await bea(`/proposals/${made}/open`, { closesAt: iso(10) });
  for (const who of [bea, cem]) await ballot(who, made, "agree");
  await later(11);
  t.match(await story.proposal(made), { state: "adopted" });
  t.match(await story.proposal(id), {
    version: 3,
    text: `Hear, hear. ${text.replace("Sundays", "Mondays")}`,
  });
  t.match(await list(), [{ state: "accepted", settledBy: "assembly", settledVersion: 3 }]);
});

test("where it does not, none is put to the vote; and what the text left behind meanwhile is not done, in public", async (t) => {
  const { story, ann, bea, cem, later, amend, path, id, iso, list } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(bea, change("Sundays", "Mondays"));
  await ann(`/amendments/${filed.id}/reject`, { reason: "No." });
  t.match((await bea(`/amendments/${filed.id}/promote`, { toVote: true })).body, { code: "no-amendment" });
  await story.moot.ctx.db.execute("update assembly set amendments_by_vote = true");
  await bea(`/amendments/${filed.id}/promote`, { toVote: true });
  const made = (await list())[0].promoted.split("/").at(-1);
  await bea(`/proposals/${made}/open`, { closesAt: iso(10) });
  for (const who of [bea, cem]) await ballot(who, made, "agree");
  await ann(`${path}/versions`, { text: text.replace("Sundays", "Fridays") });
  await later(11);
  const log = (await story.moot.api(`/proposals/${made}/log`, undefined, null)).body.items;
  t.match(log.at(-1) ?? log[0], { kind: "not-done", detail: { code: "stale-text" } });
  t.match(await story.proposal(id), { version: 2 });
});

test("an amendment can be taken back by who filed it, and by nobody else", async (t) => {
  const { story, ann, bea, amend, list } = await house();
  t.teardown(() => story.stop());
  const filed = await amend(bea, change("Sundays", "Mondays"));
  t.match((await ann(`/amendments/${filed.id}/withdraw`, {})).body, { code: "not-yours" });
  t.match((await bea(`/amendments/${filed.id}/withdraw`, {})).body, { state: "withdrawn" });
  t.match((await bea(`/amendments/${filed.id}/withdraw`, {})).body, { code: "no-amendment" });
  t.match(await list(), [{ state: "withdrawn" }]);
});

test("while it is voted on, an accepted amendment opens the next question, once, where the constitution allows it", async (t) => {
  const { story, ann, bea, cem, later, amend, path, id, iso } = await house({ amendWhileVoting: "once" });
  t.teardown(() => story.stop());
  const one = await amend(bea, change("Sundays", "Mondays"));
  await ann(`${path}/open`, { closesAt: iso(100) });
  const other = await amend(cem, change("at five", "at six"));
  t.match(other, { state: "open" }, "filed while it is voted on");
  await ballot(bea, id, "agree");
  await later(1);
  t.match((await ann(`${path}/merge`, { amendments: [one.id] })).body, {
    state: "voting",
    version: 2,
    question: /^http/,
  });
  await later(0);
  t.equal(toldOf(story, "bea", /the question that you answered is closed and a new one is open/), 1);
  t.match((await ann(`${path}/merge`, { amendments: [other.id] })).body, { code: "text-is-frozen" }, "once");
  t.match(await story.proposal(id), { version: 2, tally: { agree: 0 } });
});

test("in the last quarter, and where the constitution says never, merging waits", async (t) => {
  for (const amendWhileVoting of ["once", "never"]) {
    const { story, ann, bea, later, amend, path, iso, list } = await house({ amendWhileVoting });
    const filed = await amend(bea, change("Sundays", "Mondays"));
    await ann(`${path}/open`, { closesAt: iso(100) });
    await later(amendWhileVoting === "once" ? 76 : 1);
    t.match((await ann(`${path}/merge`, { amendments: [filed.id] })).body, { code: "text-is-frozen" });
    t.match(await list(), [{ state: "open" }], "nothing of it is stored");
    await story.stop();
  }
});

test("twenty amendments of one person are as many as wait on one proposal", async (t) => {
  const { story, bea, amend } = await house();
  t.teardown(() => story.stop());
  for (let n = 0; n < 20; n++) t.match(await amend(bea, change("at five", `at ${n}`)), { number: n + 1 });
  t.match(await amend(bea, change("at five", "at 21")), { code: "too-many-amendments" });
});
