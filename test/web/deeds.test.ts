import { test } from "tap";
import { runDue } from "../support/due.ts";
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
  t.equal(sent.headers.get("location"), `${path}#answers`);
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
  t.match((await pageOf(eve, path)).text, /You are not on the roll: your answer is counted apart/);
  t.equal((await eve.post(`${path}/ballot`, { position: "disagree" })).status, 303);
  t.same(await story.ballots(id), []);
  const after = await pageOf(eve, path);
  t.match(after.text, /One person elsewhere answered too: 1 disagrees/);
  t.match(after.text, /You answered: Disagree\./);
  t.same(after.attributes("input", "name").includes("position"), false, "there is no second time");
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
  t.match(odd.text, /role="alert"[^]*This question has no such option/);
  t.match(odd.text, /Half of it\.<\/textarea>/, "what was typed is still there");
  t.same(await story.ballots(id), []);
  t.equal((await ann.post("/proposals/nothing/ballot", { position: "agree" })).status, 404);
});
