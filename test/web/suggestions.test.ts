import { test } from "tap";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { type Browser, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

/** A proposal that is deliberated, and browsers in which people are signed in. */
async function beginHere(charter: Record<string, unknown> = {}) {
  const story = await begin(charter, { idle: true, now: () => new Date() });
  await story.admit("ann", "ben");
  const signIn = (name: string): Promise<Browser> =>
    signInAs(story.moot, story.account(name), () => runDue(story.moot));
  const api = async (name: string) => callerFor(story.moot, story.account(name) as Account);
  const ann = await api("ann");
  const { id } = (await ann("/assemblies/coop/proposals", { title: "Bake", text: "On Sundays, at five." }))
    .body;
  const list = async () => (await story.moot.api(`/proposals/${id}/suggestions`, undefined, null)).body.items;
  return { story, signIn, api, ann, path: `/proposals/${id}`, list };
}
const pageOf = async (browser: Browser, path: string) => look((await browser.get(path)).text);

test("a suggestion is made by form, supported, and marked as fulfilled by its author alone", async (t) => {
  const { story, signIn, api, ann, path, list } = await beginHere();
  t.teardown(story.stop);
  const anyone = openBrowser(story.moot);
  const empty = await pageOf(anyone, path);
  t.same(empty.problems, []);
  t.match(empty.text, /Nobody has suggested anything yet\./);
  t.notOk(empty.ids.has("suggest"), "there is no form for who is not signed in");
  const eve = await signIn("eve");
  t.ok((await pageOf(eve, path)).ids.has("suggest"), "anyone may suggest");
  const wish = { text: "A <roof>.\nOf tin.", degree: "required" };
  const sent = await eve.post(`${path}/suggestions`, wish);
  t.equal(sent.headers.get("location"), `${path}#suggestions`);
  const seen = await pageOf(anyone, path);
  t.same(seen.problems, []);
  t.match(seen.text, /One suggestion/);
  t.match(seen.text, /Suggestion 1 .*eve.* required · Written on version 1 A <roof>\./);
  t.match(seen.text, /No other member supports it yet\./);
  t.notMatch(seen.text, /One contribution/, "it stands once on the page");

  const [{ id }] = await list();
  const on = (what: string) => `/suggestions/${id}/${what}`;
  const ben = await signIn("ben");
  t.notMatch(seen.attributes("form", "action").join(" "), /suggestions/);
  t.match((await pageOf(ben, path)).attributes("form", "action").join(" "), new RegExp(on("support")));
  t.notMatch((await pageOf(ben, path)).attributes("form", "action").join(" "), new RegExp(on("fulfil")));
  const supported = await ben.post(on("support"), { supports: "yes", degree: "desired" });
  t.equal(supported.headers.get("location"), `${path}#suggestion-1`);
  const after = await pageOf(ben, path);
  t.same(after.problems, []);
  t.match(after.text, /One other member supports it \(1 desired\)\./);
  t.match(after.text, /You said: desired\./);
  await story.account("zoe").follow(story.assembly);
  await runDue(story.moot);
  await (await api("zoe"))(on("support"), {});
  const apart = await pageOf(anyone, path);
  t.match(apart.text, /One person who is not a member takes part in it\./);
  t.notMatch(apart.text, /zoe/);
  const refused = await ben.post(on("fulfil"), {});
  t.equal(refused.status, 403);
  t.match(look(refused.text).text, /Only the person whom it is about can do this\./);
  t.same(look(refused.text).problems, []);

  await ann(`${path}/versions`, { text: "On Sundays, at five, under a roof of tin." });
  t.match((await pageOf(eve, path)).text, /Version 2 fulfils it/);
  t.equal((await eve.post(on("fulfil"), { fulfilled: "yes" })).status, 303);
  t.match((await pageOf(anyone, path)).text, /Written on version 1 · Fulfilled in version 2/);
  t.equal((await eve.post(on("fulfil"), { fulfilled: "no" })).status, 303);
  t.match((await pageOf(anyone, path)).text, /Not fulfilled any more, as of version 2/);
  t.equal((await ben.post(on("support"), { supports: "no" })).status, 303);
  t.equal((await eve.post(on("withdraw"), {})).status, 303);
  t.match((await pageOf(anyone, path)).text, /Nobody has suggested anything yet\./);
});

test("what is refused is said at its form, with what was typed still in it", async (t) => {
  const { story, signIn, path } = await beginHere();
  t.teardown(story.stop);
  const ben = await signIn("ben");
  await ben.get(path);
  const long = await ben.post(`${path}/suggestions`, { text: `${"x".repeat(5001)}`, degree: "unwanted" });
  t.equal(long.status, 422);
  t.match(look(long.text).text, /A suggestion has 1 to 5,000 characters/);
  t.match(long.text, /x{5001}<\/textarea>/);
  t.match(long.text, /value="unwanted" checked/);
  t.same(look(long.text).problems, []);
  t.equal((await ben.post(`/suggestions/${"0".repeat(8)}/support`, {})).status, 404);
});

test("many suggestions come in pages, and a form leads back to the page that it was on", async (t) => {
  const { story, signIn, api, ann, path } = await beginHere();
  t.teardown(story.stop);
  const ben = await api("ben");
  for (let n = 1; n <= 25; n++) await (n > 13 ? ann : ben)(`${path}/suggestions`, { text: `Wish ${n}.` });
  const browser = await signIn("ben");
  const first = await pageOf(browser, path);
  const second = await pageOf(browser, `${path}?wishes=2`);
  t.same([first.problems, second.problems], [[], []]);
  const shown = [first, second].map(({ ids }) => [...ids].filter((id) => /^suggestion-\d+$/.test(id)));
  t.same(
    shown.map((ids) => ids.length),
    [20, 5],
  );
  t.equal(new Set(shown.flat()).size, 25);
  const action = second.attributes("form", "action").find((one) => /support\?wishes=2$/.test(one)) ?? "";
  t.ok(action, "somebody else's stands there too");
  const sent = await browser.post(action, { supports: "yes", degree: "" });
  t.match(sent.headers.get("location"), new RegExp(`^${path}\\?wishes=2#suggestion-\\d+$`));
  t.match((await browser.get(`${path}?wishes=9`)).text, /Wish/, "beyond the last page is the last one");
});

test("an amendment that would lift a concern is chosen from the open ones, and what became of it is shown", async (t) => {
  const { story, signIn, ann, path } = await beginHere();
  t.teardown(story.stop);
  const ben = await signIn("ben");
  t.notOk((await pageOf(ben, path)).ids.has("concern-amendment"), "none is open");
  const amend = async (old: string, come: string) =>
    (await ann(`${path}/amendments`, { replacements: [{ old, new: come }] })).body.id as string;
  const one = await amend("Sundays", "Mondays");
  await amend("five", "six");
  const form = await pageOf(ben, path);
  t.ok(form.ids.has("concern-amendment"));
  t.match(form.text, /Amendment 2: “five”/);
  t.equal((await ben.post(`${path}/concerns`, { reason: "I rest.", amendment: "1" })).status, 303);
  const wrong = await ben.post(`${path}/concerns`, { reason: "I rest.", amendment: "7" });
  t.equal(wrong.status, 404);
  t.match(look(wrong.text).text, /There is no such amendment here/);
  t.match((await pageOf(ben, path)).text, /Raised.*Amendment 1 would lift it\./);
  await ann(`${path}/merge`, { amendments: [one] });
  const asked = await pageOf(ben, path);
  t.match(
    asked.text,
    /Answered .*Amendment 1 was to lift it: it is in version 2\. Asked until .* whether this lifts it\./,
  );
  t.same(asked.problems, []);
  const lift = asked.attributes("form", "action").find((action) => /\/lift$/.test(action)) ?? "";
  t.equal((await ben.post(lift, {})).status, 303);
  t.match((await pageOf(ben, path)).text, /Lifted .*Amendment 1 was to lift it: it is in version 2\./);
});
