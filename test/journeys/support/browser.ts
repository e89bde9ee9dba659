import { existsSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";

const flags =
  "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic";

/** Starts the system's Chromium; CHROMIUM names another. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}; set CHROMIUM`);
  return chromium.launch({ executablePath, args: flags.split(" ") });
}

/** What a page did that it should not: errors, requests to others or in vain. */
export function watch(page: Page, origin: string): { take(status: number): string[] } {
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) wrong.push(`asked for ${request.url()}`);
  });
  page.on("requestfailed", (request) => wrong.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (!isPage && response.status() >= 400) wrong.push(`${response.status()} for ${response.url()}`);
  });
  return {
    // the browser itself complains of an error page's own status, which is meant
    take: (status) =>
      wrong
        .splice(0)
        .filter(
          (line) => !(status >= 400 && line.includes(`the server responded with a status of ${status}`)),
        ),
  };
}

/** Notes every movement of what was there already. */
export const noteShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[])
        if (!entry.hadRecentInput && entry.value > 0)
          shifts.push(`${entry.value} ${entry.sources?.map((source: any) => source.node?.nodeName).join()}`);
    }).observe({ type: "layout-shift", buffered: true });
  });

/** Breaches of WCAG 2.2 AA and of best practice, a line each. */
export async function breaches(page: Page): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: tags, rules: { "target-size": { enabled: true } } })
    .analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 150))
        .join(" | ")}`,
  );
}

/** What lies wider than the window, and controls of less than 24 px; links inside sentences are let be. */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const wide = [...document.querySelectorAll("body *")].filter(
        (element) =>
          element.getBoundingClientRect().right > clientWidth + 1 ||
          element.getBoundingClientRect().left < -1,
      );
      found.push(
        `${scrollWidth - clientWidth} px too wide: ${wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))}`,
      );
    }
    for (const element of document.querySelectorAll(
      "a, button, input, select, textarea, summary, label.choice",
    )) {
      const { width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (width === 0 || style.display === "inline" || element.matches(".skip, [type=hidden], [type=radio]"))
        continue;
      if (width < 24 || height < 24) found.push(`${width}×${height}: ${element.outerHTML.slice(0, 120)}`);
    }
    return found;
  });

/** Goes through a page by the Tab key; says where focus was not to be seen. */
export async function unseenFocus(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  await page.evaluate(() => window.scrollTo(0, 0));
  for (let stops = 0; stops < 200; stops++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return null;
      const { top, bottom, width, height } = element.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const isSeen =
        outlineStyle !== "none" &&
        Number.parseFloat(outlineWidth) >= 2 &&
        width > 0 &&
        height > 0 &&
        bottom > 0 &&
        top < innerHeight;
      return { isSeen, html: element.outerHTML.slice(0, 120) };
    });
    if (!stop) return unseen;
    if (!stop.isSeen) unseen.push(stop.html);
  }
  return unseen;
}

/** How many sheets a page takes on paper. */
export async function sheets(page: Page): Promise<number> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  return (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
}
