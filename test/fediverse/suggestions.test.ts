import { test } from "tap";
import { addressesOf } from "../../src/domain/addresses.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

/** A proposal that is deliberated, and its note, to which people of other servers reply. */
async function deliberation(text = "We bake on Sundays.\n\nThe oven is lit at five.") {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const story = await begin({ rule: "consensus" }, { idle: true, now });
  const [ann, bea] = (await story.admit("ann", "bea")) as [Account, Account];
  const eve = story.account("eve");
  const api = await callerFor(story.moot, ann);
  const { id } = (await api("/assemblies/coop/proposals", { title: "Bake", text })).body;
  await runDue(story.moot);
  const note = await story.moot.ctx.db.query.notes.findFirst({
    where: (row, { and, eq }) => and(eq(row.proposalId, id), eq(row.kind, "deliberation")),
  });
  const place = addressesOf(story.moot.origin).note(note?.id ?? "");
  /** Lets something happen, and answers what somebody was told by it. */
  const told = async (who: Account, deed: () => Promise<unknown>) => {
    // nobody is answered more than five times an hour
    ahead += 15 * 60_000;
    const heard = who.inbox().length;
    await deed();
    await runDue(story.moot);
    return { said: story.told(who).slice(heard), notes: who.inbox().slice(heard) };
  };
  const say = async (who: Account, words: string, more: { at?: string; direct?: boolean } = {}) => {
    let sent = "";
    const { said, notes } = await told(who, async () => {
      sent = await who.reply(more.at ?? place, words, { date: now(), direct: more.direct ?? false });
    });
    return { sent, said, answer: notes[0]?.id as string };
  };
  const list = async () => (await story.moot.api(`/proposals/${id}/suggestions`, undefined, null)).body.items;
  const board = async () => (await story.moot.api(`/proposals/${id}/objections`, undefined, null)).body.items;
  return { story, ann, bea, eve, api, id, now, place, told, say, list, board };
}

test("anybody suggests by reply, with a degree; edited, the words follow, and deleted, the suggestion goes", async (t) => {
  const { story, eve, say, list, told, now, place } = await deliberation();
  t.teardown(story.stop);
  const { said, sent } = await say(eve, "suggest: [required] a roof<br>of tin");
  t.match(said, [/Your suggestion 1 to “Bake” is on its page, for everybody to support \(required\)/]);
  t.match(await list(), [
    { number: 1, by: eve.id, degree: "required", text: "a roof\nof tin", state: "open" },
  ]);
  await told(eve, () => eve.edit(sent, "suggest: unwanted: a bench", { date: now(), inReplyTo: place }));
  t.match(await list(), [{ text: "a bench", degree: "unwanted" }]);
  await told(eve, () => eve.edit(sent, "I only wanted a bench", { date: now(), inReplyTo: place }));
  t.match(
    await list(),
    [{ text: "I only wanted a bench", degree: "unwanted" }],
    "what it says now is the wish",
  );
  await told(eve, () => eve.remove(sent, place, { date: now() }));
  t.match(await list(), [{ state: "withdrawn", text: null }]);
  t.match((await say(eve, "suggest:")).said, [/Write suggest: and what you wish for/]);
  t.equal((await list()).length, 1);
});

test("what came to the assembly alone is no suggestion, and that is said", async (t) => {
  const { story, eve, say, list } = await deliberation();
  t.teardown(story.stop);
  t.match((await say(eve, "suggest: between us", { direct: true })).said, [/Write them in a public reply/]);
  t.same(await list(), []);
  t.notMatch(JSON.stringify(await story.moot.ctx.db.query.replies.findMany()), /between us/);
});

test("others support it by its number, with a degree of their own; its author says when it is fulfilled", async (t) => {
  const { story, ann, bea, eve, say, list } = await deliberation();
  t.teardown(story.stop);
  const { answer } = await say(eve, "suggest: a roof");
  t.match((await say(ann, "endorse suggestion 1: required")).said, [
    /You support suggestion 1 .* \(required\)\. http/,
  ]);
  t.match((await say(bea, "endorse suggestion 9")).said, [/no such suggestion here/]);
  t.match((await say(story.account("zoe"), "endorse suggestion #1")).said, [
    /You are not a member here, so that is counted apart/,
  ]);
  t.match(await list(), [{ supporters: [{ member: ann.id, degree: "required" }], sympathisers: 1 }]);
  t.match((await say(ann, "fulfilled 1")).said, [/Only the person whom it is about/]);
  t.match((await say(eve, "fulfilled", { at: answer })).said, [
    /suggestion 1 to “Bake” is marked as fulfilled in version 1/,
  ]);
  t.match(await list(), [{ state: "fulfilled", judgedVersion: 1 }]);
  t.match((await say(eve, "not fulfilled")).said, [/is marked as not fulfilled in version 1/]);
  await say(eve, "suggest: a bench");
  t.match((await say(eve, "fulfilled")).said, [/Which suggestion of yours do you mean: 1, 2\?/]);
  t.match((await say(eve, "withdraw", { at: answer })).said, [/Your suggestion 1 to “Bake” is taken back/]);
  t.match((await say(eve, "fulfilled")).said, [/suggestion 2 .* is marked as fulfilled/]);
});

test("an amendment whose passage is not there becomes a suggestion, and says so", async (t) => {
  const { story, bea, eve, say, list } = await deliberation();
  t.teardown(story.stop);
  const { said } = await say(bea, "amend: on Saturdays => on Mondays");
  t.match(said, [
    /These words do not stand in the text\. So your amendment to “Bake” stands on its page as a suggestion, number 1 \(desired\)/,
  ]);
  t.match(await list(), [{ by: bea.id, degree: "desired", text: "on Saturdays => on Mondays" }]);
  const cut = await say(bea, "amend: “nowhere at all” =>");
  t.match(cut.said, [/These words/]);
  t.match(await list(), [{ number: 1 }, { number: 2, text: "“nowhere at all” => —" }]);
  await say(bea, "amend: on Saturdays => on Mondays", { direct: true });
  t.equal((await list()).length, 2);
  t.match((await say(eve, "amend: nowhere => here")).said, [/Only members can do this/]);
  t.equal(await story.count("amendment"), 0);
  t.match((await say(bea, "amend: on Sundays => on Mondays")).said, [
    /Your amendment 1 to “Bake” is on its page/,
  ]);
});

test("a concern in words names the amendment that would lift it, is asked once that is merged, and lifted by reply", async (t) => {
  const { story, ann, bea, api, id, say, told, board } = await deliberation();
  t.teardown(story.stop);
  await say(bea, "amend: on Sundays => on Mondays");
  t.match((await say(ann, "concern: I rest<br>Would lift it: amendment 7")).said, [/no such amendment here/]);
  await say(ann, "concern: I rest<br>Would lift it: amendment 1, as it stands");
  t.match(await board(), [{ change: "amendment 1, as it stands", amendment: { number: 1, state: "open" } }]);
  const [{ id: amendment }] = (await story.moot.api(`/proposals/${id}/amendments`, undefined, null)).body
    .items;
  const asked = await told(ann, () => api(`/proposals/${id}/merge`, { amendments: [amendment] }));
  t.match(asked.said, [
    /You said that amendment 1 would lift your concern on “Bake”\. It is in the text now, version 2/,
  ]);
  t.match((await say(ann, "yes", { at: asked.notes[0]?.id })).said, [/Your concern on “Bake” is lifted/]);
  t.match(await board(), [{ state: "lifted", amendment: { state: "accepted", version: 2 } }]);
});
