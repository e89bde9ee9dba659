import { test } from "tap";
import { refusals } from "../../src/domain/refusal.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { dumpAll, rowsWith } from "../support/dump.ts";
import { readLedger } from "../support/ledger.ts";
import { callerFor } from "../support/member.ts";
import { openBrowser, signedInAs } from "../support/sign-in.ts";
import { ballot, town } from "../support/town.ts";
import { look } from "../web/look.ts";

const name = "quillfeather";
const { story, ann, later, iso } = await town({ rule: "majority" });
const { moot } = story;
const { ctx } = moot;
const [who] = await story.admit(name);
if (!who) throw new Error("nobody was admitted");
const me = await callerFor(moot, who);
const browser = await signedInAs(moot, who);
const sure = { sure: "yes" };
const wishes = () => story.count("erasure");
const traces = async () => rowsWith(await dumpAll(ctx.db), name).length;
const page = async () => look((await browser.get("/me/erase")).text);

test("a member is told to leave first, and nothing is done without the tick or from another site", async (t) => {
  const member = await page();
  t.same(member.problems, []);
  t.ok(member.links.includes("/assemblies/coop/leave"));
  t.notMatch((await browser.get("/me/erase")).text, /action="\/me\/erase"/, "there is no form to send yet");
  t.equal((await browser.post("/me/erase", sure)).status, refusals["still-a-member"].status);
  await me("/assemblies/coop/leave", {});
  const unticked = await browser.post("/me/erase", {}, { from: "/me/erase" });
  t.equal(unticked.status, 422);
  const seen = look(unticked.text);
  t.same(seen.problems, []);
  t.match(unticked.text, /role="alert"/);
  for (const [key, value] of [
    ["sec-fetch-site", "cross-site"],
    ["origin", "https://evil.example"],
  ] as const) {
    const headers = { [key]: value };
    t.equal((await browser.post("/me/erase", sure, { from: "/me/erase", headers })).status, 403);
  }
  t.equal((await browser.post("/me/erase", sure, { from: "/me/erase", csrf: "x" })).status, 403);
  t.equal((await openBrowser(moot).post("/me/erase", sure, { from: "/sign-in" })).status, 401);
  t.equal(await wishes(), 0);
  t.ok((await traces()) > 5);
});

test("a wish waits while a question is open on whose roll the person is, and can be taken back till then", async (t) => {
  await me("/assemblies/coop/join", { affirm: true });
  const { id } = await story.ask({ closesAt: iso(48) });
  await ballot(me, id, "agree");
  await runDue(moot);
  await me("/assemblies/coop/leave", {});
  const asked = await browser.post("/me/erase", sure, { from: "/me/erase" });
  t.equal(asked.headers.get("location"), "/me/erase");
  t.equal(await wishes(), 1);
  await browser.post("/me/erase", sure);
  t.equal(await wishes(), 1, "asking twice is one wish");
  await later(40);
  t.match(await story.ballots(id), [{ voter: who.id, position: "agree" }]);
  const waiting = await page();
  t.same(waiting.problems, []);
  const back = await browser.post("/me/erase/cancel", {}, { from: "/me/erase" });
  t.equal(back.headers.get("location"), "/me");
  t.equal(await wishes(), 0);
  await later(20);
  t.match(await story.proposal(id), { state: "adopted", tally: { agree: 1 } });
  t.match(await story.ballots(id), [{ voter: who.id }], "after the close all is there still");
  t.equal((await browser.post("/me/erase/cancel", {})).status, 404);
});

test("joining again takes it back for good, also where they leave again before it was due", async (t) => {
  await me("/assemblies/coop/join", { affirm: true });
  const { id } = await story.ask({ closesAt: iso(48) });
  await runDue(moot);
  await me("/assemblies/coop/leave", {});
  t.equal((await me("/me/erase", { sure: true })).status, 202);
  t.equal((await me("/assemblies/coop/join", { affirm: true })).status, 200);
  t.equal(await wishes(), 0);
  await me("/assemblies/coop/leave", {});
  await later(60);
  t.not((await story.proposal(id)).state, "voting");
  t.equal((await me("/me")).status, 200, "they are known as before");
  t.equal((await me("/assemblies/coop/join", { affirm: true })).status, 200);
});

test("it is done after the close, and only then", async (t) => {
  const { id } = await story.ask({ closesAt: iso(24) });
  const last = iso(48);
  const { id: second } = await story.ask({ closesAt: last });
  await ballot(me, id, "disagree");
  await runDue(moot);
  await me("/assemblies/coop/leave", {});
  const { status, body } = await me("/me/erase", { sure: true });
  t.equal(status, 202);
  t.equal(body.waitsUntil, last, "of two the last one counts");
  await later(25);
  t.match(await story.ballots(id), [{ voter: who.id }]);
  t.equal((await story.proposal(second)).state, "voting");
  await later(24);
  await later(1);
  t.match(await story.ballots(id), [{ voter: null, position: "disagree" }]);
  t.same(rowsWith(await dumpAll(ctx.db), name), []);
  t.equal(await wishes(), 0);
  t.equal((await me("/me")).status, 401);
});

test("a ban that runs holds still after an erasure, names nobody, and can be lifted by the account's id", async (t) => {
  const again = await callerFor(moot, who);
  await ctx.resolveActor(who.id);
  t.equal((await again("/assemblies/coop/join", { affirm: true })).status, 200);
  t.equal((await moot.api("/bans", { target: who.id, reason: "Floods" })).status, 200);
  await again("/assemblies/coop/leave", {});
  t.match(await again("/me/erase", { sure: true }), { status: 200 });
  await later(1);
  t.same(rowsWith(await dumpAll(ctx.db), name), []);
  const bans = async () => [
    (await openBrowser(moot).get("/bans")).text,
    JSON.stringify((await moot.api("/bans", undefined, null)).body),
  ];
  const [shown = "", listed = ""] = await bans();
  t.match(look(shown).text, /In force .* Somebody whose name was taken out .* Floods/);
  for (const text of [shown, listed]) t.notMatch(text, new RegExp(name));
  const third = await callerFor(moot, who);
  await ctx.resolveActor(who.id);
  const { id, question } = await story.ask({ closesAt: iso(24) });
  const tries = [
    third("/assemblies/coop/join", { affirm: true }),
    third("/assemblies/coop/proposals", { title: "Floods", text: "More." }),
    ballot(third, id, "agree"),
  ];
  for (const { status, body } of await Promise.all(tries))
    t.match({ status, body }, { status: 403, body: { code: "banned" } });
  const dated = { date: ctx.now() };
  await who.reply(question, "agree", dated);
  await who.mention(story.assembly, "propose: Floods", dated);
  await who.mention(story.assembly, "join", dated);
  await runDue(moot);
  t.same(await story.ballots(id), []);
  const seats = rowsOf(await ctx.db.execute("select 1 from membership where state = 'asking'"));
  t.same(seats, []);
  t.match(await moot.api("/bans/end", { target: who.id, reason: "Time" }), { status: 200 });
  t.equal((await third("/assemblies/coop/join", { affirm: true })).status, 200);
});

test("an account that is deleted at home is erased under the same rules", async (t) => {
  const { question, id } = await story.ask({ closesAt: iso(24) });
  await runDue(moot);
  const dated = { date: ctx.now() };
  await who.reply(question, "disagree, too hot", dated);
  await who.follow(story.assembly, dated);
  await ann(`/proposals/${id}/ballots`, { position: "agree", reason: `unlike ${who.handle}` });
  await runDue(moot);
  t.match(await story.ballots(id), [{ voter: who.id }, {}]);
  t.equal(await who.remove(who.id, story.assembly, dated), 202);
  await runDue(moot);
  t.equal(await wishes(), 1);
  t.match(await story.ballots(id), [{ voter: who.id, position: "disagree" }, {}], "their ballot counts");
  await later(25);
  await later(1);
  t.match(await story.ballots(id), [{ voter: null, position: "disagree", reason: null }, {}]);
  t.same(rowsWith(await dumpAll(ctx.db), name), []);
  const { verified } = await readLedger(story.assembly);
  t.same(verified.faults, []);
  t.match(await story.proposal(id), { tally: { agree: 1, disagree: 1 } });
  const wrong = moot.logged.filter((line) => !line.includes("Invalid csrf token"));
  t.same(wrong, []);
  await story.stop();
});
