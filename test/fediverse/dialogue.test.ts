import { test } from "tap";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ values: ["Bread for all", "Nobody rules"] });
const { moot, peer } = story;
const [ann, bob, cy, dee, eva, fay, gil, hal, ida] = (await story.admit(
  ..."ann bob cy dee eva fay gil hal ida".split(" "),
)) as any[];
const positions = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await story.ballots(id)).map((ballot) => [ballot.voter.split("/").at(-1), ballot.position]),
  );

test("a ballot in words counts with its reason, and the person is told how to change it", async (t) => {
  const { question, id } = await story.ask();
  const reply = await ann.reply(question, "agree, because rents are rising");
  t.match(await story.ballots(id), [
    { voter: ann.id, position: "agree", reason: "because rents are rising", via: "words" },
  ]);
  const answer = await story.toldNote(ann, /Counted: Agree/);
  t.equal(answer.inReplyTo, reply);
  t.same([answer.to].flat(), [ann.id], "it is for her alone");
  t.match([answer.tag].flat()[0], { type: "Mention", href: ann.id });
  t.notOk("name" in answer, "a note with a name would be a vote");
  await ann.reply(question, "disagree: I have thought again");
  t.match(await story.ballots(id), [{ position: "disagree", reason: "I have thought again" }]);
  await story.toldNote(ann, /Changed: Disagree instead of Agree/);
});

test("a vote in words replaces a poll's, but a poll's never replaces one in words", async (t) => {
  const { question, id } = await story.ask();
  await ann.vote(question, "Agree");
  await ann.reply(question, "stand aside");
  t.same(await positions(id), { ann: "abstain" });
  await ann.vote(question, "Disagree");
  t.same(await positions(id), { ann: "abstain" });
});

test("an edit of the reply that counts is read again; an edit of an older one changes words only", async (t) => {
  const { question, id } = await story.ask();
  const older = await bob.reply(question, "agree: first thought");
  const newer = await bob.reply(question, "disagree: second thought");
  await bob.edit(older, "block: sneaking back", { inReplyTo: question });
  t.same(await positions(id), { bob: "disagree" }, "the older reply moves nothing");
  await bob.edit(newer, "agree: third thought", { inReplyTo: question });
  t.match(await story.ballots(id), [{ position: "agree", reason: "third thought" }]);
  await bob.edit(newer, "I do not know any more, what do you think", { inReplyTo: question });
  t.same(await positions(id), {}, "no command left: the ballot is taken back");
  await story.toldNote(bob, /no longer says an answer/);
});

test("deleting the reply that counts takes the ballot back, and no earlier one comes to life", async (t) => {
  const { question, id } = await story.ask();
  await cy.vote(question, "Agree");
  const reply = await cy.reply(question, "block: the oven is old");
  t.same(await positions(id), { cy: "block" });
  t.equal(await cy.remove(reply, question), 202);
  t.same(await positions(id), {});
  await cy.vote(question, "Disagree");
  t.same(await positions(id), { cy: "disagree" }, "the poll is free again");
});

test("deleting an older reply hides words and changes no ballot", async (t) => {
  const { question, id } = await story.ask();
  const older = await cy.reply(question, "agree: first");
  await cy.reply(question, "agree: second");
  await cy.remove(older, question);
  t.match(await story.ballots(id), [{ position: "agree", reason: "second" }]);
});

test("a note that was deleted before it arrived says nothing", async (t) => {
  const { question, id } = await story.ask();
  const note = `${cy.id}/statuses/early`;
  await cy.remove(note, question);
  await cy.reply(question, "agree", { id: note });
  t.same(await positions(id), {});
});

test("a reply to our answer counts as a reply to the question", async (t) => {
  const { question, id } = await story.ask();
  await dee.reply(question, "agree");
  const answer = await story.toldNote(dee, /Counted: Agree/);
  await dee.reply(answer.id, "disagree");
  t.same(await positions(id), { dee: "disagree" });
  await eva.reply(answer.id, "block: I read other people's letters");
  t.same(await positions(id), { dee: "disagree" }, "but only from the person it was for");
});

test("a reply to somebody else's reply, and a bare mention, never vote", async (t) => {
  const { question, id } = await story.ask();
  const reply = await ann.reply(question, "what about the flour?");
  await eva.reply(reply, "agree", { assembly: story.assembly });
  await eva.mention(story.assembly, "agree");
  t.same(await positions(id), {});
});

test("a direct message votes in public, its words are kept from everybody, and a block so sent is unreasoned", async (t) => {
  const { question, id } = await story.ask();
  await eva.reply(question, "agree: between us, I owe the baker money", { direct: true });
  t.match(await story.ballots(id), [{ position: "agree", reason: null }]);
  await story.toldNote(eva, /Your position is public\. Your words are not/);
  t.equal(await story.count("reply where reason like '%owe the baker%' or html like '%owe the baker%'"), 0);
  await eva.reply(question, "block: he knows why", { direct: true });
  t.match((await story.proposal(id)).tally, { block: 0, unreasonedBlock: 1 });
  await story.toldNote(eva, /yours came to us alone/);
  await eva.reply(question, "block: the books are not open");
  t.match((await story.proposal(id)).tally, { block: 1, unreasonedBlock: 0 });
});

test("a block by poll button is asked for its reason at once, and a public reply gives it", async (t) => {
  const { question, id } = await story.ask();
  await fay.vote(question, "Block");
  t.match((await story.proposal(id)).tally, { block: 0, unreasonedBlock: 1 });
  const asked = await story.toldNote(fay, /You block .* Why/);
  await fay.reply(asked.id, "the chimney is cracked");
  t.match(await story.ballots(id), [{ position: "block", reason: "the chimney is cracked", via: "words" }]);
  t.match((await story.proposal(id)).tally, { block: 1, unreasonedBlock: 0 });
  await until("the block to be passed on", () => true);
});

test("what is doubtful is asked back and nothing is done", async (t) => {
  const { question, id } = await story.ask();
  await gil.reply(question, "I agree that rents are rising");
  await story.toldNote(gil, /Was that your answer/);
  await gil.reply(question, "agree<br>block: no");
  await story.toldNote(gil, /more than one command/);
  await gil.reply(question, "Nice idea, who would bake?");
  await story.settled();
  t.same(await positions(id), {});
  t.equal(story.told(gil).filter((text) => /Nice idea/.test(text)).length, 0, "discussion is not answered");
});

test("a vote after leaving is refused, one cast before stands, and who rejoins is on the roll again", async (t) => {
  const { question, id } = await story.ask();
  await hal.vote(question, "Agree");
  await hal.mention(story.assembly, "leave");
  await story.toldNote(hal, /You have left/);
  await hal.reply(question, "disagree: too late");
  t.same(await positions(id), { hal: "agree" });
  await story.toldNote(hal, /a new answer .* is not counted/);
  t.ok((await story.events()).some((event) => event.code === "left"));
  await hal.mention(story.assembly, "join");
  const asked = await story.toldNote(hal, /To join Co-op/);
  t.match(asked.content, /Bread for all/);
  await hal.reply(asked.id, "I agree", { direct: true });
  await story.toldNote(hal, /Welcome to Co-op/);
  await hal.reply(question, "disagree: now I can");
  t.same(await positions(id), { hal: "disagree" });
});

test("joining needs the values to be affirmed, in the person's own language", async (t) => {
  const newcomer = peer.account("nora");
  await newcomer.mention(story.assembly, "join");
  const asked = await story.toldNote(newcomer, /To join Co-op, read this and reply “I agree”/);
  t.match(asked.content, /Votes are public/);
  await newcomer.reply(asked.id, "what does that mean?", { direct: true });
  const again = await story.toldNote(newcomer, /reply “I agree” and nothing else/);
  const isMember = async () =>
    (await moot.api("/assemblies/coop/members")).body.items.some((one: any) => one.member === newcomer.id);
  t.notOk(await isMember());
  await newcomer.reply(again.id, "I agree");
  await story.toldNote(newcomer, /Welcome/);
  t.ok(await isMember());
  await newcomer.mention(story.assembly, "join");
  await story.toldNote(newcomer, /a member of Co-op already/);
});

test("a member proposes in words; a title alone is asked for its text; others are told to join", async (t) => {
  await ida.mention(story.assembly, "propose: Repair the roof</p><p>Before winter, by ourselves.");
  const opened = await story.toldNote(ida, /“Repair the roof” is open for voting/);
  const list = (await moot.api("/assemblies/coop/proposals")).body.items;
  t.match(list[0], { title: "Repair the roof", state: "voting" });
  t.match(await story.proposal(list[0].id), { text: "Before winter, by ourselves.", author: ida.id });
  t.ok(opened.content.includes("/questions/"));
  await ida.mention(story.assembly, "propose: Paint the stairwell");
  const asked = await story.toldNote(ida, /The title is “Paint the stairwell”/);
  await ida.reply(asked.id, "In yellow.");
  await story.toldNote(ida, /“Paint the stairwell” is open/);
  const stranger = peer.account("stranger");
  await stranger.mention(story.assembly, "propose: Sell the house</p><p>To me.");
  await story.toldNote(stranger, /Only members of Co-op propose/);
});

test("help, status and what is still to come are answered", async (t) => {
  const curious = peer.account("curious");
  await curious.mention(story.assembly, "help");
  await story.toldNote(curious, /To vote, use the poll/);
  await curious.mention(story.assembly, "status");
  await story.toldNote(curious, /You are not a member of Co-op\. \d+ questions are open/);
  const { question } = await story.ask();
  const wish = await curious.reply(question, "recall @ann");
  await story.toldNote(curious, /We read recall\./);
  t.equal(
    await story.count(`reply where note_id = '${wish}' and command = 'recall'`),
    1,
    "and kept with the discussion",
  );
});

test("nobody is answered more than five times an hour", async (t) => {
  const chatty = peer.account("chatty");
  for (let i = 0; i < 8; i++) await chatty.mention(story.assembly, "help");
  await story.settled();
  await until("five answers", () => chatty.inbox().length >= 5);
  t.equal(chatty.inbox().length, 5);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
