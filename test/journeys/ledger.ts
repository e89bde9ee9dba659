import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Page } from "playwright-core";
import { rowsOf } from "../../src/store/rows.ts";
import type { Account } from "../support/account.ts";
import { callerFor } from "../support/member.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";
import { breaches, misfits, startBrowser } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits, shots } from "./support/visit.ts";

// The ledger's page, and the check of a whole ledger in a reader's own browser.
const tap = startTap();
const browser = await startBrowser();
const story = await begin({ name: "Millrace Housing Co-operative", rule: "majority", votingHours: 0 });
const { moot, peer } = story;
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });
const path = "/assemblies/coop/ledger";

try {
  const people = [
    peer.account("ann"),
    peer.account("bushra", { name: "بشرى الخطيب" }),
    peer.account("x".repeat(60), { name: "W".repeat(120) }),
  ] as const;
  const [ann, bushra, wide] = people;
  for (const { id } of people) await moot.api("/assemblies/coop/members", { account: id });
  const { question, id } = await story.ask({
    ...{ title: `Bake on Sundays ${"x".repeat(120)}`, closesAt: new Date(Date.now() + 30_000).toISOString() },
  });
  await ann.vote(question, "Agree");
  await bushra.reply(question, "disagree, too early");
  await wide.vote(question, "Agree");
  await peer.account("zoe").vote(question, "Agree");
  await until("the close", async () => (await story.proposal(id)).state === "adopted", 60);
  const one = `${path}?question=${question.split("/").at(-1)}`;
  await visitAll("ledger", { ledger: path }, ["en", "ar"], [320, 1280]);
  await visitAll("ledger", { "one question": one }, ["en"], [360], ["light"]);
  await withoutScript();
  for (const [language, width, scheme] of [
    ["en", 1280, "light"],
    ["en", 320, "dark"],
    ["ar", 360, "light"],
  ] as const)
    await check(language, width, scheme);
  await tampered();
  await nameless();
  await erased(wide);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await story.stop();
}
tap.done();

async function open(language: string, width: number, colorScheme: "light" | "dark"): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport: { width, height: 800 }, locale: language, colorScheme, reducedMotion: "reduce" },
  });
  const page = await context.newPage();
  await page.goto(`${origin}${path}?lang=${language}`);
  return page;
}

/** Presses the button and waits for the verdict. */
async function press(page: Page): Promise<string> {
  await page.locator("[data-check] button").click();
  await page.locator("[data-check] .says").waitFor({ timeout: 90_000 });
  return (await page.locator("[data-part=result]").textContent()) ?? "";
}

async function check(language: string, width: number, scheme: "light" | "dark") {
  const page = await open(language, width, scheme);
  const said = await press(page);
  const title = `${language}, ${width} px, ${scheme}`;
  if (language === "en") {
    tap.ok(/^It holds\./.test(said), `a browser checks the ledger, ${title}`, said);
    tap.ok(
      /adopted: 2 agree, 0 abstain, 1 disagree, 0 block, of a roll of 3; 1 from outside/i.test(said),
      `with the right numbers, ${title}`,
      said,
    );
  }
  same(await misfits(page), `what was checked fits, ${title}`);
  same(await breaches(page), `what was checked can be read by everybody, ${title}`);
  if (process.env.SHOTS)
    await page.screenshot({
      path: `${process.env.SHOTS}/checked-${language}-${width}-${scheme}.png`,
      fullPage: true,
    });
  await page.context().close();
}

async function withoutScript() {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  const page = await context.newPage();
  await page.goto(origin + path);
  tap.ok(!(await page.locator("[data-check] button").isVisible()), "without a script there is no button");
  tap.ok(
    await page.getByText(`npm run folkmoot -- verify ${origin}/assemblies/coop`).isVisible(),
    "and the command is told",
  );
  tap.ok((await page.locator("#entries li").count()) > 10, "and the entries are there");
  await context.close();
}

/** Somebody with the database in their hands changes a ballot: the same page says which. */
async function tampered() {
  const page = await open("en", 1280, "light");
  await press(page);
  const again = await press(page);
  tap.ok(/It continues the head over 14 entries/.test(again), "a browser knows a ledger again", again);
  await forget(page);
  const { db } = moot.ctx;
  const last = "(select max(seq) from ledger_entry where kind = 'ballot')";
  await db.execute(sql.raw("alter table ledger_entry disable trigger user"));
  const change = `update ledger_entry set head = replace(head, '"agree"', '"disagree"') where seq = ${last}`;
  await db.execute(sql.raw(change));
  const said = await press(page);
  const what =
    /^It does not hold\.An entry was changed after it was entered\.The first bad entry is no\. (\d+)\.$/;
  const [, seq = "none"] = what.exec(said) ?? [];
  tap.ok(seq !== "none", "a changed ballot is found, without asking the server", said);
  await shoot(page, "changed");
  await page.locator("[data-part=result] a").click();
  await page.waitForURL(new RegExp(`#seq-${seq}$`));
  const entry = await page.locator(`#seq-${seq}`).textContent();
  tap.ok(/from outside the roll: Disagree/.test(entry ?? ""), "and a link leads to it", entry ?? "");
  await page.context().close();
  await db.execute(sql.raw(change.replace(/"(agree)"(.*)"(disagree)"/, '"$3"$2"$1"')));
  await db.execute(sql.raw("alter table ledger_entry enable trigger user"));
}

/** Somebody with the database in their hands takes the name off a member's ballot, as if they had been erased. */
async function nameless() {
  const { db } = moot.ctx;
  const one = `id = (select id from voter where membership_id is not null order by id limit 1)`;
  const off = async (name: string) => {
    await db.execute(sql.raw("alter table voter disable trigger user"));
    await db.execute(sql.raw(`update voter set actor_id = ${name} where ${one}`));
    await db.execute(sql.raw("alter table voter enable trigger user"));
  };
  const [voter] = rowsOf<{ actor_id: string }>(
    await db.execute(sql.raw(`select actor_id from voter where ${one}`)),
  );
  await off("null");
  const page = await open("en", 320, "light");
  const said = await press(page);
  tap.ok(/Doubtful: 1 or more entries of members name nobody/.test(said), "a missing name is told", said);
  same(await misfits(page), "what is doubtful fits");
  same(await breaches(page), "what is doubtful can be read by everybody");
  await page.context().close();
  await off(`'${voter?.actor_id}'`);
}

/** Who is taken out is named nowhere, and the check says of how many entries the names are not public. */
async function erased(person: Account) {
  const call = await callerFor(moot, person);
  await call("/assemblies/coop/leave", {});
  const asked = await call("/me/erase", { sure: true });
  tap.ok(asked.body.waitsUntil === null, "who left is taken out at once", JSON.stringify(asked.body));
  await until("a head over it", async () =>
    (await moot.get(`${path}/checkpoint`, "*/*")).text.includes("\n16\n"),
  );
  const page = await open("en", 360, "dark");
  const said = await press(page);
  // they joined, voted and left; one from outside voted
  tap.ok(/^It holds\./.test(said), "a ledger that somebody was taken out of holds", said);
  tap.ok(/All public but 4:/.test(said), "and the check says how many names are not public", said);
  const text = (await page.locator("main").textContent()) ?? "";
  tap.ok(!/WWWW|xxxx@/.test(text), "nobody is named who was taken out");
  tap.ok(/entries open no more/.test(text), "the page says what that leaves to check", text);
  await shoot(page, "erased");
  await page.context().close();
}

/** A server that shows another history than it showed this browser before is found out. */
async function forget(page: Page) {
  await page.evaluate(() => {
    const [name] = Object.keys(localStorage) as [string];
    const kept = JSON.parse(localStorage.getItem(name) ?? "");
    const [origin, size, , ...rest] = kept.note.split("\n");
    const another = btoa("another root of a ledger so long");
    localStorage.setItem(
      name,
      JSON.stringify({ ...kept, note: [origin, size, another, ...rest].join("\n") }),
    );
  });
  const said = await press(page);
  tap.ok(/says something else/.test(said), "a ledger that is not the one of before does not hold", said);
  await page.evaluate(() => localStorage.clear());
}

/** Keeps a picture of what was checked, where pictures are wanted. */
async function shoot(page: Page, name: string) {
  if (shots)
    await page.screenshot({
      path: join(shots, `ledger ${name}.png`.replaceAll(/[ ,]+/g, "-")),
      fullPage: true,
    });
}
