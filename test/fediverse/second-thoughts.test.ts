import { test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

let ahead = 0;
const story = await begin({}, { now: () => new Date(Date.now() + ahead) });
const { moot } = story;
const [ann, bob, cy, dee, eva, fay] = (await story.admit(..."ann bob cy dee eva fay".split(" "))) as any[];
const minutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString();
/** A page's text, in one line. */
const page = async (id: string): Promise<string> =>
  (await (await fetch(`${moot.origin}/proposals/${id}`, { headers: { accept: "text/html" } })).text())
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

test("an edit after closing changes neither the ballot nor the reason on record, and is shown beside it", async (t) => {
  const { question, id } = await story.ask({ closesAt: minutes(20) });
  const reply = await ann.reply(question, "block: FIRST");
  await ann.edit(reply, "agree, SECOND", { inReplyTo: question });
  t.match(await story.ballots(id), [{ position: "agree", reason: "SECOND" }]);
  ahead = 25 * 60_000;
  await closeQuestion(moot.ctx, question.split("/").at(-1) as string, async () => false);
  await ann.edit(reply, "agree, THIRD", { inReplyTo: question });
  t.match(await story.ballots(id), [{ position: "agree", reason: "SECOND" }]);
  const shown = await page(id);
  t.match(shown, /SECOND Changed after voting closed; the words above stand on record\. They now say: THIRD/);
  t.notMatch(shown, /FIRST/);
  ahead = 0;
});

test("who mends the reason of a block that was asked for keeps the block", async (t) => {
  const { question, id } = await story.ask();
  await bob.vote(question, "Block");
  const asked = await story.toldNote(bob, /Why, and what would lift it/);
  const reply = await bob.reply(asked.id, "the boiler leaks adn is old");
  t.match(await story.ballots(id), [{ position: "block", reason: /the boiler leaks adn is old/ }]);
  await bob.edit(reply, "the boiler leaks and is old", { inReplyTo: asked.id });
  t.match(await story.ballots(id), [{ position: "block", reason: /the boiler leaks and is old/ }]);
  t.match((await story.proposal(id)).tally, { block: 1, unreasonedBlock: 0 });
  await bob.edit(reply, "agree, it is mended", { inReplyTo: asked.id });
  t.match(await story.ballots(id), [{ position: "agree", reason: "it is mended" }], "a plain word is heard");
});

test("a reason that begins with no is the reason that was asked for, and no other vote", async (t) => {
  const { question, id } = await story.ask();
  await fay.vote(question, "Block");
  const asked = await story.toldNote(fay, /Why, and what would lift it/);
  await fay.reply(asked.id, "No, because the roof must come first.", { language: "en" });
  t.match(await story.ballots(id), [{ position: "block", reason: /the roof must come first/ }]);
});

test("who was a member, left, and is only invited again cannot cast a new ballot", async (t) => {
  const { question, id } = await story.ask();
  await dee.mention(story.assembly, "leave");
  await story.toldNote(dee, /You have left/);
  await moot.ctx.db.execute(`update membership set state = 'invited' where actor_id = '${dee.id}'`);
  await dee.vote(question, "Agree");
  t.same(await story.ballots(id), []);
  t.ok((await story.events()).some((event) => event.code === "left"));
});

test("a note that was deleted, or heard before, casts nothing when it is sent again", async (t) => {
  const { question, id } = await story.ask();
  const gone = await cy.reply(question, "agree, fine");
  await cy.remove(gone, question);
  await cy.reply(question, "agree, fine", { id: gone });
  t.same(await story.ballots(id), [], "the deleted one stays deleted");
  const older = await cy.reply(question, "agree: first");
  await cy.reply(question, "disagree: second");
  const object = {
    ...{ id: older, type: "Note", attributedTo: cy.id, inReplyTo: question, content: "<p>agree: first</p>" },
    ...{ to: ["https://www.w3.org/ns/activitystreams#Public"], cc: [story.assembly] },
  };
  const again = { type: "Create", id: `${older}/again`, actor: cy.id, to: object.to, object };
  t.equal(
    await cy.send(`${moot.origin}/inbox`, { "@context": "https://www.w3.org/ns/activitystreams", ...again }),
    202,
  );
  t.match(await story.ballots(id), [{ position: "disagree", reason: "second" }]);
});

test("a block that was made public by an edit still stands on no public reason", async (t) => {
  const { question, id } = await story.ask();
  const reply = await eva.reply(question, "block: secret thing", { direct: true });
  t.match((await story.proposal(id)).tally, { block: 0, unreasonedBlock: 1 });
  await eva.edit(reply, "block: secret thing, retold", { inReplyTo: question });
  t.match((await story.proposal(id)).tally, { block: 0, unreasonedBlock: 1 });
  t.match(await story.ballots(id), [{ position: "block", reason: null }]);
});

test("the text that was asked for is the text, whatever word it begins with", async (t) => {
  const texts = ["Block the road to cars on Sundays.", "Yes, we should close the road.", "Agree. Then act."];
  for (const text of texts) {
    await fay.mention(story.assembly, `propose: Only a title ${texts.indexOf(text)}`);
    const asked = await story.toldNote(fay, new RegExp(`title is “Only a title ${texts.indexOf(text)}”`));
    await fay.reply(asked.id, text, { language: "en" });
    await moot.ctx.db.execute("update note set published_at = published_at - interval '2 hours'");
  }
  const { body } = await moot.api("/assemblies/coop/proposals");
  const found = body.items.filter((one: any) => /Only a title/.test(one.title));
  const shown = await Promise.all(found.map(async ({ id }: any) => (await story.proposal(id)).text));
  t.same(shown.map((text: string) => text.replace(/^@\S+ /, "")).sort(), [...texts].sort());
});

test("a vote under the note of a deliberation is told where to vote, once that is open", async (t) => {
  const { id } = await story.ask({ title: "A slow one", open: false });
  const note = `${moot.origin}/notes/${(await moot.ctx.db.query.notes.findMany()).find((one) => one.proposalId === id)?.id}`;
  await fay.reply(note, "agree");
  await story.toldNote(fay, /voting has not opened yet/);
  t.equal((await moot.api(`/proposals/${id}/open`, {})).status, 200);
  await fay.reply(note, "agree");
  await story.toldNote(fay, /“A slow one” is open for voting\. \S+\/questions\//);
  t.same(await story.ballots(id), []);
});

test("nothing is written to somebody who blocked the assembly", async (t) => {
  const gus = story.account("gus");
  await gus.follow(story.assembly);
  await gus.send(`${moot.origin}/inbox`, {
    ...{ "@context": "https://www.w3.org/ns/activitystreams", id: `${gus.id}#blocks/1`, type: "Block" },
    ...{ actor: gus.id, object: story.assembly },
  });
  // who was not known is heard in a job
  await until("the block", async () => (await story.count("follower where blocked")) === 1);
  t.equal((await moot.api("/assemblies/coop/members", { account: gus.id })).status, 201);
  await story.settled();
  t.same(story.told(gus), []);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
