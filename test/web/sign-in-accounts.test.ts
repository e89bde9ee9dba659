import { type Test, test } from "tap";
import { runDue } from "../support/due.ts";
import { startPeer } from "../support/peer.ts";
import { codesOf, openBrowser } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

/** A server, a victim on an honest one, and a hostile server that answers whatever it likes. */
async function hostile(t: Test) {
  const story = await begin({}, { idle: true });
  const evil = await startPeer();
  t.teardown(async () => {
    await story.stop();
    await evil.stop();
  });
  const victim = story.account("victim");
  const mallory = evil.account("mallory");
  let asks = 0;
  const ask = async (account: string) => {
    const browser = openBrowser(story.moot);
    // from another address each time, so that the limit for one is not what is met
    const headers = { "x-forwarded-for": `192.0.2.${++asks}` };
    const answer = await browser.post("/sign-in", { account }, { from: "/sign-in", headers });
    await runDue(story.moot);
    return { browser, answer, status: answer.status, text: answer.text && look(answer.text).text };
  };
  const finger = (name: string, href: string, subject = `acct:${name}@${new URL(evil.origin).host}`) =>
    evil.documents.set("/.well-known/webfinger", {
      type: "application/jrd+json",
      body: JSON.stringify({ subject, links: [{ rel: "self", type: "application/activity+json", href }] }),
    });
  const serve = (path: string, document: object) =>
    evil.documents.set(path, { body: JSON.stringify(document) });
  return { story, evil, victim, mallory, ask, finger, serve };
}

test("a handle that leads to an account which does not say it back writes to nobody", async (t) => {
  const { story, evil, victim, ask, finger } = await hostile(t);
  finger("victim", victim.id);
  const refused = await ask(`@victim@${new URL(evil.origin).host}`);
  t.equal(refused.status, 422, "the account's own server does not say this name back");
  t.match(refused.text, /did not prove itself/);
  t.same([victim.inbox(), evil.received, await story.count("sign_in")], [[], [], 0]);
});

test("a handle at a hostile server that leads to the victim's account writes to the victim alone", async (t) => {
  const { story, evil, victim, ask, finger } = await hostile(t);
  finger("victim", victim.id);
  const host = new URL(evil.origin).host;
  story.peer.documents.set("/.well-known/webfinger", {
    type: "application/jrd+json",
    body: JSON.stringify({
      subject: `acct:victim@${host}`,
      links: [{ rel: "self", type: "application/activity+json", href: victim.id }],
    }),
  });
  const { browser, status } = await ask(`@victim@${host}`);
  t.equal(status, 303, "both servers say that it is the victim's");
  t.equal(evil.received.length, 0, "the server that was named learns nothing");
  const [code = ""] = codesOf(victim);
  t.match(code, /-/, "the message went to the victim's own inbox");
  t.equal((await browser.type(code)).status, 303);
  t.match((await browser.get("/me")).text, victim.handle, "and who reads it is the victim");
});

test("a hostile server's document cannot be somebody else's", async (t) => {
  const { story, evil, victim, mallory, ask, finger, serve } = await hostile(t);
  const cases: [string, object][] = [
    ["an id on another origin", { ...mallory.document, id: victim.id }],
    ["an inbox on another origin", { ...mallory.document, inbox: `${victim.id}/inbox` }],
    ["no inbox", { ...mallory.document, inbox: undefined }],
    ["another id on its own origin", { ...mallory.document, id: `${evil.origin}/users/other` }],
  ];
  finger("mallory", mallory.id);
  for (const [what, document] of cases) {
    serve("/users/mallory", document);
    for (const account of [mallory.handle, mallory.id]) {
      const { status, text } = await ask(account);
      t.equal(status, 422, `${what}: ${account}`);
      t.match(text, /could not be reached or did not prove itself/, what);
    }
  }
  t.same([await story.count("sign_in"), victim.inbox(), evil.received], [0, [], []]);
});

test("what calls itself by the victim's name is still only what it is", async (t) => {
  const { evil, victim, ask, serve, mallory } = await hostile(t);
  serve("/users/mallory", {
    ...mallory.document,
    preferredUsername: "victim",
    name: "Victim",
    url: victim.id,
  });
  const { browser } = await ask(mallory.id);
  const [code = ""] = codesOf(mallory);
  await browser.type(code);
  const me = look((await browser.get("/me")).text).text;
  t.match(me, `@victim@${new URL(evil.origin).host}`, "the host is that of the account's own id");
  t.notMatch(me, victim.handle);
});

test("a redirect to somebody else's account proves nothing", async (t) => {
  const { story, evil, victim, ask } = await hostile(t);
  evil.documents.set("/users/mallory", { status: 302, body: "", headers: { location: victim.id } });
  const { status } = await ask(`${evil.origin}/users/mallory`);
  t.equal(status, 422);
  t.same([evil.received, victim.inbox(), await story.count("sign_in")], [[], [], 0]);
});

test("only accounts of people sign in, and every refusal stands beside the field", async (t) => {
  const { story, ask } = await hostile(t);
  const robot = story.peer.account("robot", { type: "Service" });
  const group = story.peer.account("group", { type: "Group" });
  const cases: [string, number, RegExp][] = [
    [robot.handle, 403, /Only accounts of people/],
    [group.id, 403, /Only accounts of people/],
    ["ann", 422, /An account is written @name@host/],
    ["", 422, /An account is written @name@host/],
    [`@nobody@localhost:1`, 422, /could not be reached/],
    ["javascript:alert(1)", 422, /An account is written @name@host/],
  ];
  for (const [account, status, sentence] of cases) {
    const { browser, answer } = await ask(account);
    t.equal(answer.status, status, account);
    const page = look(answer.text);
    t.same(page.problems, []);
    t.match(page.text, sentence);
    t.same(page.attributes("input", "aria-invalid"), ["true"]);
    t.notOk(browser.cookies.has("browser"));
  }
  t.equal((await ask(story.account("ann").handle)).status, 303);
});
