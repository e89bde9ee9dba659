import { openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { startBrowser, unseenFocus } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// Joining, vouching, inviting, asking somebody to leave, and leaving: every page of it, as each person sees it.
const tap = startTap();
const browser = await startBrowser();
const long = "Wilhelmina-Alexandrine von Rindfleischetikettierungsüberwachungsaufgabe";
const story = await begin({
  ...{ name: "Millrace Housing Co-operative", joining: "vouch", values: ["The house belongs to all.", long] },
});
const { moot } = story;
const { origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });
const place = "/assemblies/coop";

type Person = ReturnType<typeof openBrowser>;
const cookiesOf = ({ cookies }: Person) =>
  [...cookies].map(([name, value]) => ({ name, value, url: origin }));
/** Narrow and wide in a language of each direction, and on a phone in the dark. */
async function see(where: string, who: Person, pages: Record<string, string>) {
  await visitAll(where, pages, ["en", "ar"], [320, 1280], ["light"], cookiesOf(who));
  await visitAll(where, pages, ["en"], [360], ["dark"], cookiesOf(who));
}

try {
  const accounts = { ann: "Ann", ben: long, cleo: "بشرى الخطيب", gil: "Gil", kim: "Kim" };
  const known = Object.entries(accounts).map(([name, shown]) => story.peer.account(name, { name: shown }));
  await see("nobody", openBrowser(moot), {
    members: `${place}/members`,
    join: `${place}/join?code=AAAA-BBBB-CCCC`,
  });
  for (const { id } of known.slice(0, 3)) await moot.api(`${place}/members`, { account: id });
  const people: Record<string, Person> = {};
  for (const account of known) people[account.name] = await signInAs(moot, account);
  const { ann, ben, gil, kim } = people;
  if (!ann || !ben || !gil || !kim) throw new Error("somebody is not signed in");
  await see("newcomer", gil, { join: `${place}/join?code=AAAA-BBBB-CCCC` });
  const agree = { affirm: "yes", version: "1" };
  for (const one of [gil, kim]) await one.post(`${place}/join`, agree, { from: `${place}/join` });
  const list = (await ann.get(`${place}/members`)).text;
  const [vouch = ""] = /\/assemblies\/coop\/members\/[^"]+\/vouch/.exec(list) ?? [];
  await ann.post(vouch);
  const rows = (await moot.api(`${place}/members`)).body.items.length;
  tap.ok(rows === 3, "there are three members", String(rows));
  const [, page = ""] =
    [...list.matchAll(/href="(\/assemblies\/coop\/members\/[^"]+)" aria-label="([^"]+)"/g)].find(
      ([, , label]) => label?.includes("Wilhelmina"),
    ) ?? [];
  const reasons = `The oven is never cleaned, and ${long} was left undone.\n\nWe have asked three times.`;
  await ann.post(`${page}/ask-to-leave`, { reasons, decisions: "", answerBy: "" }, { from: page });
  const [answer = ""] =
    /\/assemblies\/coop\/leave-invitations\/[^"]+\/answer/.exec((await ben.get(page)).text) ?? [];
  await see("asked", ben, {
    me: "/me",
    member: page,
    members: `${place}/members`,
    leave: `${place}/leave`,
    join: `${place}/join`,
  });
  await ben.post(answer, { text: "I was ill, and clean it again." });
  for (let n = 0; n < 3; n++) await ann.post(`${place}/invitations`, {}, { from: `${place}/invitations` });
  const [, end = ""] = /action="([^"]+\/end)"/.exec((await ann.get(`${place}/invitations`)).text) ?? [];
  await ann.post(end);
  await kim.post(`${place}/leave`, { sure: "yes" }, { from: `${place}/leave` });
  await people.cleo?.post(`${place}/leave`, { sure: "yes" }, { from: `${place}/leave` });
  const own = { members: `${place}/members`, member: page, invitations: `${place}/invitations`, me: "/me" };
  await see("member", ann, { ...own, assembly: place });
  await see("waiting", gil, { join: `${place}/join`, leave: `${place}/leave`, me: "/me" });
  await inABrowser(cookiesOf(ben), cookiesOf(gil), page);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await story.stop();
}
tap.done();

/** Without a script: an invitation is made and used by a click each, and focus is always to be seen. */
async function inABrowser(ben: any[], gil: any[], member: string) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: "en",
    reducedMotion: "reduce",
  });
  await context.addCookies(ben);
  const page = await context.newPage();
  await page.goto(`${origin}${place}/members`);
  same(await unseenFocus(page), "focus is always seen on the page of the members");
  await page.goto(origin + member);
  same(await unseenFocus(page), "focus is always seen on a member's page");
  await page.goto(`${origin}${place}/members`);
  await page.getByRole("link", { name: "Invite somebody" }).click();
  await page.getByRole("button", { name: "Make an invitation" }).click();
  const link = (await page.locator(".fresh code").textContent()) ?? "";
  tap.ok(link.startsWith(`${origin}${place}/join?code=`), "the link is shown once", link);
  await context.clearCookies();
  await context.addCookies(gil);
  await page.goto(link);
  same(await unseenFocus(page), "focus is always seen where one joins");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Go on" }).click();
  tap.ok(
    (await page.getByText("You are on the roll of the next question that opens.").count()) === 1,
    "two vouches, one by the invitation, are enough",
  );
  await context.close();
}
