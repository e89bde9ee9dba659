import { test } from "tap";
import { runDue } from "../support/due.ts";
import { gather } from "../support/people.ts";
import { plain } from "../support/story.ts";

let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const people = await gather({ idle: true, now });
const { story, callers, question, id, barred } = people;
const { moot } = story;

/** The note in which the banned member was told something that matches. */
const told = (pattern: RegExp) => barred.inbox().findLast((note) => pattern.test(plain(note.content)));
const reply = async (to: string, text: string) => {
  ahead += 15 * 60_000;
  await barred.reply(to, text, { date: now() });
  await runDue(moot);
};
const positions = async () =>
  (await story.ballots(id)).filter(({ voter }) => voter === barred.id).map(({ position }) => position);

test("a banned member's block is answered, and a yes to whether it is lifted lifts it and is no vote", async (t) => {
  await reply(question, "block: It is too far");
  t.same(await positions(), ["block"]);
  const { items } = (await moot.api(`/proposals/${id}/objections`)).body;
  const own = items.find((one: any) => one.by === barred.id);
  t.ok(own, JSON.stringify(items));
  t.equal(
    (await callers.author(`/objections/${own.id}/answer`, { text: "It is round the corner." })).status,
    200,
  );
  await runDue(moot);
  const asked = told(/Does this lift it/);
  t.ok(asked);
  await reply(asked.id, "yes");
  t.same(await positions(), [], "the block is gone, and nothing stands in its place");
  t.ok(told(/Your block on .* is lifted/));
  await reply(question, "endorse");
  await reply(question, "concern: too early");
  await reply(question, "I think that it is too early");
  t.equal(
    (await moot.api(`/proposals/${id}/objections`)).body.items.length,
    items.length,
    "else they are not heard",
  );
});

test("a banned member who is to be removed is told so, and is heard", async (t) => {
  const asked = { account: barred.id, reasons: "Floods" };
  t.equal((await callers.author("/assemblies/coop/leave-invitations", asked)).status, 200);
  await runDue(moot);
  await reply(told(/invites you to leave/).id, "It was my cousin.");
  const [invitation] = (await moot.api("/assemblies/coop/leave-invitations")).body.items;
  t.equal(invitation.answer, "It was my cousin.");
  t.ok(told(/Your answer stands beside the invitation/));
  ahead += 15 * 86_400_000;
  const act = { what: "remove", who: barred.id };
  const made = await callers.author("/assemblies/coop/proposals", {
    title: "Remove sam",
    text: "Floods.",
    act,
  });
  t.equal(made.status, 201, JSON.stringify(made.body));
  await runDue(moot);
  const heard = told(/and it is about you/);
  t.ok(heard);
  await reply(heard.id, "I have stopped.");
  t.ok(told(/What you say is published/));
  const log = (await moot.api(`/proposals/${made.body.id}/log`)).body.items.map((one: any) => one.kind);
  t.ok(log.includes("statement"));
});

test("a banned member leaves by saying so, and is told that they have left", async (t) => {
  ahead += 15 * 60_000;
  await barred.mention(story.assembly, "leave", { date: now() });
  await runDue(moot);
  const members = (await moot.api("/assemblies/coop/members")).body.items.map((one: any) => one.member);
  t.notOk(members.includes(barred.id));
  t.ok(told(/You have left Co-op/));
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
