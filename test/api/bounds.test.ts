import { test } from "tap";
import { operatorToken, startMoot } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "majority" });
const { moot } = story;
const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(moot.origin + path, { headers });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
};

test("a page that is exactly full is the last one", async (t) => {
  await story.admit("ann", "bob", "cy");
  const { id } = await story.ask();
  await story.ask({ title: "Another" });
  for (const name of ["ann", "bob", "cy"])
    await story.account(name).vote((await story.proposal(id)).question.id, "Agree");
  const lists = {
    ...{ "/assemblies/coop/members": 3, "/assemblies/coop/proposals": 2 },
    ...{ [`/proposals/${id}/roll`]: 3, [`/proposals/${id}/ballots`]: 3 },
  };
  for (const [path, size] of Object.entries(lists)) {
    const full = (await moot.api(`${path}?limit=${size}`, undefined, null)).body;
    t.equal(full.items.length, size, path);
    t.equal(full.next, null, path);
    const first = (await moot.api(`${path}?limit=${size - 1}`, undefined, null)).body;
    t.equal(first.items.length, size - 1, path);
    const rest = (await moot.api(`${path}?limit=${size - 1}&after=${first.next}`, undefined, null)).body;
    t.equal(rest.items.length, 1, path);
    t.equal(rest.next, null, path);
  }
});

test("what cannot be stored is refused, wherever it stands, and is no fault of ours", async (t) => {
  const { id } = await story.ask({ title: "A third" });
  for (const path of ["/api/v1/assemblies/a%00b", `/api/v1/proposals/${id}/roll?after=%00`, "/api/v1/%zz"])
    t.match(await get(path), { status: /^4/ }, path);
  const activity = { accept: "application/activity+json" };
  const question = new URL((await story.proposal(id)).question.id).pathname;
  for (const path of [`${question}/replies?after=%00`, "/assemblies/a%00b", "/assemblies/a%00b/outbox"])
    t.match(await get(path, activity), { status: /^4/ }, path);
  for (const bad of ["a\0b", "\ud800"]) {
    const charter = { handle: "odd", name: "Odd", rule: "majority", joining: "open" };
    for (const field of ["name", "summary"])
      t.equal((await moot.api("/assemblies", { ...charter, [field]: bad })).status, 400, field);
    t.equal((await moot.api("/assemblies", { ...charter, values: [bad] })).status, 400);
    for (const draft of [
      { title: bad, text: "x" },
      { title: "x", text: bad },
    ])
      t.equal((await moot.api("/assemblies/coop/proposals", draft)).status, 400);
    t.equal((await moot.api("/assemblies/coop/members", { account: bad })).status, 400);
  }
  t.equal((await moot.api("/assemblies/odd")).status, 404, "nothing of it was founded");
});

test("who may not ask is told so before what they asked for is looked at", async (t) => {
  const { status, body } = await moot.api("/assemblies", { nonsense: true }, null);
  t.equal(status, 401);
  t.notMatch(JSON.stringify(body), /nonsense|handle|name:/);
});

test("who left by their own word is not made a member again by the operator, and is invited once", async (t) => {
  const ann = story.account("ann");
  await ann.mention(story.assembly, "leave");
  await story.toldNote(ann, /You have left/);
  for (let times = 0; times < 3; times++)
    t.equal((await moot.api("/assemblies/coop/members", { account: ann.id })).status, 202);
  await story.settled();
  t.equal(story.told(ann).filter((text) => /You are invited/.test(text)).length, 1);
});

test("an answer about a member says who admitted them and when, as it was", async (t) => {
  const dee = story.account("dee");
  await dee.mention(story.assembly, "join");
  const asked = await story.toldNote(dee, /To join/);
  await dee.reply(asked.id, "I agree", { direct: true });
  await story.toldNote(dee, /Welcome/);
  const { status, body } = await moot.api("/assemblies/coop/members", { account: dee.id });
  t.equal(status, 200);
  const listed = (await moot.api("/assemblies/coop/members")).body.items.find(
    (one: any) => one.member === dee.id,
  );
  t.same(body, listed);
  t.equal(body.admittedBy, "self");
});

test("a method that an address of the API does not know is refused with those that it knows", async (t) => {
  const { id } = await story.ask({ title: "A fourth" });
  const cases: [string, string, RegExp][] = [
    ["PUT", "/assemblies", /^(?=.*GET)(?=.*POST)/],
    ["DELETE", "/assemblies/coop", /GET/],
    ["PATCH", `/proposals/${id}`, /GET/],
    ["GET", `/proposals/${id}/open`, /^POST$/],
    ["OPTIONS", "/assemblies/coop/members", /POST/],
  ];
  for (const [method, path, allow] of cases) {
    const answer = await fetch(`${moot.origin}/api/v1${path}`, { method });
    t.equal(answer.status, 405, `${method} ${path}`);
    t.match(answer.headers.get("allow"), allow);
    t.match(answer.headers.get("content-type"), /^application\/problem\+json/);
    t.match(await answer.json(), { code: "method-not-allowed", status: 405 });
  }
  t.match(await get("/api/v1/nowhere"), { status: 404, type: /problem/ }, "an address that there is not");
});

test("an address that cannot be read is refused by the API as a problem, by pages in a sentence", async (t) => {
  const long = "a".repeat(300);
  t.match(await get("/api/v1/%zz"), {
    status: 400,
    type: /^application\/problem\+json/,
    text: /"bad-request"/,
  });
  t.match(await get(`/api/v1/assemblies/${long}`), {
    ...{ status: 404, type: /^application\/problem\+json/, text: /"not-found"/ },
  });
  t.match(await get("/%zz"), { status: 400, type: /^text\/plain/, text: /The request is not of the form/ });
  t.match(await get(`/assemblies/${long}`), {
    status: 404,
    type: /^text\/plain/,
    text: /There is nothing at/,
  });
});

test("no token but the operator's own lifts the limit of the API", async (t) => {
  const limited = await startMoot({ env: { RATE_LIMIT: "on" } });
  const ask = async (token: (index: number) => string) => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        fetch(`${limited.origin}/api/v1/assemblies`, {
          headers: { authorization: `Bearer ${token(index)}` },
        }),
      ),
    );
    return all.filter(({ status }) => status === 429).length;
  };
  t.ok((await ask((index) => `guess-${index}`)) > 0, "guesses count for their address");
  t.ok((await ask(() => operatorToken)) > 0, "the operator has a limit as well");
  await limited.stop();
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
