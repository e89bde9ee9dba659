import { test } from "tap";
import { wishesAnHour } from "../../src/domain/flood.ts";
import { callerFor } from "../support/member.ts";
import { toldOf, town } from "../support/town.ts";

const text = "We bake on Sundays.\n\nThe oven is lit at five.";

type Town = Awaited<ReturnType<typeof town>>;

/** Somebody who is no member, and whom the assembly has heard of. */
async function stranger({ story, later }: Pick<Town, "story" | "later">, name: string) {
  await story.account(name).follow(story.assembly);
  await later(0);
  return callerFor(story.moot, story.account(name));
}

async function house(charter: Record<string, unknown> = {}) {
  const all = await town(charter);
  const eve = await stranger(all, "eve");
  const made = (await all.propose(all.ann, { text })).body;
  const path = `/proposals/${made.id}`;
  const wish = async (who: typeof all.ann, body: object) => (await who(`${path}/suggestions`, body)).body;
  const list = async () => (await all.story.moot.api(`${path}/suggestions`, undefined, null)).body.items;
  return { ...all, eve, id: made.id as string, path, wish, list };
}

test("anyone may suggest, with a degree or without, on the version that there is", async (t) => {
  const { story, ann, bea, eve, people, path, wish, list } = await house();
  t.teardown(() => story.stop());
  t.match(await wish(bea, { text: "  A roof.\r\nOf tin.  ", degree: "required" }), {
    ...{ number: 1, version: 1, state: "open", degree: "required", text: "A roof.\nOf tin." },
    ...{ by: people[1]?.id, supporters: [], sympathisers: 0, fulfilled: false, judgedVersion: null },
  });
  await ann(`${path}/versions`, { text: `${text} Bring flour.` });
  t.match(await wish(eve, { text: "A bench." }), { number: 2, version: 2, degree: "desired" });
  t.match(await wish(eve, { text: " " }), { code: "bad-suggestion" });
  t.match(await wish(eve, { text: "x".repeat(5001) }), { code: "bad-suggestion" });
  t.match(await wish(eve, { text: "x", degree: "maybe" }), { code: "bad-request" });
  t.match((await eve(`/proposals/${"0".repeat(8)}/suggestions`, { text: "x" })).body, {
    code: "no-proposal",
  });
  t.equal((await list()).length, 2);
  t.equal(await story.count("reply"), 2, "nothing of what was refused is kept");
});

test("others support a suggestion with a degree of their own; members by name, everybody else by number", async (t) => {
  const { story, ann, bea, cem, eve, people, wish, list } = await house();
  t.teardown(() => story.stop());
  const { id } = await wish(bea, { text: "A roof." });
  const support = (who: typeof ann, body: object = {}) => who(`/suggestions/${id}/support`, body);
  t.match((await support(bea)).body, { code: "already-done" }, "its author is behind it from the first");
  t.equal((await support(ann)).status, 200);
  t.match((await support(ann)).body, { code: "already-done" });
  t.equal((await support(ann, { degree: "required" })).status, 200, "a second time changes the degree");
  t.equal((await support(cem, { degree: "unwanted" })).status, 200);
  t.equal((await support(eve, { degree: "required" })).status, 200);
  t.match(await list(), [
    {
      supporters: [{ member: people[0]?.id, degree: "required" }],
      against: [{ member: people[2]?.id, degree: "unwanted" }],
      sympathisers: 1,
    },
  ]);
  t.notMatch(JSON.stringify(await list()), /eve/, "who is no member is named nowhere");
  t.equal((await support(ann, { supports: false })).status, 200);
  t.match((await support(ann, { supports: false })).body, { code: "already-done" });
  t.same((await list())[0].supporters, []);
});

test("only its author says whether a text fulfils it, of which version, and may say otherwise later", async (t) => {
  const { story, ann, bea, cem, path, wish, list } = await house();
  t.teardown(() => story.stop());
  const { id } = await wish(bea, { text: "A roof." });
  const fulfil = (who: typeof ann, body: object = {}) => who(`/suggestions/${id}/fulfil`, body);
  t.match((await fulfil(ann)).body, { code: "not-yours" }, "not the proposer");
  t.match((await fulfil(cem)).body, { code: "not-yours" });
  t.match((await fulfil(bea, { fulfilled: false })).body, { code: "already-done" });
  await ann(`${path}/versions`, { text: `${text} It has a roof.` });
  t.match(await list(), [{ state: "open", version: 1, judgedVersion: null }], "nobody is asked");
  t.match((await fulfil(bea)).body, { state: "fulfilled", judgedVersion: 2 });
  t.match((await fulfil(bea)).body, { code: "already-done" });
  await ann(`${path}/versions`, { text });
  t.match(await list(), [{ state: "fulfilled", judgedVersion: 2 }], "as they said it, of that version");
  t.match((await fulfil(bea, { fulfilled: false })).body, { state: "open", judgedVersion: 3 });
  const kinds = await story.moot.api("/assemblies/coop/log", undefined, null);
  t.match(
    kinds.body.items.map((event: any) => event.kind).filter((kind: string) => /fulfil|suggest/.test(kind)),
    ["unfulfilled", "fulfilled", "suggested"],
  );
});

test("its author takes it back, and nobody else; then nothing more is done with it", async (t) => {
  const { story, ann, bea, wish, list } = await house();
  t.teardown(() => story.stop());
  const { id } = await wish(bea, { text: "A roof." });
  t.match((await ann(`/suggestions/${id}/withdraw`, {})).body, { code: "not-yours" });
  t.match((await bea(`/suggestions/${id}/withdraw`, {})).body, { state: "withdrawn" });
  for (const what of ["withdraw", "fulfil", "support"])
    t.match((await bea(`/suggestions/${id}/${what}`, {})).body, { code: "no-suggestion" }, what);
  t.match(await list(), [{ state: "withdrawn" }]);
});

test("a large minority stands near the top, what is fulfilled last, and outsiders weigh nothing", async (t) => {
  const { story, ann, bea, cem, eve, later, wish, list } = await house();
  t.teardown(() => story.stop());
  const loud = await wish(eve, { text: "By outsiders." });
  for (const name of ["ida", "jon", "kim"]) {
    const who = await stranger({ story, later }, name);
    await who(`/suggestions/${loud.id}/support`, {});
  }
  const first = await wish(ann, { text: "First of two." });
  const minority = await wish(cem, { text: "Of one." });
  const second = await wish(ann, { text: "Second of two." });
  for (const { id } of [first, second]) await bea(`/suggestions/${id}/support`, {});
  const done = await wish(bea, { text: "Done." });
  for (const who of [ann, cem]) await who(`/suggestions/${done.id}/support`, {});
  await bea(`/suggestions/${done.id}/fulfil`, {});
  t.same(
    (await list()).map((one: any) => one.number),
    [first, minority, second, loud, done].map(({ number }) => number),
  );
});

test("twenty of one person are as many as wait; a decided proposal takes none", async (t) => {
  const { story, ann, bea, id, path, later, iso, wish } = await house();
  t.teardown(() => story.stop());
  const made = [];
  for (let n = 0; n < 20; n++) made.push(await wish(bea, { text: `Wish ${n}` }));
  t.match(await wish(bea, { text: "One more" }), { code: "too-many-suggestions" });
  await bea(`/suggestions/${made[0].id}/fulfil`, {});
  t.match(await wish(bea, { text: "One more" }), { number: 21 });
  t.match(await wish(ann, { text: "Another's" }), { number: 22 });
  await ann(`${path}/open`, { closesAt: iso(1) });
  t.match(await wish(ann, { text: "While it is voted on" }), { number: 23 });
  await later(2);
  t.match(await story.proposal(id), { state: "inquorate" });
  t.match(await wish(ann, { text: "Late" }), { code: "wrong-state" });
  t.match((await ann(`/suggestions/${made[1].id}/support`, {})).body, { code: "wrong-state" });
  t.match((await bea(`/suggestions/${made[1].id}/withdraw`, {})).body, { state: "withdrawn" });
  t.equal(toldOf(story, "bea", /suggestion/i), 0, "by the API nobody is written to");
});

test("a facilitator can hide the words; the suggestion and its support stay", async (t) => {
  const { story, ann, bea, wish, list, people } = await house({ facilitation: true });
  t.teardown(() => story.stop());
  const { id } = await wish(bea, { text: "Buy my bread." });
  await ann(`/suggestions/${id}/support`, {});
  const note = (await story.moot.ctx.db.query.suggestions.findFirst())?.noteId;
  const { saveHiding } = await import("../../src/store/hidings.ts");
  const assembly = (await story.moot.ctx.db.query.assemblies.findFirst())?.id ?? "";
  await saveHiding(story.moot.ctx.db, {
    ...{ id: story.moot.ctx.newId(), assemblyId: assembly, noteId: note ?? "", actorId: people[1]?.id ?? "" },
    ...{ by: people[0]?.id ?? "", reason: "Spam", at: new Date() },
  });
  t.match(await list(), [{ text: null, supporters: [{ member: people[0]?.id }] }]);
});

test("a stranger who changes their mind for ever grows the record by so much an hour, and no more", async (t) => {
  const { story, eve, wish, later } = await house();
  t.teardown(() => story.stop());
  const { id } = await wish(eve, { text: "A roof." });
  const judge = async (fulfilled: boolean) => (await eve(`/suggestions/${id}/fulfil`, { fulfilled })).body;
  const before = await story.count("ledger_entry");
  let last = null;
  for (let n = 0; n < wishesAnHour + 6; n++) last = await judge(n % 2 === 0);
  t.match(last, { code: "too-many" });
  t.equal(await story.count("ledger_entry"), before + wishesAnHour - 1);
  t.match(await wish(eve, { text: "A door." }), { code: "too-many" });
  await later(1);
  t.match(await wish(eve, { text: "A door." }), { state: "open" });
});
