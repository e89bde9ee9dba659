import { test } from "tap";
import { powers } from "../../src/domain/powers.ts";
import { readLocales } from "../../src/locales.ts";
import { facilitatorDeeds } from "../../src/web/models/roles.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const path = "/assemblies/coop/roles";

test("the page of tasks says what a facilitator may do, and that nobody is one", async (t) => {
  const { story, ann } = await beginAhead(t);
  const nobody = openBrowser(story.moot);
  const seen = look((await nobody.get(path)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /Nobody is a facilitator now/);
  t.match(seen.text, /A term lasts 90 days at most, and ends by itself\. 2 terms in a row at most/);
  t.match(seen.text, /A facilitator may not vote for anybody/);
  t.notMatch(seen.text, /Propose a facilitator|Give the task back|How it goes round|Before/);
  t.ok(seen.links.includes(`/sign-in?next=${encodeURIComponent(path)}`));
  t.ok(look((await nobody.get("/assemblies/coop")).text).links.includes(path));
  const member = look((await ann.get(path)).text);
  t.same(member.problems, []);
  t.ok(member.links.includes("/assemblies/coop/propose?about=appoint"));
  t.equal((await nobody.get("/assemblies/none/roles")).status, 404);
  const phrases = readLocales();
  for (const deed of facilitatorDeeds) {
    t.ok((powers[deed] as readonly string[]).includes("facilitator"));
    t.ok(phrases.has(`pages.roles.can.${deed}`), deed);
  }
});

test("the page says where no such task is given", async (t) => {
  const { story, ann } = await beginAhead(t);
  await assemblyOf(story).settle("facilitation", "false");
  const seen = look((await ann.get(path)).text);
  t.match(seen.text, /This assembly gives nobody this task/);
  t.notMatch(seen.text, /Propose a facilitator/);
});

test("who holds the task gives it back by form, and what was held stays to be read", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  const { decide, seat } = assemblyOf(story);
  const who = story.account("ann");
  await decide({ what: "appoint", who: who.id, days: 10 });
  await decide({ what: "appoint", who: who.id, days: 10 });
  const held = await ann.get(path);
  const page = look(held.text);
  t.same(page.problems, []);
  t.match(page.text, /Who holds it now .* to .* Ann @ann@\S+ Facilitator/);
  t.match(page.text, /Facilitator, to follow 2 times in a row/);
  t.match(page.text, /One of 2 members has had it so far|1 of 2 members has had it so far/);
  const end = page.links.find((href) => href.includes("about=dismiss"));
  t.match(end, /who=%40ann%40/);
  const ben = await signIn("ben");
  const others = look((await ben.get(path)).text);
  t.notMatch(others.text, /Give the task back/);
  t.equal((await ben.post(`${path}/resign`, { sure: "yes" }, { from: "/me" })).status, 403);
  t.equal((await openBrowser(story.moot).post(`${path}/resign`, {}, { from: "/sign-in" })).status, 401);

  const unsure = await ann.post(`${path}/resign`, {}, { from: path });
  t.equal(unsure.status, 400);
  t.same(look(unsure.text).problems, []);
  t.match(unsure.text, /<details class="act" id="resign" open>[\s\S]*role="alert"/);
  t.equal((await ann.post(`${path}/resign`, { sure: "yes" }, { csrf: null })).status, 403);
  const done = await ann.post(`${path}/resign`, { sure: "yes" }, { from: path });
  t.same([done.status, done.headers.get("location")], [303, path]);
  const after = look((await ann.get(path)).text);
  t.same(after.problems, []);
  t.match(after.text, /Nobody is a facilitator now/);
  t.match(after.text, /Before .* given back before its time/);
  t.notMatch(after.text, /Give the task back/);
  t.match(await seat(who), { state: "member" }, "they stay a member");
  t.equal((await ann.post(`${path}/resign`, { sure: "yes" })).status, 403, "there is nothing to give back");
});
