import { type Test, test } from "tap";
import { sweep } from "../../src/jobs/sweep.ts";
import { runDue } from "../support/due.ts";
import { type Browser, codesOf, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

const days = (n: number): number => n * 24 * 3_600_000;

/** A server whose clock the test sets, with people who sign in on it. */
async function house(t: Test) {
  let now = new Date(Date.now() + 60_000);
  const story = await begin({}, { idle: true, now: () => now });
  t.teardown(story.stop);
  const enter = (name: string, agent?: string, browser?: Browser) =>
    signInAs(
      story.moot,
      story.account(name),
      () => runDue(story.moot),
      browser ?? openBrowser(story.moot, agent),
    );
  const after = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { story, enter, after };
}
const secretOf = (browser: Browser): string => browser.cookies.get("session") ?? "";
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/me")).status === 200;

test("a session that was planted in a browser is worth nothing, before signing in or after", async (t) => {
  const { story, enter } = await house(t);
  const planted = "A".repeat(43);
  const browser = openBrowser(story.moot);
  browser.cookies.set("session", planted);
  t.notOk(await isIn(browser));
  await enter("ann", undefined, browser);
  t.not(secretOf(browser), planted, "the secret is a fresh one");
  const thief = openBrowser(story.moot);
  thief.cookies.set("session", planted);
  t.notOk(await isIn(thief));
});

test("signing in again ends the session that was brought along, and begins another", async (t) => {
  const { story, enter } = await house(t);
  const browser = await enter("ann");
  const first = secretOf(browser);
  await enter("bea", undefined, browser);
  t.not(secretOf(browser), first);
  t.match((await browser.get("/me")).text, story.account("bea").handle);
  const thief = openBrowser(story.moot);
  thief.cookies.set("session", first);
  t.notOk(await isIn(thief), "the first one is over");
});

test("signing out ends the session on the server, not only in the browser", async (t) => {
  const { story, enter } = await house(t);
  const browser = await enter("ann");
  const copy = openBrowser(story.moot);
  copy.cookies.set("session", secretOf(browser));
  t.ok(await isIn(copy));
  const out = await browser.post("/sign-out", {}, { from: "/me" });
  t.equal(out.status, 303);
  t.notOk(browser.cookies.has("session"));
  t.notOk(await isIn(copy));
});

test("one sees where one is signed in, in plain words, and ends any of it", async (t) => {
  const { story, enter, after } = await house(t);
  const phone = await enter("ann", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0");
  after(60_000);
  const desk = await enter(
    "ann",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
  );
  after(600_000);
  const odd = await enter("ann", "");
  const bea = await enter("bea");
  const page = look((await desk.get("/me")).text);
  t.same(page.problems, []);
  t.match(
    page.text,
    /Firefox on Android since .* Edge on Windows \(this one\)|Edge on Windows \(this one\).* Firefox on Android/,
  );
  t.match(page.text, /An unknown browser|A browser on/);
  const ends = page
    .attributes("form", "action")
    .filter((action) => /sessions\/[0-9a-f-]+\/end$/.test(action));
  t.equal(ends.length, 3, "those of others are not there");
  const stranger = look((await bea.get("/me")).text).attributes("form", "action");
  const [hers = ""] = stranger.filter((action) => /sessions\/[0-9a-f-]+\/end$/.test(action));
  t.equal((await desk.post(hers)).status, 404, "nobody ends somebody else's");
  t.ok(await isIn(bea));
  const [phoneEnd = ""] = look((await phone.get("/me")).text)
    .attributes("form", "action")
    .filter((action) => /end$/.test(action))
    .slice(-1);
  t.equal((await desk.post(phoneEnd, {}, { from: "/me" })).headers.get("location"), "/me#sessions");
  t.same([await isIn(phone), await isIn(odd), await isIn(desk)], [false, true, true]);
  await desk.post("/me/sessions/end-others", {}, { from: "/me" });
  t.same([await isIn(odd), await isIn(desk), await isIn(bea)], [false, true, true]);
  const [own = ""] = look((await desk.get("/me")).text)
    .attributes("form", "action")
    .filter((action) => /sessions\/.*\/end$/.test(action));
  t.equal((await desk.post(own)).headers.get("location"), "/", "the one in use ends like any other");
  t.notOk(await isIn(desk));
  t.equal(await story.count("session"), 4, "what ended stays a while");
  after(days(31));
  await sweep(story.moot.ctx);
  t.equal(await story.count("session"), 0);
});

test("a session lasts 30 days from when it was used last", async (t) => {
  const { enter, after } = await house(t);
  const browser = await enter("ann");
  after(days(29));
  const used = await browser.get("/me");
  t.equal(used.status, 200);
  t.match(used.headers.get("set-cookie"), /session=.*Max-Age=2592000/, "the browser keeps it as much longer");
  after(days(29));
  t.ok(await isIn(browser));
  after(days(30));
  t.notOk(await isIn(browser));
});

test("when it was used is written down once an hour at most", async (t) => {
  const { story, enter, after } = await house(t);
  const browser = await enter("ann");
  const seen = async () => JSON.stringify(await story.moot.ctx.db.execute("select seen_at from session"));
  const first = await seen();
  after(59 * 60_000);
  await browser.get("/");
  t.equal(await seen(), first);
  after(60_000);
  await browser.get("/");
  t.not(await seen(), first);
});

test("pages say who is signed in, and are kept by nobody", async (t) => {
  const { story, enter } = await house(t);
  const browser = await enter("ann");
  for (const path of ["/", "/assemblies/coop", "/assemblies/coop/members", "/api/docs", "/nothing"]) {
    const page = await browser.get(path);
    t.match(page.text, /<p class="mast-door"><a href="\/me"><bdi>Ann<\/bdi>/, path);
    t.equal(page.headers.get("cache-control"), "no-store", path);
    t.match(page.headers.get("vary"), /Cookie/, path);
    const other = await openBrowser(story.moot).get(path);
    t.match(other.text, /<p class="mast-door"><a href="\/sign-in/, path);
    t.equal(other.headers.get("cache-control"), "no-cache", path);
    t.match(other.headers.get("vary"), /Cookie/, path);
  }
});

test("somebody whose account was deleted is signed out, and cannot sign in with a code that waited", async (t) => {
  const { story, enter } = await house(t);
  const browser = await enter("ann");
  const other = openBrowser(story.moot);
  await other.ask(story.account("ann").handle);
  await runDue(story.moot);
  await story.moot.ctx.db.execute("update remote_actor set gone_at = now()");
  t.notOk(await isIn(browser));
  t.equal((await other.type(codesOf(story.account("ann"))[1] ?? "")).status, 403);
});

test("one's page shows what waits for an answer, the soonest first, until it is answered", async (t) => {
  const { story, enter } = await house(t);
  const empty = look((await (await enter("eve")).get("/me")).text);
  t.match(empty.text, /Nothing is waiting for your answer.*You are not a member of any assembly here yet/);
  const [ann] = await story.admit("ann", "bea");
  const hours = (n: number) => new Date(story.moot.ctx.now().getTime() + n * 3_600_000).toISOString();
  await story.ask({ title: "The later one", closesAt: hours(50) });
  const { question } = await story.ask({ title: "The sooner one", closesAt: hours(30) });
  const browser = await enter("ann");
  const before = look((await browser.get("/me")).text);
  t.same(before.problems, []);
  t.match(before.text, /What needs you: 2 questions.*The sooner one.*The later one.*Your assemblies Co-op/);
  t.equal(await ann?.vote(question, "Agree"), 202);
  await runDue(story.moot);
  const after = look((await browser.get("/me")).text).text;
  t.match(after, /What needs you: one question.*The later one.*Your assemblies/);
  t.notMatch(after, /The sooner one.*Your assemblies/, "what is answered waits no more");
  t.match(after, /Your answers and their receipts.*The sooner one/);
  await story.moot.ctx.db.execute("update membership set state = 'left'");
  t.match(
    look((await browser.get("/me")).text).text,
    /Nothing is waiting for your answer/,
    "who left need not answer",
  );
});
