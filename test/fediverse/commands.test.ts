import { test } from "tap";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ timeZone: "Europe/Lisbon" });
const { moot } = story;
const [ann, bob, cy, dee, eva] = (await story.admit(..."ann bob cy dee eva".split(" "))) as any[];
const sam = story.account("sam");

/** Changes settings of the assembly, as a decision of its own would. */
const settle = (sets: string): Promise<unknown> => moot.ctx.db.execute(`update assembly set ${sets}`);
/** Nobody is answered more than five times an hour; a new scene begins an hour later. */
const anHourLater = (): Promise<unknown> =>
  moot.ctx.db.execute("update note set published_at = published_at - interval '2 hours'");
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
    (await moot.ctx.db.query.notes.findMany()).find((one) => one.proposalId === id && one.kind === "deliberation"),
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
