import { test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

let ahead = 0;
const story = await begin({ timeZone: "Europe/Lisbon" }, { now: () => new Date(Date.now() + ahead) });
const { moot } = story;
const [ann, bob, cy, dee, eva] = (await story.admit(..."ann bob cy dee eva".split(" "))) as any[];
const sam = story.account("sam");

/** Changes settings of the assembly, as a decision of its own would. */
const settle = (sets: string): Promise<unknown> => moot.ctx.db.execute(`update assembly set ${sets}`);
/** Nobody is answered more than five times an hour; a new scene begins an hour later. */
const anHourLater = (): Promise<unknown> =>
  moot.ctx.db.execute("update note set published_at = published_at - interval '2 hours'");
/** The address of the question in something that somebody was told. */
const questionIn = ({ content }: { content: string }): string =>
  /https?:\/\/[^"<]+\/questions\/[0-9a-f-]+/.exec(content)?.[0] as string;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a member proposes in words, another endorses, and the author puts it to the vote until a date", async (t) => {
  await settle("endorsements = 1");
  await ann.mention(story.assembly, "propose: A second oven<br>We buy one in spring.");
  const told = await story.toldNote(ann, /“A second oven” is proposed/);
  const { items } = (await moot.api("/assemblies/coop/proposals")).body;
  const { id } = items.find((one: any) => one.title === "A second oven");
  t.match(await story.proposal(id), { state: "deliberation" });
  await ann.reply(told.id, "put to the vote");
  await story.toldNote(ann, /More members must endorse it/);
  const note = await until("the note of the deliberation", async () =>
    (await moot.ctx.db.query.notes.findMany()).find(
      (one) => one.proposalId === id && one.kind === "deliberation",
    ),
  );
  const address = `${moot.origin}/notes/${note.id}`;
  await bob.reply(address, "endorse");
  await story.toldNote(bob, /You endorse “A second oven”\. One member does so far, and 1 must/);
  await bob.reply(address, "put to the vote");
  await story.toldNote(bob, /Only who wrote it can do this/);
  await ann.reply(told.id, "put to the vote until 2020-01-01");
  await story.toldNote(ann, /closing comes before the earliest time/);
  await ann.reply(told.id, `put to the vote until ${inDays(9)} 18:00`);
  await story.toldNote(ann, /“A second oven” is open for voting/);
  const shown = await story.proposal(id);
  t.match(shown, { state: "voting" });
  const [question] = await moot.ctx.db.query.questions.findMany();
  t.equal(
    question?.closesAt.toLocaleString("sv", { timeZone: "Europe/Lisbon" }).slice(0, 16),
    `${inDays(9)} 18:00`,
  );
  await settle("endorsements = 0");
});

test("a block says what would lift it, is answered, and its author lifts it", async (t) => {
  await anHourLater();
  const { question, id } = await story.ask({ title: "Close on Mondays" });
  await cy.reply(question, "block: the ovens go cold<br>would lift it: a baker who lights them");
  t.match(await story.ballots(id), [{ position: "block", reason: "the ovens go cold" }]);
  const [board] = await moot.ctx.db.query.objections.findMany();
  t.match(board, { kind: "block", state: "raised", change: "a baker who lights them" });
  await sam.reply(question, "answer @cy: I would do it");
  await story.toldNote(sam, /Only members can do this/);
  await dee.reply(question, "answer @cy: Ann lights them at five", { direct: true });
  await story.toldNote(dee, /Write them in a public reply/);
  await dee.reply(question, "answer @cy: Ann lights them at five");
  await story.toldNote(dee, /Your answer has been passed on\. @cy can say/);
  const asked = await story.toldNote(cy, /has been answered: Ann lights them at five Does this lift it/);
  await cy.reply(asked.id, "no, that is not enough");
  await story.toldNote(cy, /It stands\. If you change your mind/);
  t.match(await story.ballots(id), [{ position: "block" }], "a no to that is no vote");
  await cy.reply(asked.id, "yes");
  await story.toldNote(cy, /Your block on “Close on Mondays” is lifted\. You have no answer/);
  t.same(await story.ballots(id), [], "the ballot went with it, and a yes to that is no vote");
  await cy.reply(asked.id, "agree: they have thought of it");
  t.match(await story.ballots(id), [{ position: "agree", reason: "they have thought of it" }]);
});

test("an answer to one of several objections is asked back whose, and a concern is lifted by its author", async (t) => {
  await anHourLater();
  const { question, id } = await story.ask({ title: "Flour from the mill" });
  await ann.reply(question, "concern: the price<br>change: a price for a year");
  const kept = await story.toldNote(ann, /Your concern about “Flour from the mill” is on its page/);
  await bob.reply(question, "concern: the road");
  await dee.reply(question, "concern: between us", { direct: true });
  await eva.reply(question, "answer: it is all arranged");
  await story.toldNote(eva, /Whose objection do you answer: @ann, @bob\?/);
  await eva.reply(question, "lift");
  await story.toldNote(eva, /no such objection here/);
  await ann.reply(kept.id, "lift");
  await story.toldNote(ann, /Your concern on “Flour from the mill” is lifted\.$/);
  await eva.reply(question, "answer: it is all arranged");
  await story.toldNote(bob, /Your concern on .* has been answered: it is all arranged/);
  const board = (await moot.ctx.db.query.objections.findMany()).filter((one) => one.proposalId === id);
  t.match(
    board.map(({ state, change }) => [state, change]),
    [
      ["lifted", "a price for a year"],
      ["answered", null],
    ],
  );
  t.same(await story.ballots(id), []);
});

test("settings are proposed in words, and are in force once that is adopted", async (t) => {
  await anHourLater();
  await ann.mention(story.assembly, "propose constitution: Hours<br>votingHour: 2<br><br>A slip.");
  await story.toldNote(ann, /This setting cannot have this value/);
  const lines = "amendWhileVoting: once<br>withdrawWhileVoting: yes<br><br>So that slips can be mended.";
  await ann.mention(story.assembly, `propose constitution: Mend texts<br>${lines}`);
  const question = questionIn(await story.toldNote(ann, /“Mend texts” is open for voting/));
  for (const member of [ann, bob, cy]) await member.reply(question, "agree");
  ahead = 73 * 3_600_000;
  await closeQuestion(moot.ctx, question.split("/").at(-1) as string, async () => false);
  ahead = 0;
  const assembly = await moot.ctx.db.query.assemblies.findFirst();
  t.match(assembly, { amendWhileVoting: "once", withdrawWhileVoting: true, constitution: 2 });
  await ann.mention(story.assembly, "propose repeal of no. 99: Away with it<br>It never was.");
  await story.toldNote(ann, /no such decision in force here/);
});

test("who revises while voting replaces the question, and each who voted is told once", async (t) => {
  await anHourLater();
  await ann.mention(story.assembly, "propose: Longer hours<br>Until eight.");
  const question = questionIn(await story.toldNote(ann, /“Longer hours” is open for voting/));
  await bob.reply(question, "agree");
  await bob.reply(question, "disagree");
  await cy.vote(question, "Agree");
  await bob.reply(question, "revise: Longer hours<br>Until ten.");
  await story.toldNote(bob, /Only who wrote it can do this/);
  await ann.reply(question, "revise: Longer hours<br>Until nine.");
  const told = await story.toldNote(ann, /“Longer hours” has a new text, version 2/);
  await ann.reply(told.id, "revise: Longer hours<br>Until midnight.");
  await story.toldNote(ann, /The text cannot change while it is voted on/);
  for (const voter of [bob, cy]) await story.toldNote(voter, /“Longer hours” has changed, so the question/);
  await story.settled();
  for (const [who, times] of [
    [ann, 0],
    [bob, 1],
    [cy, 1],
    [dee, 0],
  ])
    t.equal(story.told(who).filter((text) => /please answer again/.test(text)).length, times);
  await ann.reply(told.id, "withdraw");
  await story.toldNote(ann, /“Longer hours” is withdrawn/);
  const { items } = (await moot.api("/assemblies/coop/proposals?state=withdrawn")).body;
  t.match(
    items.map((one: any) => one.title),
    ["Longer hours"],
  );
});

test("a stranger moves nothing, and is told five times an hour at most", async (t) => {
  await anHourLater();
  const { question, id } = await story.ask({ title: "Ours to decide" });
  const words = [
    "endorse",
    "concern: mine",
    "withdraw",
    "revise: Mine",
    "put to the vote",
    "back to deliberation",
  ];
  for (const text of words) await sam.reply(question, text);
  await sam.mention(story.assembly, "endorse");
  await story.settled();
  t.match(await story.proposal(id), { state: "voting", title: "Ours to decide" });
  t.equal((await moot.ctx.db.query.objections.findMany()).filter((one) => one.proposalId === id).length, 0);
  const answers = story.told(sam).slice(-5);
  t.match(
    answers.join(" "),
    /Only members can do this.*Only members can do this.*Only who wrote it can do this/,
  );
  t.equal(story.told(sam).length, 6, "one of an earlier scene and five of this one");
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
