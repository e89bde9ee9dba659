import { test } from "tap";
import { propose } from "../../src/actions/propose.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { type Browser, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

/** A story with a clock of the test's, and browsers in which people are signed in. */
async function beginHere(charter: Record<string, unknown> = {}) {
  // jobs are due by the database's clock, so the test's own only runs ahead
  const clock = { ahead: 0 };
  const story = await begin(charter, { idle: true, now: () => new Date(Date.now() + clock.ahead) });
  const signIn = (name: string): Promise<Browser> =>
    signInAs(story.moot, story.account(name), () => runDue(story.moot));
  return { story, clock, signIn };
}
/** The next day on which Lisbon's clocks go forward: the last Sunday of March, at one o'clock. */
function nextSpring(now: Date): string {
  const lastSunday = (year: number): Date => {
    const end = new Date(Date.UTC(year, 2, 31));
    return new Date(end.getTime() - end.getUTCDay() * 86_400_000);
  };
  const thisYear = lastSunday(now.getUTCFullYear());
  const next = thisYear > now ? thisYear : lastSunday(now.getUTCFullYear() + 1);
  return next.toISOString().slice(0, 10);
}
const pageOf = async (browser: Browser, path: string) => look((await browser.get(path)).text);

test("a member answers by form with a reason, changes it, and both are counted and shown", async (t) => {
  const { story, clock, signIn } = await beginHere();
  t.teardown(story.stop);
  await story.admit("ann", "ben");
  const { id } = await story.ask();
  const path = `/proposals/${id}`;
  t.match((await pageOf(openBrowser(story.moot), path)).text, /Sign in to answer here/);
  const ann = await signIn("ann");
  const form = await pageOf(ann, path);
  t.same(form.problems, []);
  t.notMatch(form.text, /Sign in to answer here|You answered/);
  t.match(form.attributes("form", "action").join(" "), `${path}/ballot`);

  const sent = await ann.post(`${path}/ballot`, { position: "agree", reason: "Bread <is> good." });
  t.equal(sent.status, 303, sent.text.slice(0, 300));
  t.equal(sent.headers.get("location"), `${path}#ballot`);
  const answered = await ann.get(path);
  t.match(look(answered.text).text, /You answered: Agree\./);
  t.match(answered.text, /value="agree" checked/);
  t.match(answered.text, /Bread &lt;is&gt; good\.<\/textarea>/);
  t.same(look(answered.text).problems, []);
  const seen = await pageOf(openBrowser(story.moot), path);
  t.match(seen.text, /Bread <is> good\./);
  t.equal((await story.ballots(id)).length, 1);

  const changed = await ann.post(`${path}/ballot`, { position: "abstain", reason: "" });
  t.equal(changed.status, 303);
  t.match((await pageOf(ann, path)).text, /You answered: Stand aside\./);
  const [ballot, ...more] = await story.ballots(id);
  t.same([ballot.position, ballot.via, more.length], ["abstain", "web", 0]);

  clock.ahead = 73 * 3_600_000;
  const late = await ann.post(`${path}/ballot`, { position: "agree" });
  t.equal(late.status, 409);
  t.match(look(late.text).text, /Voting on this question has closed\./);
  t.same(look(late.text).problems, []);
  t.equal((await story.events()).at(-1)?.code, "late", "it stands in the record");
});

test("somebody who is not on the roll is told so, and is counted apart and once", async (t) => {
  const { story, signIn } = await beginHere();
  t.teardown(story.stop);
  await story.admit("ann");
  const { id } = await story.ask();
  const path = `/proposals/${id}`;
  const eve = await signIn("eve");
  const changeable = /You can change your answer by reply until/;
  t.match((await pageOf(openBrowser(story.moot), path)).text, changeable);
  const before = await pageOf(eve, path);
  t.match(before.text, /You are not on the roll: your answer is counted apart/);
  t.notMatch(before.text, changeable, "who is not on the roll answers once");
  t.equal((await eve.post(`${path}/ballot`, { position: "disagree" })).status, 303);
  t.same(await story.ballots(id), []);
  const after = await pageOf(eve, path);
  t.match(after.text, /One person elsewhere answered too: 1 disagrees/);
  t.match(after.text, /You answered: Disagree\./);
  t.same(after.attributes("input", "name").includes("position"), false, "there is no second time");
  t.notMatch(after.text, changeable);
  const ann = await signIn("ann");
  t.match((await pageOf(ann, path)).text, changeable);
  const leave = "/assemblies/coop/leave";
  t.equal((await ann.post(leave, { sure: "yes" }, { from: leave })).status, 303);
  const gone = await pageOf(ann, path);
  t.same(gone.problems, []);
  t.notMatch(gone.text, changeable, "who has left answers no more");
  const again = await eve.post(`${path}/ballot`, { position: "agree" });
  t.equal(again.status, 409);
  t.match(look(again.text).text, /There is an answer already/);
});

test("a form without its token, of nobody, or with no position changes nothing", async (t) => {
  const { story, signIn } = await beginHere();
  t.teardown(story.stop);
  await story.admit("ann");
  const { id } = await story.ask();
  const path = `/proposals/${id}`;
  const ann = await signIn("ann");
  t.equal((await ann.post(`${path}/ballot`, { position: "agree" }, { csrf: null })).status, 403);
  const nobody = openBrowser(story.moot);
  t.equal((await nobody.post(`${path}/ballot`, { position: "agree" }, { from: "/sign-in" })).status, 401);
  const odd = await ann.post(`${path}/ballot`, { position: "maybe", reason: "Half of it." }, { from: path });
  t.equal(odd.status, 422);
  t.match(odd.text, /role="alert"[\s\S]*This question has no such option/);
  t.match(odd.text, /Half of it\.<\/textarea>/, "what was typed is still there");
  t.same(await story.ballots(id), []);
  t.equal((await ann.post("/proposals/nothing/ballot", { position: "agree" })).status, 404);
});

test("a block stands with what would lift it, is answered, and is lifted by who raised it alone", async (t) => {
  const { story, signIn } = await beginHere();
  t.teardown(story.stop);
  await story.admit("ann", "ben");
  const { id } = await story.ask();
  const path = `/proposals/${id}`;
  const [ann, ben] = [await signIn("ann"), await signIn("ben")];
  await ann.post(
    `${path}/ballot`,
    { position: "block", reason: "Too loud.", change: "Start at nine." },
    { from: path },
  );
  const raised = await ben.get(path);
  t.match(look(raised.text).text, /Block by Ann .* Raised Too loud\. What would lift it Start at nine\./);
  t.same(look(raised.text).problems, []);
  const objection = /\/objections\/([0-9a-f-]+)\/answer/.exec(raised.text)?.[1];
  t.notMatch(raised.text, /\/lift"/, "nobody lifts another's");
  t.equal((await ben.post(`/objections/${objection}/lift`)).status, 403);
  t.equal((await ben.post(`/objections/${objection}/answer`, { text: " " })).status, 422);
  const answer = await ben.post(`/objections/${objection}/answer`, { text: "We start at nine." });
  t.same([answer.status, answer.headers.get("location")], [303, `${path}#o-${objection}`]);
  const answered = await ann.get(path);
  t.match(look(answered.text).text, /Answered .* Answer by Ben We start at nine\. Asked until .* lifts it\./);
  t.match(answered.text, /<textarea id="change"[^>]*>Start at nine\.</, "the form has their own words");
  t.equal((await ann.post(`/objections/${objection}/lift`)).status, 303);
  const lifted = await pageOf(ben, path);
  t.match(lifted.text, /Block by Ann .* Lifted Too loud\./);
  t.same(lifted.problems, []);
  t.same(await story.ballots(id), [], "the ballot was taken back with it");
  t.equal((await ann.post(`/objections/${objection}/lift`)).status, 404);
  t.equal((await ann.post("/objections/nothing/lift")).status, 404);
});

test("a member raises a concern while it is talked about, and nobody else can", async (t) => {
  const { story, signIn } = await beginHere();
  t.teardown(story.stop);
  await story.admit("ann");
  const { id } = await story.ask({ open: false });
  const path = `/proposals/${id}`;
  const [ann, eve] = [await signIn("ann"), await signIn("eve")];
  t.notMatch((await eve.get(path)).text, /Raise a concern/);
  t.equal((await eve.post(`${path}/concerns`, { reason: "No." }, { from: "/me" })).status, 403);
  t.equal((await ann.post(`${path}/concerns`, { reason: "" }, { from: path })).status, 422);
  const typed = (await pageOf(eve, path)).text;
  t.match(
    typed,
    /suggest: … I wish .* concern: … I have a concern: why, in my own words\. It asks for an answer\./,
  );
  t.notMatch(typed, /endorse I am a member/, "where none is needed");
  await story.moot.ctx.db.execute("update assembly set endorsements = 2 where handle = 'coop'");
  const needed = await pageOf(eve, path);
  t.same(needed.problems, []);
  t.match(needed.text, /endorse I am a member, and want this to be voted on\./);
  t.match((await pageOf(eve, `${path}?lang=de`)).text, /bedenken: …/i, "in the language of the page");
  const raised = await ann.post(`${path}/concerns`, { reason: "Who cleans?", change: "A rota." });
  t.equal(raised.status, 303);
  const page = await pageOf(openBrowser(story.moot), path);
  t.match(page.text, /Concern by Ann .* Raised Who cleans\? What would lift it A rota\./);
  t.same(page.problems, []);
});

test("one person has five concerns open on a proposal, by form, by program and in words, and more once one is lifted", async (t) => {
  const { story, signIn } = await beginHere();
  t.teardown(story.stop);
  const [ann, ben] = (await story.admit("ann", "ben")) as [Account, Account];
  const { id, question } = await story.ask();
  const path = `/proposals/${id}`;
  const browser = await signIn("ann");
  const [mine, theirs] = [await callerFor(story.moot, ann), await callerFor(story.moot, ben)];
  const raise = (reason: string) => browser.post(`${path}/concerns`, { reason }, { from: path });
  t.equal((await raise("One.")).status, 303);
  t.equal((await mine(`${path}/objections`, { reason: "Two." })).status, 201);
  await ann.reply(question, "concern: three");
  t.equal((await raise("Four.")).status, 303);
  const { status, body: fifth } = await mine(`${path}/objections`, { reason: "Five." });
  t.equal(status, 201);
  const full = /Five concerns of yours are open here/;
  const sixth = await raise("Six.");
  t.equal(sixth.status, 409);
  t.match(look(sixth.text).text, full);
  t.match(sixth.text, /Six\.<\/textarea>/, "what was typed is still there");
  t.match((await mine(`${path}/objections`, { reason: "Six." })).body, { code: "too-many-concerns" });
  await ann.reply(question, "concern: six");
  await runDue(story.moot);
  await story.toldNote(ann, full);
  t.equal(await story.count("objection"), 5);
  t.equal((await theirs(`${path}/objections`, { reason: "Mine." })).status, 201, "others are not held up");
  t.equal((await mine(`/objections/${fifth.id}/lift`, {})).status, 200);
  t.equal((await raise("Six.")).status, 303);
});

test("members endorse, the author changes, schedules and withdraws, each as it is open to them", async (t) => {
  const { story, signIn } = await beginHere({ timeZone: "Europe/Lisbon" });
  t.teardown(story.stop);
  const [ann] = await story.admit("ann", "ben");
  const assembly = await loadAssembly(story.moot.ctx.db, "coop");
  const draft = { title: "A rota", text: "Who cleans.", author: ann?.id as string, open: false };
  const { ctx } = story.moot;
  const made = await ctx.db.transaction((tx) => propose(ctx, tx, assembly as Assembly, draft));
  const path = `/proposals/${"proposalId" in made ? made.proposalId : ""}`;
  const [author, ben] = [await signIn("ann"), await signIn("ben")];
  const seen = await ben.get(path);
  t.match(look(seen.text).text, /What you can do Nobody endorses it yet\./);
  t.notMatch(seen.text, /Put it to the vote|Change the text|Withdraw it/);
  t.equal((await ben.post(`${path}/endorse`)).status, 303);
  t.notMatch((await ben.get(path)).text, /What you can do/, "nothing else is open to them");
  t.equal((await ben.post(`${path}/endorse`)).status, 409);
  t.equal((await ben.post(`${path}/withdraw`, { sure: "yes" })).status, 403);
  t.equal((await ben.get(`${path}/revise`)).status, 403);

  t.same((await pageOf(author, path)).problems, []);
  const text = await author.get(`${path}/revise`);
  t.same(look(text.text).problems, []);
  t.match(text.text, /Who cleans\.<\/textarea>/);
  const same = await author.post(`${path}/revise`, { title: "A rota", text: "Who cleans.", why: "Hm." });
  t.equal(same.status, 422);
  t.match(same.text, /This is the text as it stands already[\s\S]*Hm\.<\/textarea>/);
  t.equal((await author.post(`${path}/revise`, { title: "A rota", text: "We all clean." })).status, 303);
  t.match((await pageOf(author, path)).text, /version 2 .* We all clean\./);

  const spring = nextSpring(new Date());
  const gap = await author.post(`${path}/vote`, { opensAt: `${spring}T01:30` });
  t.equal(gap.status, 422, "an hour that spring leaves out");
  t.match(gap.text, /This is no date that can be meant here[\s\S]*value="[0-9-]+T01:30"/);
  t.equal((await author.post(`${path}/vote`, { opensAt: `${spring}T02:30` })).status, 303);
  t.match((await pageOf(ben, path)).text, /It is put to the vote on Sunday, \d+ March \d+, 02:30/);
  t.equal((await author.post(`${path}/withdraw`)).status, 400, "not without the tick");
  t.equal((await author.post(`${path}/withdraw`, { sure: "yes" })).status, 303);
  const gone = await pageOf(openBrowser(story.moot), path);
  t.match([gone.text, gone.problems.length], [/This was withdrawn/, 0]);
});
