import type { Account } from "../support/account.ts";
import { startMoot } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { signInAs } from "../support/sign-in.ts";
import { startBrowser, unseenFocus } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// Somebody proposes by a short form, keeps a draft, brings it, and reads it beside another: all without a script.
const tap = startTap();
const browser = await startBrowser();
const moot = await startMoot();
const peer = await startPeer();
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });
const form = "/assemblies/coop/propose";
const long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";

try {
  const member = peer.account("wilhelmina", { name: "Wilhelmina-Alexandrine von Donaudampfschifffahrt" });
  await moot.api("/assemblies", {
    ...{ handle: "coop", name: "Millrace Housing Co-operative", rule: "consensus", joining: "open" },
    rules: { ban: "two-thirds", role: { ...numbers(), blocks: 2 } },
  });
  await moot.api("/assemblies/coop/members", { account: member.id });
  await moot.api("/assemblies/coop/proposals", {
    ...{
      title: `Repair the old boiler ${long}`,
      text: "We have it mended.\n\n## Cost\n\n- 400 €",
      open: true,
    },
    fields: { situation: "It leaks. ".repeat(40), who: long, by: "2027-03-01", sources: [`https://${long}`] },
  });
  await propose(member);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await moot.stop();
  await peer.stop();
}
tap.done();

/** A rule that is no preset. */
function numbers() {
  return { quorum: [1, 3], agreement: { share: [3, 4], of: "cast", strict: true }, standAside: null };
}

async function propose(member: Account) {
  const signedIn = await signInAs(moot, member);
  const cookies = [...signedIn.cookies].map(([name, value]) => ({ name, value, url: origin }));
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: "en",
    reducedMotion: "reduce",
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(origin + form);
  await page.getByRole("link", { name: "Buy or repair something" }).click();
  await page.getByLabel("What is bought or repaired").fill("a heat pump");
  await page.getByLabel("What it may cost").fill("6,000 €");
  await page.getByRole("button", { name: "Go on" }).click();
  const title = page.getByLabel("Title");
  tap.ok((await title.inputValue()) === "Buy or repair: a heat pump", "a short form makes a title");
  await page.getByText("More about it").click();
  await page.getByLabel("Other proposals for the same problem").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Keep as a draft" }).click();
  await page.getByRole("link", { name: "Buy or repair: a heat pump" }).click();
  const draft = new URL(page.url()).pathname;
  await title.fill("A heat pump");
  await page.getByRole("button", { name: "Keep as a draft" }).click();
  tap.ok(await page.getByRole("status").isVisible(), "what was kept is said to be");
  const own = {
    ...{ propose: form, "short form": `${form}?template=repair`, draft: `${draft}?kept=yes` },
    constitution: "/assemblies/coop/constitution/propose",
  };
  const [widths, schemes] = [
    [320, 360, 1280],
    ["light", "dark"],
  ] as const;
  await visitAll("proposing", own, ["en", "ar"], widths, schemes, cookies);
  await page.goto(origin + draft);
  same(await unseenFocus(page), "focus is always seen on a draft");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  const path = new URL(page.url()).pathname;
  tap.ok(path.startsWith("/proposals/"), "a draft is brought", path);
  await page.getByRole("link", { name: "Read them side by side" }).click();
  tap.ok((await page.getByRole("article").count()) === 2, "both are there, side by side");
  const tops = await page
    .getByRole("heading", { name: "The text" })
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  tap.ok(tops.length === 2 && tops[0] === tops[1], "their rows are in line", tops.join());
  same(await unseenFocus(page), "focus is always seen where proposals stand side by side");
  await visitAll("alternatives", { beside: `${path}/beside` });
  await context.close();
}
