import { test } from "tap";
import { runDue } from "../support/due.ts";
import { codesOf, openBrowser } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

const from = (n: number) => ({ from: "/sign-in", headers: { "x-forwarded-for": `192.0.2.${n}` } });

test("one network asks for three links to an account, and does not use up what its owner may ask for", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const ask = (address: string, typed = ann.handle) =>
    openBrowser(story.moot).post(
      "/sign-in",
      { account: typed },
      { from: "/sign-in", headers: { "x-forwarded-for": address } },
    );
  const answers = await Promise.all([1, 2, 3, 4].map((n) => ask(`2001:db8:0:1::${n}`)));
  t.same(answers.map(({ status }) => status).sort(), [303, 303, 303, 429]);
  const told = answers.find(({ status }) => status === 429);
  t.match(look(told?.text ?? "").text, /Several messages were asked for/);
  t.ok(Number(told?.headers.get("retry-after")) > 500);
  t.equal((await ask("2001:db8:0:1::5", ann.id)).status, 429, "however the account is written");
  for (const n of [1, 2, 3]) t.equal((await ask("2001:db8:0:2::1")).status, 303, `the owner's own, ${n}`);
  t.equal((await ask("2001:db8:0:2::1")).status, 429);
  t.equal((await ask("192.0.2.1")).status, 303);
});

test("nobody is flooded: ten messages to one account in ten minutes, whoever asks from wherever", async (t) => {
  let now = new Date(Date.now() + 60_000);
  const story = await begin({}, { idle: true, now: () => now });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const ask = (n: number) => openBrowser(story.moot).post("/sign-in", { account: ann.handle }, from(n));
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) t.equal((await ask(n)).status, 303);
  const answers = await Promise.all([9, 10, 11, 12].map(ask));
  t.same(answers.map(({ status }) => status).sort(), [303, 303, 429, 429]);
  const told = answers.find(({ status }) => status === 429);
  t.match(look(told?.text ?? "").text, /Several messages were asked for/);
  await runDue(story.moot);
  t.equal(codesOf(ann).length, 10);
  t.equal(
    (await openBrowser(story.moot).ask(story.account("bea").handle)).status,
    303,
    "others are not held up",
  );
  now = new Date(now.getTime() + 10 * 60_000);
  t.equal((await ask(13)).status, 303, "later it goes on");
});

test("one address asks for five links in ten minutes", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const ask = async (name: string, n: number) => {
    const browser = openBrowser(story.moot);
    const answer = await browser.post("/sign-in", { account: story.account(name).handle }, from(n));
    return answer;
  };
  for (const name of ["ann", "bea", "cem", "dia", "eli"]) t.equal((await ask(name, 1)).status, 303);
  const sixth = await ask("fay", 1);
  t.equal(sixth.status, 429);
  t.ok(Number(sixth.headers.get("retry-after")) > 500);
  t.equal((await ask("fay", 2)).status, 303, "another address is not held up");
  t.equal(await story.count("sign_in"), 6);
});

test("one browser tries ten codes in ten minutes, and then not even the right one", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const browser = openBrowser(story.moot);
  await browser.ask(ann.handle);
  await runDue(story.moot);
  for (let tries = 0; tries < 10; tries++) {
    const wrong = await browser.post("/sign-in/code", { code: "0000-0000-0000" });
    t.equal(wrong.status, 403);
    t.match(look(wrong.text).attributes("input", "aria-invalid"), ["true"]);
  }
  const right = await browser.post("/sign-in/code", { code: codesOf(ann)[0] ?? "" });
  t.equal(right.status, 429);
  t.equal(await story.count("session"), 0);
  await browser.get("/sign-in/sent", { accept: "text/html" });
  browser.cookies.delete("browser");
  const other = await browser.post("/sign-in/code", { code: codesOf(ann)[0] ?? "" });
  t.equal(other.status, 403, "leaving the cookie behind leads nowhere either");
});
