import { callerFor } from "../support/member.ts";
import { signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { startBrowser, unseenFocus } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// A text that several change: edited in place, set beside each other, laid out and merged, all without a script.
const tap = startTap();
const browser = await startBrowser();
const story = await begin({ name: "Millrace Housing Co-operative", rule: "consensus" });
const { moot } = story;
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });
const long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".repeat(3);
const [widths, both] = [[320, 1280], ["light", "dark"] as const];
const text = `### What we decide

1. We replace the gas boiler with two heat pumps, and have them running by 30 September 2027.
2. We pay with €180,000 from the repair fund. Rent rises by €28 a month for every flat.

### Why now

The boiler failed on eleven days last winter.

The insurer will not cover it any more.

Two firms have offered a fixed price.

The radiators stay.`;

try {
  const [ann, bea, cem] = await story.admit("ann", "bea", "cem");
  if (!ann || !bea || !cem) throw new Error("nobody is there");
  const [author, member, other] = await Promise.all([
    callerFor(moot, ann),
    callerFor(moot, bea),
    callerFor(moot, cem),
  ]);
  const { body } = await author("/assemblies/coop/proposals", {
    title: `Heat pumps ${long}`.slice(0, 200),
    text,
  });
  const path = `/proposals/${body.id}`;
  await visitAll("no amendment", { desk: `${path}/amendments` }, ["en"], widths, ["light"]);
  const page = await pageOf(bea);
  await page.goto(origin + path);
  await page.getByRole("link", { name: "Propose a change" }).click();
  const area = page.getByLabel("The text, with your changes");
  await area.fill(text.replace("30 September", "30 November"));
  await page.getByRole("button", { name: "Show what I change" }).click();
  const [struck, inserted] = [page.locator("del"), page.locator("ins")];
  const shown = [await struck.textContent(), await inserted.textContent()].join(" to ");
  tap.ok(/September to .*November$/s.test(shown), "what is changed is shown before it is filed", shown);
  await page.getByRole("button", { name: "File it" }).click();
  tap.ok(new URL(page.url()).pathname === `${path}/amendments/1`, "it is filed", page.url());
  const amend = async (who: typeof member, old: string, come: string, more = {}) => {
    const answer = await who(`${path}/amendments`, { replacements: [{ old, new: come }], ...more });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  };
  await amend(other, "by 30 September 2027", "before the winter", {
    reason: `Nobody can promise a day.\n\n${long}`,
  });
  await amend(member, "Rent rises by €28 a month for every flat.", "No rent rises.");
  await amend(other, "The radiators stay.", `The radiators stay, and ${long}.`);
  await amend(member, "Two firms", "Three firms", { draft: true });
  const hers = await pageOf(ann);
  await hers.goto(`${origin}${path}/amendments`);
  for (const number of [1, 2]) await hers.getByLabel(`Take in amendment ${number}`).check();
  await hers.getByRole("button", { name: "Accept: make version 2" }).click();
  const alert = (await hers.getByRole("alert").textContent()) ?? "";
  tap.ok(/^1 and 2 touch the same words/.test(alert), "two that touch the same words are told apart", alert);
  tap.ok(await hers.getByLabel("Take in amendment 1").isChecked(), "what was ticked still is");
  await hers.getByLabel("Take in amendment 2").uncheck();
  await hers.getByLabel("Take in amendment 3").check();
  await hers.getByLabel("What is to be said of it").last().fill("These two, then.");
  await hers.getByRole("button", { name: "Show what it would make" }).click();
  const nav = hers.getByRole("navigation", { name: "The changes one by one" });
  tap.ok(
    (await nav.getByRole("link").count()) === 2,
    "what it would make is laid out, with a link to each change",
  );
  const desk = { desk: `${path}/amendments` };
  const all = {
    ...desk,
    proposal: path,
    colliding: `${path}/amendments/2`,
    "long words": `${path}/amendments/4`,
  };
  await visitAll("amended", desk, ["en"], [360], both);
  // whoever may do more sees all that others see, and more
  const [asAnn, asBea] = [await cookiesOf(ann), await cookiesOf(bea)];
  await visitAll("amended, by the author", all, ["en", "ar"], widths, ["light"], asAnn);
  await visitAll("amended, by the author", desk, ["en"], widths, ["dark"], asAnn);
  const own = { amend: `${path}/amend`, draft: `${path}/amendments/5` };
  await visitAll("amended, by a member", own, ["en", "ar"], widths, ["light"], asBea);
  same(await unseenFocus(hers), "focus is always seen on the desk");
  await hers.getByRole("button", { name: "Accept: make version 2" }).first().click();
  await hers.getByRole("link", { name: "What changed since version 1" }).first().click();
  tap.ok(
    hers.url().startsWith(`${origin}${path}/versions/1...2`),
    "the new version leads to what changed",
    hers.url(),
  );
  await hers.getByRole("link", { name: "2", exact: true }).click();
  tap.ok((await hers.locator(":target").count()) === 1, "a link leads to the change itself", hers.url());
  same(await unseenFocus(hers), "focus is always seen where two texts are compared");
  const changed = { "what changed": `${path}/versions/1...2` };
  const settled = {
    versions: `${path}/versions`,
    accepted: `${path}/amendments/1`,
    merged: `${path}/amendments`,
  };
  await visitAll("merged", { ...settled, ...changed }, ["en", "ar"], widths, ["light"]);
  await visitAll("merged", changed, ["en"], [360], ["dark"]);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await story.stop();
}
tap.done();

async function cookiesOf(account: Parameters<typeof signInAs>[1]) {
  const { cookies } = await signInAs(moot, account);
  return [...cookies].map(([name, value]) => ({ name, value, url: origin }));
}

/** A page of somebody signed in, that runs no script. */
async function pageOf(account: Parameters<typeof signInAs>[1]) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: "en",
    reducedMotion: "reduce",
  });
  await context.addCookies(await cookiesOf(account));
  return context.newPage();
}
