import { type Test, test } from "tap";
import { makeToken } from "../../src/actions/make-token.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import { runDue } from "../support/due.ts";
import { operatorToken } from "../support/moot.ts";
import { signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "../web/look.ts";

/** Somebody signed in, who makes tokens on their page. */
async function maker(t: Test, options: Parameters<typeof begin>[1] = {}) {
  const story = await begin({}, { idle: true, ...options });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const browser = await signInAs(story.moot, ann, () => runDue(story.moot));
  const make = async (name: string) => {
    const page = await browser.post("/me/tokens", { name }, { from: "/me" });
    return { page, token: /fm_[\w-]{43}/.exec(page.text)?.[0] ?? "" };
  };
  const me = (token: string | null) => story.moot.api("/me", undefined, token);
  return { story, ann, browser, make, me };
}

test("a token is made on one's page, shown once, and speaks for its maker", async (t) => {
  const { story, ann, browser, make, me } = await maker(t);
  const { page, token } = await make("  my script ");
  t.equal(page.status, 200);
  t.match(page.headers.get("cache-control"), "no-store");
  t.same(look(page.text).problems, []);
  t.match(look(page.text).text, /Copy it now. It is shown this once/);
  const later = await browser.get("/me");
  t.notMatch(later.text, token);
  t.match(look(later.text).text, /my script made .*, never used/);
  await story.admit("ann");
  t.same((await me(token)).body, {
    account: ann.id,
    handle: ann.handle,
    assemblies: [{ handle: "coop", url: story.assembly, state: "member" }],
  });
  t.match(look((await browser.get("/me")).text).text, /my script made .*, last used today/);
});

test("a token that was ended is worth nothing at once; others hold", async (t) => {
  const { browser, make, me } = await maker(t);
  const kept = await make("kept");
  const ended = await make("ended");
  const [end = ""] = look(ended.page.text)
    .attributes("form", "action")
    .filter((action) => /tokens\/.*\/end$/.test(action));
  t.equal((await me(ended.token)).status, 200);
  t.equal((await browser.post(end)).headers.get("location"), "/me#tokens");
  const refused = await me(ended.token);
  t.same([refused.status, refused.body.code], [401, "bad-token"]);
  t.match(refused.headers.get("www-authenticate"), /Bearer/);
  t.equal((await me(kept.token)).status, 200);
  t.notMatch(look((await browser.get("/me")).text).text, /ended made/);
  t.equal((await browser.post(end)).status, 404);
});

test("nobody ends, sees or makes somebody else's token", async (t) => {
  const { story, make, me } = await maker(t);
  const { page, token } = await make("mine");
  const [end = ""] = look(page.text)
    .attributes("form", "action")
    .filter((action) => /tokens\/.*\/end$/.test(action));
  const bea = await signInAs(story.moot, story.account("bea"), () => runDue(story.moot));
  t.equal((await bea.post(end, {}, { from: "/me" })).status, 404);
  t.notMatch((await bea.get("/me")).text, />mine</);
  t.equal((await me(token)).status, 200);
  for (const holder of [operatorToken, token])
    for (const path of ["/tokens", "/me/tokens", "/sessions", "/me/sessions", "/sign-in"])
      t.equal(
        (await story.moot.api(path, { account: story.account("ann").id, name: "x" }, holder)).status,
        404,
        path,
      );
  t.equal(await story.count("api_token"), 1);
});

test("the operator's token is no person's, and a person's is not the operator's", async (t) => {
  const { story, make, me } = await maker(t);
  const { token } = await make("mine");
  const operator = await me(operatorToken);
  t.same([operator.status, operator.body.code], [403, "not-a-member"]);
  for (const guess of [
    null,
    "x",
    `fm_${"A".repeat(43)}`,
    `${token}A`,
    token.slice(0, -1),
    token.toUpperCase(),
  ])
    t.equal((await me(guess)).status, 401, String(guess));
  const founding = { handle: "mine", name: "Mine", rule: "consensus" };
  const founded = await story.moot.api("/assemblies", founding, token);
  t.same([founded.status, founded.body.code], [401, "bad-token"]);
  t.equal(
    (await story.moot.api("/assemblies/coop/members", { account: story.account("ann").id }, token)).status,
    401,
  );
});

test("the token of an account that was deleted is worth nothing", async (t) => {
  const { story, make, me } = await maker(t);
  const { token } = await make("mine");
  await story.moot.ctx.db.execute("update remote_actor set gone_at = now()");
  t.equal((await me(token)).status, 401);
});

test("a token has a name by which it is known again", async (t) => {
  const { story, ann, make } = await maker(t);
  for (const name of ["", "   ", "x".repeat(101), "a\nb"]) {
    const { page, token } = await make(name);
    t.equal(page.status, 422);
    t.equal(token, "");
    t.same(look(page.text).problems, []);
    t.match(look(page.text).text, /A name has 1 to 100 characters/);
  }
  t.equal((await make("<b>&")).page.status, 200);
  for (let count = 1; count < 50; count++) await makeToken(story.moot.ctx, ann.id, `${count}`);
  t.ok(isRefusal(await makeToken(story.moot.ctx, ann.id, "one more")));
});

test("requests are counted by token, so that people behind one address do not hold each other up", async (t) => {
  const { make, me } = await maker(t, { env: { RATE_LIMIT: "true" } });
  const one = (await make("one")).token;
  const two = (await make("two")).token;
  const statuses = (token: string) =>
    Promise.all(Array.from({ length: 30 }, async () => (await me(token)).status));
  const busy = await statuses(one);
  t.ok(busy.includes(429), "one that asks too much is told so");
  t.equal((await me(two)).status, 200);
  const guesses = await statuses(`fm_${"B".repeat(43)}`);
  t.ok(guesses.includes(429), "guesses count for the address");
});

test("the document of the API says which token each thing wants", async (t) => {
  const { story, browser } = await maker(t);
  const { json } = await story.moot.get("/api/openapi.json", "application/json");
  t.same(Object.keys(json.components.securitySchemes), ["operator", "member"]);
  t.same(json.paths["/api/v1/me"].get.security, [{ member: [] }]);
  t.same(json.paths["/api/v1/assemblies"].post.security, [{ operator: [] }]);
  t.match(look((await browser.get("/api/docs")).text).text, /Needs your own token/);
});
