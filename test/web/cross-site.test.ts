import { test } from "tap";
import { runDue } from "../support/due.ts";
import { startMoot } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { codesOf, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";

/** The addresses of pages that take forms, as the router itself lists them. */
const formsOf = (routes: string): string[] => {
  const found: string[] = [];
  const path: string[] = [];
  for (const line of routes.split("\n")) {
    const [, indent = "", rest = ""] = /^([│ ]*)[├└]── (.*)$/.exec(line) ?? [];
    if (!rest) continue;
    const depth = indent.length / 4;
    const [, part = "", methods = ""] = /^(\S*?)(?: \(([^)]*)\))?$/.exec(rest.trim()) ?? [];
    path.splice(depth, path.length, part);
    if (/\bPOST\b/.test(methods)) found.push(path.join(""));
  }
  return found.filter((one) => !/^\/api\/|\/inbox$/.test(one)).map((one) => one.replace(/:\w+/g, "x"));
};

test("no form is taken without its token, from another site, or with another session's token", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const browser = await signInAs(story.moot, story.account("ann"), () => runDue(story.moot));
  const forms = formsOf(story.moot.app.printRoutes({ commonPrefix: false }));
  for (const known of [
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
    "/me/tokens",
    "/me/sessions/x/end",
    "/first-start",
  ])
    t.ok(forms.includes(known), `${known} is among ${forms}`);
  const { origin } = story.moot;
  const other = await signInAs(
    story.moot,
    story.account("bea"),
    () => runDue(story.moot),
    openBrowser(story.moot),
  );
  const foreign = /name="_csrf" value="([^"]+)"/.exec((await other.get("/me")).text)?.[1] ?? "";
  const form = browser.cookies.get("form") ?? "";
  await browser.get("/me");
  const hostile: [string, Record<string, string>][] = [
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a neighbour", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://evil.example" }],
    ["a hidden origin", { origin: "null" }],
    ["another port", { origin: `${origin}0` }],
    ["our name before theirs", { origin: `${origin}.evil.example` }],
  ];
  for (const path of forms) {
    for (const [what, csrf] of [
      ["no token", null],
      ["a guess", "guess"],
      ["another's token", foreign],
    ] as const) {
      const answer = await browser.post(path, {}, { csrf });
      t.equal(answer.status, 403, `${path} with ${what}`);
      t.match(answer.text, /came from another page/);
    }
    for (const [who, headers] of hostile) {
      const answer = await browser.post(path, {}, { headers });
      t.equal(answer.status, 403, `${path} from ${who}`);
      t.match(answer.text, /came from another page/);
    }
  }
  t.equal(browser.cookies.get("form"), form);
  t.equal((await browser.get("/me")).status, 200, "nothing was done");
  const fine = await browser.post(
    "/me/tokens",
    { name: "x" },
    { headers: { origin, "sec-fetch-site": "same-origin" } },
  );
  t.equal(fine.status, 200, "our own forms are taken");
});

test("a form's token from before signing in is not taken afterwards, nor one of a session that ended", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const browser = openBrowser(story.moot);
  const before = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/sign-in")).text)?.[1] ?? "";
  await signInAs(story.moot, story.account("ann"), () => runDue(story.moot), browser);
  t.equal((await browser.post("/sign-out", {}, { csrf: before })).status, 403);
  const during = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/me")).text)?.[1] ?? "";
  browser.cookies.delete("session");
  const asked = await browser.post("/sign-in", { account: "@a@b.example" }, { csrf: during });
  t.equal(asked.status, 403);
});

test("who is not signed in is sent to sign in, or told so where they sent a form", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const browser = openBrowser(story.moot);
  const read = await browser.get("/me");
  t.same([read.status, read.headers.get("location")], [303, "/sign-in?next=%2Fme"]);
  const sent = await browser.post("/me/tokens", { name: "x" }, { from: "/sign-in" });
  t.equal(sent.status, 401);
  t.match(sent.text, /Sign in first/);
  t.equal(await story.count("api_token"), 0);
});

test("behind https every cookie is bound to this host, and hidden from plain http", async (t) => {
  const env = { ORIGIN: "https://moot.example", ALLOW_PRIVATE_ADDRESS: "true", RATE_LIMIT: "false" };
  const moot = await startMoot({ idle: true, env });
  const peer = await startPeer();
  t.teardown(async () => {
    await moot.stop();
    await peer.stop();
  });
  const ann = peer.account("ann");
  const browser = openBrowser(moot);
  const strict = (name: string, age: string) =>
    new RegExp(`^__Host-${name}=\\S+; ${age}Path=/; HttpOnly; Secure; SameSite=Lax$`);
  t.match((await browser.get("/sign-in")).headers.get("set-cookie"), strict("form", ""));
  const asked = await browser.ask(ann.handle);
  t.match(asked.headers.getSetCookie().at(-1), strict("browser", "Max-Age=3600; "));
  await runDue(moot);
  const signed = await browser.type(codesOf(ann)[0] ?? "");
  t.match(signed.headers.getSetCookie().at(-1), strict("session", "Max-Age=2592000; "));
  t.equal((await browser.get("/me")).status, 200);
});
