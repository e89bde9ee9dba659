import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { prepareFirstStart } from "../../src/web/first-start.ts";
import { sheets, startBrowser, unseenFocus } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { fillTown, startTown, type Town } from "./support/town.ts";
import { makeVisits, shots } from "./support/visit.ts";

// Every page in a real browser, with data that came in over the wire. SHOTS=folder keeps pictures of them.
const tap = startTap();
const browser = await startBrowser();
const moot = await startTown();
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });

try {
  await visitAll("first start", { "first start": "/" });
  await found();
  const town = await fillTown(moot);
  try {
    await visitAll("town", town.pages);
    await inEveryLanguage(town);
    await withoutScript(town);
    await byKeyboard(town);
    await onPaper(town);
    same(moot.logged, "nothing went wrong on the server");
  } finally {
    await town.stop();
  }
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
}
tap.done();

/** The three pages that people see most, on a phone, in every language there is. */
async function inEveryLanguage({ pages }: Town) {
  const { home, assembly, open } = pages;
  const { languages } = moot.ctx.phrases;
  await visitAll(
    "languages",
    { home, assembly, open } as Record<string, string>,
    languages,
    [360],
    ["light"],
  );
}

/** Founds the first assembly on its page, once with a wrong code, without a script. */
async function found() {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 800 },
  });
  const page = await context.newPage();
  const code = (await prepareFirstStart(moot.ctx)) as string;
  await page.goto(`${origin}/?lang=en`);
  await page.getByLabel("One-time code").fill("AAAA-BBBB-CCCC");
  await page.getByLabel("Its name").fill("Millrace Housing Co-operative");
  await page.getByLabel("Its short name").fill("coop");
  await page
    .getByLabel("What it stands for")
    .fill("The house belongs to those who live in it.\nWho proposes a thing helps to do it.");
  await page.getByRole("button", { name: "Found the assembly" }).click();
  tap.ok(
    (await page.locator("#code-error").count()) === 1,
    "a wrong code is said to be wrong, beside its field",
  );
  tap.ok((await page.getByLabel("Its short name").inputValue()) === "coop", "what was typed is still there");
  await page.getByLabel("One-time code").fill(code);
  await page.getByRole("button", { name: "Found the assembly" }).click();
  tap.ok(page.url() === `${origin}/assemblies/coop?lang=en`, "the first assembly is founded", page.url());
  await context.close();
}

/** Reads, filters, and finds the way to one's own server, all without a script. */
async function withoutScript({ pages }: Town) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  await page.getByRole("link", { name: "Replace the gas boiler" }).click();
  tap.ok(page.url() === origin + pages.open, "the first page leads to the question", page.url());
  await page.getByRole("link", { name: "Block 2" }).click();
  const rows = await page.locator("#answers .reasons > li").count();
  tap.ok(rows === 2, "a link keeps the answers to one position", `${rows} rows`);
  await page.getByLabel("Or open it on your own server").fill("@me@social.example");
  await page.getByRole("button", { name: "Open there" }).click();
  const link = page.getByRole("link", { name: "Open on social.example" });
  const href = (await link.getAttribute("href")) ?? "";
  tap.ok(
    href.startsWith("https://social.example/authorize_interaction?uri="),
    "a form leads to one's own server",
    href,
  );
  await page.goto(`${origin}${pages.arabic}?lang=en`);
  await page.getByRole("link", { name: "العربية", exact: true }).click();
  tap.ok((await page.locator("html").getAttribute("lang")) === "ar", "a link changes the language");
  await context.close();
}

/** Goes through pages by the Tab key alone. */
async function byKeyboard({ pages }: Town) {
  for (const width of [360, 1280]) {
    const page = await freshPage(browser, width);
    for (const name of ["home", "assembly", "open", "which server", "arabic"] as const) {
      await page.goto(origin + pages[name]);
      same(await unseenFocus(page), `focus is always seen: ${name}, ${width} px`);
    }
    await page.goto(origin + pages.open);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    // the browser goes there in its own time
    await page.waitForURL(/#main$/, { timeout: 5000 }).catch(() => {});
    tap.ok(page.url().endsWith("#main"), `the first stop skips to the proposal, ${width} px`, page.url());
    await page.close();
  }
}

/** Prints what is hung on walls: each on one sheet. */
async function onPaper({ pages }: Town) {
  const page = await freshPage(browser, 1280);
  for (const name of [
    "open",
    "arabic",
    "adopted",
    "inquorate",
    "deliberation",
    "assembly",
    "arabic assembly",
  ] as const)
    for (const language of ["en", "ar"]) {
      await page.goto(`${origin}${pages[name]}?lang=${language}`);
      const count = await sheets(page);
      tap.ok(count === 1, `on one sheet: ${name}, ${language}`, `${count} sheets`);
      if (shots)
        await page.pdf({
          path: join(shots, `paper-${name}-${language}.pdf`.replaceAll(" ", "-")),
          preferCSSPageSize: true,
        });
    }
  await page.close();
}

function freshPage(from: Browser, width: number): Promise<Page> {
  return from.newPage({ viewport: { width, height: 800 }, locale: "en", reducedMotion: "reduce" });
}
