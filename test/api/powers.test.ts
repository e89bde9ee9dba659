import { test } from "tap";
import { type Caller, callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "consensus", facilitation: true });
const { moot } = story;
const [ann, bea] = await story.admit("ann", "bea");
const { question, id } = await story.ask({ closesAt: new Date(Date.now() + 3_600_000).toISOString() });
const author = await callerFor(moot, ann as never);
const member = await callerFor(moot, bea as never);
const outside = story.account("eve");
await outside.follow(story.assembly);
await story.settled();
const stranger = await callerFor(moot, outside);
const operator: Caller = (path, body) => moot.api(path, body);
const nobody: Caller = (path, body) => moot.api(path, body, null);

const draft = { title: "Bake on Mondays", text: "From May." };
const own = (await author("/assemblies/coop/proposals", draft)).body.id as string;
await member(`/proposals/${id}/ballots`, { position: "block", reason: "Too hot" });
const [block] = (await nobody(`/proposals/${id}/objections`)).body.items;
const unknown = "019a0000-0000-7000-8000-000000000000";

type Codes = Partial<Record<"nobody" | "stranger" | "member" | "author" | "operator", string>>;
const callers = { nobody, stranger, member, author, operator };

/** Every route that changes something in an assembly, with what those are refused who may not. */
const table: readonly [path: string, body: object, refused: Codes][] = [
  [
    "/assemblies",
    { handle: "x", name: "X", rule: "majority" },
    { stranger: "bad-token", member: "bad-token" },
  ],
  ["/assemblies/coop/members", { account: "@x@y.example" }, { stranger: "bad-token", member: "bad-token" }],
  ["/assemblies/coop/proposals", draft, { stranger: "not-a-member" }],
  [
    "/assemblies/coop/proposals",
    { ...draft, settings: { rule: "majority" } },
    { stranger: "not-a-member", operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/proposals",
    { ...draft, act: { what: "ban", target: "spam.example" } },
    { stranger: "not-a-member", operator: "not-a-member" },
  ],
  [`/proposals/${id}/ballots`, { position: "agree" }, { operator: "not-a-member" }],
  [`/proposals/${id}/withdraw`, {}, { stranger: "not-the-author", member: "not-the-author" }],
  [`/proposals/${own}/withdraw`, {}, { stranger: "not-the-author", operator: "not-the-author" }],
  [
    `/proposals/${own}/open`,
    {},
    { stranger: "not-the-author", member: "not-the-author", operator: "not-the-author" },
  ],
  [`/proposals/${own}/versions`, { text: "x" }, { member: "not-the-author", operator: "not-the-author" }],
  [`/proposals/${own}/return`, {}, { member: "not-the-author", operator: "not-the-author" }],
  [`/proposals/${own}/deliberate`, {}, { member: "not-the-author", operator: "not-the-author" }],
  [
    `/proposals/${own}/statement`,
    { text: "x" },
    { member: "not-yours", author: "not-yours", operator: "not-a-member" },
  ],
  [`/proposals/${own}/endorsements`, {}, { stranger: "not-a-member", operator: "not-a-member" }],
  [`/proposals/${own}/objections`, { reason: "x" }, { stranger: "not-a-member", operator: "not-a-member" }],
  [`/objections/${block.id}/answer`, { text: "x" }, { stranger: "not-a-member", operator: "not-a-member" }],
  [
    `/objections/${block.id}/lift`,
    {},
    { stranger: "not-yours", author: "not-yours", operator: "not-a-member" },
  ],
  ["/assemblies/coop/join", { affirm: false }, { stranger: "not-affirmed", operator: "not-a-member" }],
  ["/assemblies/coop/leave", {}, { stranger: "not-a-member", operator: "not-a-member" }],
  [
    "/assemblies/coop/vouches",
    { account: outside.id },
    { stranger: "not-a-member", operator: "not-a-member" },
  ],
  ["/assemblies/coop/invitations", {}, { stranger: "not-a-member", operator: "not-a-member" }],
  [
    "/assemblies/coop/leave-invitations",
    { account: bea?.id, reasons: "x" },
    { stranger: "not-a-member", operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/leave-invitations/answer",
    { id: unknown, text: "x" },
    { stranger: "bad-invitation", operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/hidings",
    { note: "https://x.example/1", reason: "x" },
    { member: "not-a-facilitator", operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/hidings/end",
    { note: "https://x.example/1", reason: "x" },
    { member: "not-a-facilitator", operator: "not-a-member" },
  ],
  ["/assemblies/coop/resign", {}, { member: "not-a-facilitator", operator: "not-a-member" }],
  ["/bans", { target: "spam.example", reason: "spam" }, { stranger: "bad-token", member: "bad-token" }],
  ["/bans/end", { target: "spam.example", reason: "x" }, { stranger: "bad-token", member: "bad-token" }],
];

test("nobody does by the API what is not theirs to do, and each is told why", async (t) => {
  for (const [path, body, refused] of table)
    for (const [who, code] of Object.entries({ nobody: "bad-token", ...refused })) {
      const { status, body: problem } = await callers[who as keyof Codes](path, body);
      t.ok(status >= 400 && status < 500, `${who} ${path}: ${status}`);
      t.equal(problem.code, code, `${who} ${path}`);
    }
});

test("every route that changes anything is in that table", async (t) => {
  const openapi: any = await (
    await fetch(`${moot.origin.replace("localhost", "127.0.0.1")}/api/openapi.json`)
  ).json();
  const known = new Set(
    table.map(([path]) =>
      path
        .replace(/\/(proposals|objections)\/[0-9a-f-]{36}/, "/$1/{id}")
        .replace("/assemblies/coop", "/assemblies/{handle}"),
    ),
  );
  for (const [path, methods] of Object.entries<object>(openapi.paths)) {
    for (const method of Object.keys(methods)) t.match(method, /^(get|post)$/, path);
    if ("post" in methods) t.ok(known.has(path.replace("/api/v1", "")), `${path} is tried by everybody`);
  }
});

test("whatever was tried, no ballot but the member's own was cast, and none was changed", async (t) => {
  t.match(await story.ballots(id), [{ voter: bea?.id, position: "block", reason: "Too hot", via: "api" }]);
  t.equal((await story.ballots(id)).length, 1);
  t.ok(question);
  t.same(moot.logged, []);
  await story.stop();
});
