import { test } from "tap";
import { presets } from "../../src/domain/rule.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "majority" });
const { moot, peer } = story;
const local = moot.origin.replace("localhost", "127.0.0.1");
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test("an assembly is founded with a preset's name or numbers of its own, and read by anybody", async (t) => {
  const rule = { ...presets.consensus, least: 3 };
  const values = ["Bread", "Roses"];
  const charter = {
    handle: "choir_2",
    name: "Chœur",
    summary: "Singing",
    values,
    rule,
    joining: "invite",
    language: "fr",
  };
  const made = await moot.api("/assemblies", { ...charter, votingHours: 1, timeZone: "Europe/Paris" });
  t.equal(made.status, 201);
  t.match(made.body, {
    ...charter,
    id: `${moot.origin}/assemblies/choir_2`,
    url: `${moot.origin}/assemblies/choir_2`,
    members: 0,
  });
  const read = await moot.api("/assemblies/choir_2", undefined, null);
  t.same(read.body, made.body);
  t.equal((await moot.api("/assemblies", undefined, null)).body.items.length, 2);
});

test("what is wrong with a charter is said with a code", async (t) => {
  const good = { handle: "new", name: "New", rule: "majority", joining: "open" };
  const cases: [object, number, string][] = [
    [{ handle: "coop" }, 409, "handle-taken"],
    [{ handle: "Coop" }, 422, "bad-handle"],
    [{ handle: "folkmoot.server" }, 422, "bad-handle"],
    [{ handle: "" }, 422, "bad-handle"],
    [{ name: " \n " }, 422, "bad-name"],
    [{ rule: "anarchy" }, 400, "bad-request"],
    [{ rule: { ...presets.majority, quorum: [2, 1] } }, 422, "bad-rule"],
    [{ joining: "by birth" }, 400, "bad-request"],
    [{ votingHours: -1 }, 400, "bad-request"],
    [{ language: "not a language" }, 422, "bad-language"],
    [{ timeZone: "Mars/Olympus" }, 422, "bad-time-zone"],
  ];
  for (const [change, status, code] of cases) {
    const { body, status: got, headers } = await moot.api("/assemblies", { ...good, ...change });
    t.match(
      { got, body },
      { got: status, body: { code, status, title: String, type: String } },
      JSON.stringify(change),
    );
    t.match(headers.get("content-type"), /^application\/problem\+json/);
  }
});

test("a proposal goes from deliberation to voting, and its addresses are what they should be", async (t) => {
  const draft = { title: "  Stay  ", text: "Here.\r\nFor good." };
  const made = await moot.api("/assemblies/coop/proposals", draft);
  t.match(made, { status: 201, body: { state: "deliberation", question: null, id: uuid } });
  const { id } = made.body;
  t.equal(made.body.url, `${moot.origin}/proposals/${id}`);
  t.match(await story.proposal(id), {
    title: "Stay",
    text: "Here.\nFor good.",
    version: 1,
    question: null,
    outcome: null,
    author: null,
  });
  const opened = await moot.api(`/proposals/${id}/open`, {});
  t.match(opened, { status: 200, body: { state: "voting", question: /\/questions\// } });
  t.match(await story.proposal(id), {
    state: "voting",
    question: { id: opened.body.question, roll: 0, rule: presets.majority },
  });
  t.match(await moot.api(`/proposals/${id}/open`, {}), { status: 409, body: { code: "already-open" } });
  t.match((await moot.api("/assemblies/coop/proposals")).body.items[0], { id, title: "Stay" });
});

test("without a wish voting lasts 72 hours, and wishes have limits", async (t) => {
  const propose = (more: object) =>
    moot.api("/assemblies/coop/proposals", { title: "Stay", text: "Here.", open: true, ...more });
  const { body } = await propose({});
  const { question } = await story.proposal(body.id);
  t.equal(Date.parse(question.closesAt) - Date.parse(question.opensAt), 72 * 3_600_000);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  t.match(await propose({ closesAt: at(-1000) }), { status: 422, body: { code: "closes-too-soon" } });
  t.match(await propose({ closesAt: at(400 * 24 * 3_600_000) }), {
    status: 422,
    body: { code: "closes-too-late" },
  });
  t.match(await propose({ closesAt: "tomorrow" }), { status: 400 });
  t.match(await propose({ closesAt: "2030-03-31T02:30:00" }), { status: 400 }, "a time without a zone");
  const offset = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().replace(/\.\d+Z$/, "+05:30");
  t.equal((await propose({ closesAt: offset })).status, 201, "seconds and offsets are fine");
  for (const [change, code] of [
    [{ title: "   " }, "bad-title"],
    [{ title: "x".repeat(100_000) }, "bad-title"],
    [{ title: "two\nlines" }, "bad-title"],
    [{ text: "  " }, "bad-text"],
    [{ text: "é".repeat(60_000) }, "bad-text"],
    [{ language: "??" }, "bad-language"],
  ] as const) {
    t.match(await propose(change), { status: 422, body: { code } }, JSON.stringify(change).slice(0, 40));
  }
});

test("while deliberation runs a proposal is not opened, and with open it is not even stored", async (t) => {
  await moot.api("/assemblies", { handle: "slow", name: "Slow", rule: "majority", deliberationHours: 48 });
  const draft = { title: "Wait", text: "A while." };
  const { status, body } = await moot.api("/assemblies/slow/proposals", { ...draft, open: true });
  t.match({ status, body }, { status: 409, body: { code: "deliberation-running", detail: /earliest/ } });
  t.same((await moot.api("/assemblies/slow/proposals")).body.items, []);
  const made = await moot.api("/assemblies/slow/proposals", draft);
  t.match(await moot.api(`/proposals/${made.body.id}/open`, {}), {
    status: 409,
    body: { code: "deliberation-running" },
  });
  t.match(await story.proposal(made.body.id), { state: "deliberation", question: null });
});

test("lists come by page, and strange pages are refused or clamped", async (t) => {
  const accounts = await story.admit(...Array.from({ length: 7 }, (_, i) => `m${i}`));
  const { question, id } = await story.ask();
  for (const account of accounts) await account.vote(question, "Agree");
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 10; pages++) {
    const { body } = await moot.api(
      `/proposals/${id}/ballots?limit=3${after && `&after=${after}`}`,
      undefined,
      null,
    );
    seen.push(...body.items.map((item: any) => item.voter));
    if (body.next === null) break;
    after = body.next;
  }
  t.same(
    seen,
    accounts.map((account) => account.id),
    "in the order they came",
  );
  t.match((await story.ballots(id))[0], { position: "agree", reason: null, via: "poll", at: /Z$/ });
  const roll = (await moot.api(`/proposals/${id}/roll?limit=1000000000`, undefined, null)).body;
  t.same(roll.items.map((item: any) => item.voter).sort(), [...seen].sort());
  t.equal(roll.next, null);
  for (const bad of ["limit=-1", "limit=0", "limit=x", "after=x", "after=-5", "after='%20or%201=1"]) {
    t.equal((await moot.api(`/proposals/${id}/ballots?${bad}`)).status, 400, bad);
  }
  t.equal((await moot.api(`/proposals/${id}/ballots?limit=1e9`)).status, 200, "a limit too high is clamped");
});

test("odd ids, methods and kinds of content get the answers that they should", async (t) => {
  for (const path of [
    "/proposals/x",
    "/proposals/018f0000-0000-7000-8000-000000000000",
    "/assemblies/nobody",
    "/assemblies/'%3B--",
    "/nowhere",
  ]) {
    const { status, headers } = await moot.api(path, undefined, null);
    t.equal(status, 404, path);
    t.match(headers.get("content-type"), /problem\+json/);
  }
  const odd = await fetch(`${local}/api/v1/assemblies/coop`, { headers: { accept: "image/png" } });
  t.ok([200, 406].includes(odd.status), "an Accept that cannot be served");
  const head = await fetch(`${local}/api/v1/assemblies/coop`, { method: "HEAD" });
  t.equal(head.status, 200);
  t.equal(await head.text(), "");
  const token = { authorization: "Bearer operator-token-of-tests" };
  const xml = await fetch(`${local}/api/v1/assemblies`, {
    method: "POST",
    body: "<x/>",
    headers: { ...token, "content-type": "text/xml" },
  });
  t.equal(xml.status, 415);
  const broken = await fetch(`${local}/api/v1/assemblies`, {
    method: "POST",
    body: "{",
    headers: { ...token, "content-type": "application/json" },
  });
  t.equal(broken.status, 400);
  const huge = await fetch(`${local}/api/v1/assemblies`, {
    method: "POST",
    body: JSON.stringify({ handle: "x".repeat(2_000_000) }),
    headers: { ...token, "content-type": "application/json" },
  });
  t.equal(huge.status, 413);
  const literal = await moot.api("/assemblies", {
    handle: "sql",
    name: "'); drop table assembly; --",
    rule: "majority",
  });
  t.equal(literal.body.name, "'); drop table assembly; --", "what looks like SQL is a name");
});

test("only the operator's token opens what is the operator's", async (t) => {
  for (const token of [null, "wrong-token-of-nobody", ""]) {
    for (const [path, body] of [
      ["/assemblies", { handle: "mine", name: "Mine", rule: "majority" }],
      ["/assemblies/coop/members", { account: "@x@y.example" }],
      ["/assemblies/coop/proposals", { title: "x", text: "y" }],
    ] as const) {
      const { status, body: problem, headers } = await moot.api(path, body, token);
      t.match({ status, problem }, { status: 401, problem: { code: "bad-token" } }, path);
      t.match(headers.get("www-authenticate"), /Bearer/);
    }
  }
});

test("what comes later answers 404 and is not in the OpenAPI document", async (t) => {
  const { id } = await story.ask();
  t.match(await moot.api(`/proposals/${id}/ballots`, { position: "agree" }), {
    status: 403,
    body: { code: "not-a-member" },
  });
  t.equal((await moot.api("/assemblies/coop/ledger/checkpoint")).status, 404);
  const openapi: any = await (await fetch(`${local}/api/openapi.json`)).json();
  t.match(openapi.openapi, /^3\./);
  const paths = Object.keys(openapi.paths);
  t.ok(paths.includes("/api/v1/proposals/{id}/ballots"));
  t.notMatch(paths.join(" "), /ledger|tokens|sessions/);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  t.ok(peer.received.length > 0);
  await story.stop();
});
