import tap, { test } from "tap";
import type { Account } from "../support/account.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

const clock = Date.parse("2036-03-01T12:00:00Z");
const date = () => new Date(clock);
const story = await begin({ joining: "vote" }, { idle: true, now: date });
const { moot, account } = story;
const [ann, bob] = (await story.admit("ann", "bob")) as [Account, Account];
const eve = account("eve");
const { decide, join } = assemblyOf(story);
const call = await callerFor(moot, ann);
await runDue(moot);
tap.teardown(() => story.stop());
const ask = async () => {
  const asked = await story.ask({ closesAt: new Date(clock + 3_600_000).toISOString() });
  await runDue(moot);
  return asked;
};

test("a draft about somebody that its author threw away is nobody else's to see", async (t) => {
  t.match(await join(eve), { outcome: "asking" });
  const draft = { title: "Let Eve in at last", text: "She bakes.", draft: true };
  const made = await call("/assemblies/coop/proposals", { ...draft, act: { what: "admit", who: eve.id } });
  t.equal(made.status, 201);
  const page = async () => (await moot.get("/assemblies/coop/members", "text/html")).text;
  t.notMatch(await page(), /at last/);
  t.equal((await call(`/proposals/${made.body.id}/withdraw`, {})).status, 200);
  t.match(await page(), /eve/);
  t.notMatch(await page(), /at last/);
});

test("words that a facilitator hides still stand among the votes, as the ballot does", async (t) => {
  const { question } = await ask();
  await decide({ what: "appoint", who: ann.id, days: 10 });
  const note = await bob.reply(question, "agree because cheap watches", { date: date() });
  const votes = async () => (await moot.get(`${new URL(question).pathname}/votes`)).json;
  const before = await votes();
  t.match(before, { totalItems: 1, orderedItems: [note] });
  t.equal((await call("/assemblies/coop/hidings", { note, reason: "Spam" })).status, 200);
  t.same(await votes(), before);
});

test("who is banned and on no roll cannot mend old words into an answer", async (t) => {
  const { question, id } = await ask();
  const note = await eve.reply(question, "I wonder", { date: date() });
  await runDue(moot);
  await moot.api("/bans", { target: eve.id, reason: "Floods" });
  await eve.edit(note, "agree", { date: date() });
  await runDue(moot);
  t.match(await story.proposal(id), { sympathisers: { agree: 0 } });
  t.same(moot.logged, []);
});
