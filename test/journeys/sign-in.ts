import type { BrowserContext, Page } from "playwright-core";
import type { Account } from "../support/account.ts";
import { startMoot, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { codesOf } from "../support/sign-in.ts";
import { startBrowser, unseenFocus } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// Somebody signs in, looks at what only they see, and signs out: all without a script.
const tap = startTap();
const browser = await startBrowser();
const moot = await startMoot();
const peer = await startPeer();
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });

try {
  const member = peer.account("wilhelmina", { name: "Wilhelmina-Alexandrine von Donaudampfschifffahrt" });
  const charter = {
    handle: "coop",
    name: "Millrace Housing Co-operative",
    rule: "consensus",
    joining: "open",
  };
  await moot.api("/assemblies", charter);
  await moot.api("/assemblies/coop/members", { account: member.id });
  const draft = { title: "Replace the gas boiler with heat pumps", text: "By autumn.", open: true };
  const { body } = await moot.api("/assemblies/coop/proposals", draft);
  await signInAndOut(member, "/assemblies/coop", `/proposals/${body.id}`);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await moot.stop();
  await peer.stop();
}
tap.done();

/** Signs in without a script, with a code from the message, and looks at what only one person sees. */
async function signInAndOut(member: Account, assembly: string, open: string) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: "en",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(origin + open);
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await page.getByLabel("Your account").fill("nobody");
  await page.getByRole("button", { name: "Send me a link" }).click();
  tap.ok(
    (await page.locator("#account-error").count()) === 1,
    "a handle that is none is said to be, beside it",
  );
  await page.getByLabel("Your account").fill(member.handle);
  await page.getByRole("button", { name: "Send me a link" }).click();
  const code = await until("the message with the code", () => codesOf(member).at(-1) ?? "");
  const waiting = await context.cookies();
  const link = `/sign-in/${code.replaceAll("-", "")}`;
  const [widths, schemes] = [
    [320, 360, 1280],
    ["light", "dark"],
  ] as const;
  await visitAll("asked", { sent: "/sign-in/sent", link }, ["en", "ar"], widths, schemes, waiting);
  await visitAll("elsewhere", { "sign in": "/sign-in", link });
  await page.goto(origin + link);
  await page.getByRole("button", { name: "Sign in" }).click();
  tap.ok(page.url() === origin + open, "one is back where one was, signed in", page.url());
  await page.locator(".mast-door a").click();
  tap.ok(page.url() === `${origin}/me`, "one's name leads to one's own page", page.url());
  await page
    .getByLabel("What it is for")
    .fill("A script that reminds me, in words that are long enough to wrap");
  await page.getByRole("button", { name: "Make a token" }).click();
  tap.ok(/^fm_/.test((await page.locator(".fresh code").textContent()) ?? ""), "a token is shown once");
  const cookies = await context.cookies();
  const own = {
    me: "/me",
    "signed in": open,
    "assembly, signed in": assembly,
  };
  await visitAll("own", own, ["en", "ar"], widths, schemes, cookies);
  await page.goto(`${origin}/me`);
  same(await unseenFocus(page), "focus is always seen on one's own page");
  await answerAndCheck(page, context, open);
  await page.goto(`${origin}/me`);
  await page.getByRole("button", { name: "Sign out" }).click();
  tap.ok(page.url() === `${origin}/`, "signing out leads to the first page", page.url());
  tap.ok((await page.getByRole("link", { name: "Sign in" }).count()) === 1, "nobody is signed in any more");
  await context.close();
}

/** Answers, follows the receipt, and pastes it where anybody may. */
async function answerAndCheck(page: Page, context: BrowserContext, open: string) {
  await page.goto(origin + open);
  await page.getByRole("radio", { name: "Stand aside" }).check();
  await page.getByRole("button", { name: "Send my answer" }).click();
  await page.getByRole("link", { name: "Your receipt" }).click();
  const receipt = new URL(page.url()).pathname;
  const look = async () => {
    await page.reload();
    const shown = page.locator("pre.receipt");
    return (await shown.count()) === 1 && shown.textContent();
  };
  const text = (await until("a signed head over it", look, 60)) as string;
  const [widths, schemes] = [
    [320, 360, 1280],
    ["light", "dark"],
  ] as const;
  const pages = { receipt, receipts: "/receipts", counted: "/about/counted", limits: "/about/ledger-limits" };
  await visitAll("receipts", pages, ["en", "ar"], widths, schemes, await context.cookies());
  await page.goto(`${origin}/receipts`);
  await page.getByLabel("The whole text of the receipt").fill(text);
  await page.getByRole("button", { name: "Check it" }).click();
  await page.waitForSelector("#verdict");
  const verdict = page.getByRole("heading", { name: /^It is in the record of Millrace/ });
  tap.ok((await verdict.count()) === 1, "a receipt that is pasted is in the record");
  await page.getByLabel("The whole text of the receipt").fill(text.replace("abstain", "disagree"));
  await page.getByRole("button", { name: "Check it" }).click();
  await page.getByText("It proves nothing").waitFor();
  tap.ok((await page.getByText("does not hold").count()) > 0, "one that was altered is not");
}
