import { test } from "tap";
import { runDue } from "../support/due.ts";
import { codesOf, openBrowser } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

const from = (n: number) => ({ from: "/sign-in", headers: { "x-forwarded-for": `192.0.2.${n}` } });

test("nobody is flooded: three messages to one account in ten minutes, whoever asks from wherever", async (t) => {
  let now = new Date(Date.now() + 60_000);
  const story = await begin({}, { idle: true, now: () => now });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const ask = (n: number) => openBrowser(story.moot).post("/sign-in", { account: ann.handle }, from(n));
  await ask(1);
  const answers = await Promise.all([2, 3, 4, 5].map(ask));
  t.same(answers.map(({ status }) => status).sort(), [303, 303, 429, 429]);
  const told = answers.find(({ status }) => status === 429);
  t.match(look(told?.text ?? "").text, /Several messages were asked for/);
  await runDue(story.moot);
  t.equal(codesOf(ann).length, 3);
  t.equal(
    (await openBrowser(story.moot).ask(story.account("bea").handle)).status,
    303,
    "others are not held up",
  );
  now = new Date(now.getTime() + 10 * 60_000);
  t.equal((await ask(6)).status, 303, "later it goes on");
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
