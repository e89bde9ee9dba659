import { sql } from "drizzle-orm";
import { test } from "tap";
import { completeAsking } from "../../src/actions/hear-asked.ts";
import { assemblyOf } from "../support/assembly.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

test("who agrees to join and loses the race for an invitation is told so, and nothing is left of it", async (t) => {
  const story = await begin({ joining: "invite" });
  t.teardown(story.stop);
  const { seat, events } = assemblyOf(story);
  const [ann] = (await story.admit("ann")) as [ReturnType<typeof story.account>];
  const kim = story.account("kim");
  const { body } = await (await callerFor(story.moot, ann))("/assemblies/coop/invitations", {});
  await kim.mention(story.assembly, `join ${body.code}`);
  const asked = await story.toldNote(kim, /To join Co-op/);
  // as if somebody else had used it after it was looked up
  await story.moot.ctx.db.execute(sql`
    create function lose() returns trigger language plpgsql as 'begin return null; end'`);
  await story.moot.ctx.db.execute(sql`
    create trigger lost before update on invitation for each row execute function lose()`);
  await kim.reply(asked.id, "I agree");
  await story.toldNote(kim, /invitation .*(used|ended|over)/i);
  t.equal(await seat(kim), null);
  t.same(await events(kim), []);
});

test("who cannot join for another reason is told that one, and not that they are a member", async (t) => {
  const story = await begin();
  t.teardown(story.stop);
  const { ctx } = story.moot;
  const { load, inside, seat } = assemblyOf(story);
  const kim = story.account("kim");
  await kim.mention(story.assembly, "join");
  await story.toldNote(kim, /To join Co-op/);
  const note = (await ctx.db.query.notes.findMany()).find(({ asks }) => asks?.what === "affirm") ?? null;
  const [said, agrees] = [
    { text: "I agree", language: "en" },
    { command: "vote", position: "agree" },
  ];
  // their server says that they are a machine since, while what is stored is a little older
  const written = { actorId: kim.id, kind: "Service", noteId: `${kim.id}/again`, said, isPublic: true };
  const place = { assembly: await load(), note, question: null };
  const more = { receivedAt: ctx.now(), isBanned: false };
  await inside((tx) => completeAsking(ctx, tx, { ...written, ...more } as never, place, agrees as never));
  await story.toldNote(kim, /Only accounts of people vote here/);
  t.notMatch(story.told(kim).join(), /You are a member/);
  t.equal(await seat(kim), null);
});
