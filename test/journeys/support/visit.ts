import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { breaches, misfits, noteShifts, watch } from "./browser.ts";
import type { startTap } from "./tally.ts";

/** A folder for pictures of every page; SHOTS names it. */
export const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

type Cookies = Parameters<BrowserContext["addCookies"]>[0];
type Tools = {
  readonly browser: Browser;
  readonly origin: string;
  readonly tap: ReturnType<typeof startTap>;
};

/** What journeys look pages over with; `same` says that nothing was found. */
export function makeVisits({ browser, origin, tap }: Tools) {
  const same = (found: readonly string[], title: string) =>
    tap.ok(found.length === 0, title, found.join("\n"));

  /** Opens every page in every width, light and dark, in both languages, and looks it over. */
  async function visitAll(
    where: string,
    pages: Readonly<Record<string, string>>,
    languages: readonly string[] = ["en", "ar"],
    widths: readonly number[] = [320, 360, 1280],
    schemes: readonly ("light" | "dark")[] = ["light", "dark"],
    cookies: Cookies = [],
  ) {
    for (const colorScheme of schemes)
      for (const language of languages)
        for (const width of widths) {
          const context = await browser.newContext({
            ...{ viewport: { width, height: 800 }, colorScheme, locale: language, reducedMotion: "reduce" },
          });
          await context.addCookies(cookies);
          const page = await context.newPage();
          await noteShifts(page);
          const watched = watch(page, origin);
          for (const [name, path] of Object.entries(pages)) {
            const title = `${name}, ${language}, ${width} px, ${colorScheme}`;
            await visit(page, watched, path, title, where);
          }
          await context.close();
        }
  }

  async function visit(
    page: Page,
    watched: ReturnType<typeof watch>,
    path: string,
    title: string,
    where: string,
  ) {
    const answer = await page.goto(origin + path);
    await page.evaluate(() =>
      document.fonts.ready.then(() => new Promise((resolve) => setTimeout(resolve, 100))),
    );
    const problems = watched.take(answer?.status() ?? 0);
    problems.push(
      ...(await page.evaluate(() => (globalThis as any).shifts as string[])).map(
        (shift) => `shift: ${shift}`,
      ),
    );
    problems.push(...(await misfits(page)));
    const dir = await page.evaluate(() => document.documentElement.dir);
    if (dir !== (/, (ar|fa),/.test(title) ? "rtl" : "ltr")) problems.push(`it runs ${dir}`);
    if (shots)
      await page.screenshot({
        path: join(shots, `${where} ${title}.png`.replaceAll(/[ ,]+/g, "-")),
        fullPage: true,
      });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    problems.push(...(await breaches(page)), ...(await misfits(page)));
    same(problems, title);
  }

  return { visitAll, same };
}
