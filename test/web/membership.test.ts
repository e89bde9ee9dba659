import { test } from "tap";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { type Browser, codesOf, openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const place = "/assemblies/coop";
const pageOf = async (browser: Browser, path: string) => look((await browser.get(path)).text);
const agree = { affirm: "yes", version: "1" };

test("where joining is open, who affirms the values by a form is a member at once, and leaves again", async (t) => {
  const { story, signIn } = await beginAhead(t, { values: ["Bread for all", "Roses <too>"] });
  const nobody = await openBrowser(story.moot).get(`${place}/join`);
  const outside = look(nobody.text);
  t.same(outside.problems, []);
  t.match(outside.text, /Anyone who agrees to its values is a member at once/);
  t.match(outside.text, /Bread for all Roses <too>/);
  t.ok(outside.links.includes("/sign-in?next=%2Fassemblies%2Fcoop%2Fjoin"));
  t.notMatch(nobody.text, /name="affirm"/);
  t.ok((await pageOf(openBrowser(story.moot), place)).links.includes(`${place}/join`));
  t.equal((await openBrowser(story.moot).post(`${place}/join`, agree, { from: "/sign-in" })).status, 401);

  const dee = await signIn("dee");
  const form = await dee.get(`${place}/join`);
  t.same(look(form.text).problems, []);
  t.notMatch(form.text, /name="code"/, "nobody needs an invitation here");
  t.equal((await dee.post(`${place}/join`, agree, { csrf: null })).status, 403);
  const not = await dee.post(`${place}/join`, { version: "1" }, { from: `${place}/join` });
  t.equal(not.status, 422);
  t.match(not.text, /id="affirm-error"[^>]*>Agree to the values, and that votes are public/);
  const old = await dee.post(`${place}/join`, { affirm: "yes", version: "2" });
  t.equal(old.status, 422, "one agrees to what stood on the page");
  t.notMatch(old.text, /id="affirm"[^>]*checked/);
  t.equal(await story.count("membership"), 2);

  const joined = await dee.post(`${place}/join`, agree);
  t.same([joined.status, joined.headers.get("location")], [303, `${place}/join`]);
  t.match(await assemblyOf(story).seat(story.account("dee")), { state: "member", affirmedVersion: 1 });
  const member = await pageOf(dee, `${place}/join`);
  t.same(member.problems, []);
  t.match(member.text, /Member since .* Agreed on .* to constitution no\. 1, and that votes are public\./);
  t.equal((await dee.post(`${place}/join`, agree, { from: "/me" })).status, 409);
  await runDue(story.moot);
  t.match(story.told(story.account("dee")).at(-1), /Welcome to Co-op/);

  const own = await pageOf(dee, "/me");
  t.same(own.problems, []);
  t.ok(own.links.includes(`${place}/leave`));
  const sure = await pageOf(dee, `${place}/leave`);
  t.same(sure.problems, []);
  t.match(sure.text, /What you voted stays in the record.*You can come back at any time/);
  const unsure = await dee.post(`${place}/leave`, {}, { from: `${place}/leave` });
  t.equal(unsure.status, 422);
  t.match(unsure.text, /id="sure-error"[^>]*>Tick this to go on/);
  t.equal((await dee.post(`${place}/leave`, { sure: "yes" })).status, 303);
  const left = await pageOf(dee, `${place}/join`);
  t.match(left.text, /Has left Until .* You can come back\./);
  t.same(left.problems, []);
  t.equal((await dee.get(`${place}/leave`)).status, 403, "there is nothing left to leave");
  t.match((await pageOf(dee, `${place}/members`)).text, /Who was a member .* Dee .* left, /);
  t.equal((await dee.post(`${place}/join`, agree, { from: `${place}/join` })).status, 303);
  t.match(await assemblyOf(story).seat(story.account("dee")), { state: "member" });
});

test("where one joins by vouching, members see who asks, and vouch by a form", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  await assemblyOf(story).settle("joining", "'vouch'");
  await assemblyOf(story).settle("vouches", "2");
  const gil = await signIn("gil");
  t.match((await pageOf(gil, `${place}/join`)).text, /when 2 members vouch for them/);
  t.equal((await gil.post(`${place}/join`, { ...agree, code: "" })).status, 303);
  const asked = await pageOf(gil, `${place}/join`);
  t.same(asked.problems, []);
  t.match(asked.text, /Asks to join .* Nobody vouches yet; 2 more must\./);
  const list = await ann.get(`${place}/members`);
  t.same(look(list.text).problems, []);
  t.match(look(list.text).text, /Who asks to join .* Gil .* Has agreed to the values\. Nobody vouches yet/);
  const action = /action="([^"]+\/vouch)"/.exec(list.text)?.[1] ?? "";
  const public_ = await openBrowser(story.moot).get(`${place}/members`);
  t.match(look(public_.text).text, /Who asks to join .* Gil/);
  t.notMatch(public_.text, /\/vouch"/, "nobody but members has the form");
  t.notMatch((await gil.get(`${place}/members`)).text, /\/vouch"/);
  const own = await gil.post(action, {}, { from: "/me" });
  t.equal(own.status, 403);
  t.match(own.text, /Only members can do this/);
  t.ok(look(own.text).links.includes(`${place}/join`), "and where to become one");
  t.same(look(own.text).problems, []);

  const vouched = await ann.post(action);
  t.same([vouched.status, vouched.headers.get("location")], [303, `${place}/members#waiting`]);
  t.match(
    (await pageOf(gil, `${place}/join`)).text,
    /One member vouches; one more must\. Vouched for by Ann/,
  );
  t.notMatch((await ann.get(`${place}/members`)).text, /\/vouch"/, "once each");
  const twice = await ann.post(action, {}, { from: "/me" });
  t.equal(twice.status, 409);
  t.match(twice.text, /role="alert">This was done already/);
  const ben = await signIn("ben");
  t.equal((await ben.post(action, {}, { from: `${place}/members` })).status, 303);
  const members = await pageOf(ben, `${place}/members`);
  t.match(members.text, /3 members .* Gil .* vouched for, last by Ben .* Nobody is waiting\./);
  t.match((await pageOf(gil, `${place}/join`)).text, /Member since/);
  const late = await ben.post(action, {}, { from: "/me" });
  t.equal(late.status, 409, "who has joined does not wait");
  t.equal((await ben.post(`${place}/members/nothing/vouch`)).status, 404);

  const kim = await signIn("kim");
  await kim.post(`${place}/join`, agree, { from: `${place}/join` });
  t.match((await pageOf(kim, "/me")).text, /Co-op Where your request stands/);
  t.equal((await kim.post(`${place}/leave`, { sure: "yes" }, { from: `${place}/leave` })).status, 303);
  t.match((await pageOf(ben, `${place}/members`)).text, /Nobody is waiting/, "asking is taken back");
  t.notMatch((await pageOf(ben, `${place}/members`)).text, /Who was a member/);
});

test("an invitation is made by a form, shown once, and leads over signing in to joining", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  await assemblyOf(story).settle("joining", "'invite'");
  const path = `${place}/invitations`;
  t.ok((await pageOf(ann, `${place}/members`)).links.includes(path));
  t.match((await pageOf(ann, path)).text, /You have made no invitation/);
  const made = await ann.post(path);
  t.equal(made.status, 200);
  t.same(look(made.text).problems, []);
  const [, link = "", code = ""] =
    />([^<]+\/assemblies\/coop\/join\?code=([\w-]{14}))</.exec(made.text) ?? [];
  t.equal(link, `${story.moot.origin}${place}/join?code=${code}`);
  t.match(look(made.text).text, new RegExp(`sends join ${code} to @coop@.*shown this once, and holds until`));
  t.notMatch((await ann.get(path)).text, new RegExp(code), "it is not shown again");

  const eve = openBrowser(story.moot);
  const arrived = await eve.get(`${place}/join?code=${code}`);
  const next = /href="\/sign-in\?next=([^"&]+)"/.exec(arrived.text)?.[1] ?? "";
  t.equal(decodeURIComponent(next), `${place}/join?code=${code}`);
  await eve.ask(story.account("eve").handle, decodeURIComponent(next));
  await runDue(story.moot);
  const signed = await eve.type(codesOf(story.account("eve"))[0] ?? "");
  t.equal(signed.headers.get("location"), `${place}/join?code=${code}`);
  const form = await eve.get(signed.headers.get("location") as string);
  t.same(look(form.text).problems, []);
  t.match(form.text, new RegExp(`name="code" value="${code}"`));

  const bad = await eve.post(`${place}/join`, { ...agree, code: "2222-2222-2222" });
  t.equal(bad.status, 404);
  t.same(look(bad.text).problems, []);
  t.match(bad.text, /id="code-error">This invitation was used, has ended, or never was/);
  t.match(bad.text, /value="2222-2222-2222"/, "what was typed stays");
  t.match(bad.text, /id="affirm"[^>]*checked/);
  t.equal(await story.count("membership"), 2, "and nothing was done");
  t.equal((await eve.post(`${place}/join`, { ...agree, code: code.toLowerCase() })).status, 303);
  t.match((await pageOf(eve, `${place}/join`)).text, /Member since/);
  t.match((await pageOf(eve, `${place}/members`)).text, /Eve .* invited by Ann/);
  t.match((await pageOf(ann, path)).text, /Made on .* used by Eve on/);

  const kim = await signIn("kim");
  t.equal((await kim.get(path)).status, 403, "only members invite");
  t.equal((await kim.post(path, {}, { from: "/me" })).status, 403);
  t.equal((await kim.post(`${place}/join`, { ...agree, code }, { from: `${place}/join` })).status, 404);
  t.equal((await kim.post(`${place}/join`, agree)).status, 303);
  const waits = await kim.get(`${place}/join`);
  t.match(look(waits.text).text, /An invitation, or one member who vouches, is still missing/);
  t.match(waits.text, /name="code"/, "an invitation that comes later is typed here");

  for (let n = 0; n < 10; n++) await ann.post(path);
  const full = await ann.post(path);
  t.equal(full.status, 409);
  t.match(full.text, /id="make-error"[^>]*>Ten invitations of yours are open/);
  const end = /action="([^"]+\/end)"/.exec(full.text)?.[1] ?? "";
  t.equal((await eve.post(end, {}, { from: path })).status, 403, "nobody ends another's");
  t.equal((await ann.post(end)).status, 303);
  t.equal((await ann.post(end)).status, 404);
  t.match((await pageOf(ann, path)).text, /ended on/);
});

test("an assembly's page shows its reader what fits them: to join or to leave, and to propose", async (t) => {
  const { story, signIn, ann } = await beginAhead(t);
  const ways = async (browser: Browser) => {
    const page = await pageOf(browser, place);
    t.same(page.problems, []);
    return ["join", "leave", "propose"].filter((way) => page.links.includes(`${place}/${way}`));
  };
  const dee = await signIn("dee");
  t.same(await ways(openBrowser(story.moot)), ["join"]);
  t.same(await ways(dee), ["join"]);
  t.same(await ways(ann), ["leave", "propose"]);
  const [outside, inside] = [await pageOf(dee, place), await pageOf(ann, place)];
  t.match(outside.text, /Follow or join .* Send it the word join/);
  t.notMatch(outside.text, /Send it the word leave/);
  t.match(inside.text, /How to take part .* Send it the word leave/);
  t.notMatch(inside.text, /Send it the word join|Join here/);
  await story.moot.ctx.db.execute("update assembly set proposers = 'facilitators' where handle = 'coop'");
  t.same(await ways(ann), ["leave"], "where facilitators alone propose");
  await assemblyOf(story).decide({ what: "appoint", who: story.account("ann").id, days: 10 });
  t.same(await ways(ann), ["leave", "propose"]);
  await story.moot.ctx.db.execute("update assembly set proposers = 'anyone' where handle = 'coop'");
  t.same(await ways(dee), ["join", "propose"]);
});
