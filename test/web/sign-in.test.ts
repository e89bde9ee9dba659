import { sql } from "drizzle-orm";
import { type Test, test } from "tap";
import { sweep } from "../../src/jobs/sweep.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { type Browser, codesOf, openBrowser } from "../support/sign-in.ts";
import { begin, plain, type Story } from "../support/story.ts";
import { look } from "./look.ts";

/** A server whose clock the test sets, and one that has written to `ann` for a browser that asked. */
async function asked(t: Test, more: { next?: string; deliver?: boolean } = {}) {
  // jobs that are due at once are so by the database's clock
  let now = new Date(Date.now() + 60_000);
  const story = await begin({}, { idle: true, now: () => now });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const browser = openBrowser(story.moot);
  const answer = await browser.ask(ann.handle, more.next);
  t.equal(answer.status, 303);
  t.equal(answer.headers.get("location"), "/sign-in/sent");
  if (more.deliver !== false) await runDue(story.moot);
  const after = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { story, ann, browser, after, code: codesOf(ann)[0] ?? "" };
}

const minutes = (n: number): number => n * 60_000;
const isSignedIn = async (browser: Browser): Promise<boolean> => (await browser.get("/me")).status === 200;
/** Every row of every table, the queue's too, as text. */
async function tables({ moot }: Story): Promise<string> {
  const read = async <Row>(query: string) => rowsOf<Row>(await moot.ctx.db.execute(sql.raw(query)));
  const found = await read<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'pgboss')",
  );
  const rows: string[] = [];
  for (const { name } of found) rows.push(JSON.stringify(await read(`select t::text from ${name} t`)));
  return rows.join("\n");
}

test("a link comes by message and signs in the browser that asked, once", async (t) => {
  const { story, ann, browser, code } = await asked(t, { next: "/assemblies/coop?lang=de" });
  const sent = look((await browser.get("/sign-in/sent")).text);
  t.same(sent.problems, []);
  t.match(sent.text, `on its way to ${ann.handle}`);
  const [arrived] = story.peer.received;
  t.equal(arrived?.inbox, "/users/ann/inbox", "it came to the person's own inbox");
  const note = arrived?.activity.object;
  t.equal(note.attributedTo, `${story.moot.origin}/actor`);
  t.same([note.to, note.cc], [ann.id, undefined], "it is for nobody else");
  const link = /http[^"]*\/sign-in\/([0-9A-Z]{12})"/.exec(note.content);
  t.equal(link?.[1], code.replaceAll("-", ""), "the link and the code are the same");
  t.match(plain(note.content), /ten minutes, works once.*If you did not ask, do nothing/);
  for (const path of [new URL(note.id).pathname, new URL(arrived?.activity.id).pathname]) {
    t.equal((await story.moot.get(path)).status, 404, `${path} is readable by nobody`);
    t.equal((await story.moot.get(path, "text/html")).status, 404);
  }
  for (let looks = 0; looks < 3; looks++) {
    const page = await browser.get(`/sign-in/${link?.[1]}`);
    t.equal(page.status, 200, "looking does not use it up");
    t.same(look(page.text).problems, []);
  }
  const signed = await browser.post("/sign-in/code", { code: link?.[1] ?? "" });
  t.equal(signed.status, 303);
  t.equal(signed.headers.get("location"), "/assemblies/coop?lang=de");
  t.match(
    signed.headers.get("set-cookie"),
    /session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/,
  );
  t.ok(await isSignedIn(browser));
  const again = await browser.type(code);
  t.equal(again.status, 403, "a second time it is refused");
});

test("a stolen link works in no other browser, and can still be used in its own", async (t) => {
  const { story, browser, code } = await asked(t);
  const thief = openBrowser(story.moot);
  const page = await thief.get(`/sign-in/${code.replaceAll("-", "")}`);
  t.equal(page.status, 403);
  t.match(look(page.text).text, /Open it in the browser in which you asked/);
  t.same(look(page.text).problems, []);
  t.notMatch(page.text, /<form/);
  t.match((await thief.type(code)).text, /works only in the browser in which you asked/);
  await thief.ask(story.account("thief").handle);
  t.match((await thief.type(code)).text, /works only in the browser in which you asked/);
  t.notOk(await isSignedIn(thief));
  t.equal((await browser.type(code.toLowerCase().replaceAll("-", " "))).status, 303);
});

test("a link is over after ten minutes, to the second", async (t) => {
  const { browser, after, code } = await asked(t);
  after(minutes(10));
  const page = await browser.get(`/sign-in/${code.replaceAll("-", "")}`);
  t.equal(page.status, 403);
  t.match(look(page.text).text, /older than ten minutes/);
  t.equal((await browser.type(code)).status, 403);
  t.notOk(await isSignedIn(browser));
  const { browser: other, after: later, code: fresh } = await asked(t);
  later(minutes(10) - 1000);
  t.equal((await other.type(fresh)).status, 303);
});

test("of two who send the same code at once, one is signed in", async (t) => {
  const { story, browser, code } = await asked(t);
  await browser.get("/sign-in/sent");
  const answers = await Promise.all([1, 2, 3, 4].map(() => browser.post("/sign-in/code", { code })));
  t.equal(answers.filter(({ status }) => status === 303).length, 1);
  t.equal(await story.count("session"), 1);
});

test("a message that could not be delivered in time is never delivered, and is swept", async (t) => {
  const { story, ann, after } = await asked(t, { deliver: false });
  story.peer.answer = 503;
  await runDue(story.moot);
  story.peer.answer = 202;
  after(minutes(11));
  await runDue(story.moot);
  t.same(ann.inbox(), []);
  after(minutes(60 * 24));
  t.equal(await runDue(story.moot), 0, "nothing waits any more");
  await sweep(story.moot.ctx);
  t.equal(await story.count("sign_in"), 0);
  t.equal(await story.count("delivery"), 0);
});

test("a message that was late but in time still comes", async (t) => {
  const { story, ann, after, browser } = await asked(t, { deliver: false });
  story.peer.answer = 503;
  await runDue(story.moot);
  story.peer.answer = 202;
  after(minutes(5));
  await runDue(story.moot);
  t.equal((await browser.type(codesOf(ann)[0] ?? "")).status, 303);
});

test("the database holds nothing with which anybody could sign in", async (t) => {
  const { story, browser, code } = await asked(t);
  const secrets = [code, code.replaceAll("-", ""), browser.cookies.get("browser") ?? ""];
  const before = await tables(story);
  t.match(before, story.account("ann").id, "the tables were read");
  await browser.type(code);
  secrets.push(browser.cookies.get("session") ?? "");
  const made = await browser.post("/me/tokens", { name: "script" }, { from: "/me" });
  secrets.push(/fm_[\w-]{43}/.exec(made.text)?.[0] ?? "");
  const after = await tables(story);
  for (const secret of secrets) {
    t.ok(secret.length >= 12);
    t.notOk(before.includes(secret) || after.includes(secret));
  }
});

test("signing in leads to nowhere but this server", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const tries = [
    "//evil.example",
    "/\\evil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "https://evil.example",
  ];
  const worse = [
    "/x/..//evil.example",
    "javascript:alert(1)",
    "evil",
    "/\tevil",
    "/ok\\evil",
    "/a\r\nb",
    "/.//evil.example",
  ];
  for (const next of [...tries, ...worse]) {
    const form = await openBrowser(story.moot).get(`/sign-in?next=${encodeURIComponent(next)}`);
    t.match(form.text, /name="next" value=""/, JSON.stringify(next));
  }
  const browser = openBrowser(story.moot);
  for (const [index, next] of ["//evil.example", "/%2Fevil.example"].entries()) {
    await browser.ask(ann.handle, next);
    await runDue(story.moot);
    const signed = await browser.type(codesOf(ann)[index] ?? "");
    t.equal(signed.headers.get("location"), "/me", next);
  }
  const sent = await openBrowser(story.moot).get("/me?lang=de");
  t.equal(sent.status, 303);
  t.equal(sent.headers.get("location"), "/sign-in?next=%2Fme%3Flang%3Dde&lang=de");
});
