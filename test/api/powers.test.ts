import { test } from "tap";
import { gather } from "../support/people.ts";

const people = await gather();
const { story, callers, id, own, objection, note, amendment, suggestion } = people;
const { moot } = story;
const closing = { closesAt: new Date(Date.now() + 3_600_000).toISOString() };
type Who = keyof typeof callers;

const draft = { title: "Bake on Mondays", text: "From May." };
const unknown = "019a0000-0000-7000-8000-000000000000";
const all = (code: string) =>
  Object.fromEntries(Object.keys(callers).map((who) => [who, code])) as Record<Who, string>;
const onlyOperator = (({ operator, ...others }) => others)(all("bad-token"));
/** What nobody is refused but for a ban, and who has no token or is no person. */
const banned = { banned: "banned", barred: "banned" };
const members = { ...banned, stranger: "not-a-member", operator: "not-a-member" };
const authors = { ...all("not-the-author"), ...banned };

const owners = { ...all("not-yours"), ...banned };

/** What only a facilitator does, and the operator. */
const organisers = {
  ...(({ facilitator, operator, ...others }) => others)(all("not-a-facilitator")),
  ...banned,
};

/** What each is refused who may not do it; who is not named may, and is not tried here. `nobody` is always refused. */
const table: readonly [path: string, body: object, refused: Partial<Record<Who, string>>][] = [
  ["/assemblies", { handle: "x", name: "X", rule: "majority" }, onlyOperator],
  ["/assemblies/coop/members", { account: "@x@y.example" }, onlyOperator],
  ["/export", { key: Buffer.alloc(32).toString("base64") }, onlyOperator],
  ["/assemblies/coop/proposals", draft, { ...banned, stranger: "not-a-member" }],
  ["/assemblies/coop/proposals", { ...draft, settings: { rule: "majority" } }, members],
  ["/assemblies/coop/proposals", { ...draft, act: { what: "ban", target: "spam.example" } }, members],
  [`/proposals/${id}/ballots`, { position: "agree" }, { operator: "not-a-member", banned: "banned" }],
  [`/proposals/${id}/withdraw`, {}, (({ operator, ...others }) => others)(authors)],
  [`/proposals/${own}/withdraw`, {}, (({ author, ...others }) => others)(authors)],
  [`/proposals/${own}/open`, closing, (({ author, facilitator, ...others }) => others)(authors)],
  [`/proposals/${own}/versions`, { text: "x" }, (({ author, ...others }) => others)(authors)],
  [`/proposals/${own}/return`, {}, (({ author, ...others }) => others)(authors)],
  [`/proposals/${own}/deliberate`, {}, (({ author, ...others }) => others)(authors)],
  [`/proposals/${own}/statement`, { text: "x" }, { ...all("not-yours"), operator: "not-a-member" }],
  [`/proposals/${own}/endorsements`, {}, members],
  [`/proposals/${own}/amendments`, { replacements: [{ old: "From", new: "Until" }] }, members],
  [
    `/amendments/${amendment}/file`,
    {},
    { ...members, author: "no-amendment", member: "no-amendment", facilitator: "no-amendment" },
  ],
  [`/amendments/${amendment}/support`, { supports: true }, members],
  [`/amendments/${amendment}/reject`, { reason: "x" }, (({ author, ...others }) => others)(authors)],
  [`/amendments/${amendment}/withdraw`, {}, (({ member, ...others }) => others)(owners)],
  [`/amendments/${amendment}/promote`, {}, { ...owners, member: "no-amendment" }],
  [`/proposals/${own}/merge`, { amendments: [amendment] }, (({ author, ...others }) => others)(authors)],
  [
    `/proposals/${own}/merge-draft`,
    { amendments: [amendment] },
    (({ author, facilitator, ...others }) => others)(authors),
  ],
  [`/proposals/${own}/objections`, { reason: "x" }, members],
  [`/proposals/${own}/suggestions`, { text: "x" }, { ...banned, operator: "not-a-member" }],
  [`/suggestions/${suggestion}/support`, {}, { ...banned, operator: "not-a-member" }],
  [
    `/suggestions/${suggestion}/fulfil`,
    {},
    { ...(({ member, ...others }) => others)(owners), operator: "not-a-member" },
  ],
  [
    `/suggestions/${suggestion}/withdraw`,
    {},
    { ...(({ member, ...others }) => others)(owners), operator: "not-a-member" },
  ],
  [`/objections/${objection}/answer`, { text: "x" }, members],
  [
    `/objections/${objection}/lift`,
    {},
    { ...(({ member, ...others }) => others)(all("not-yours")), operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/join",
    { affirm: true },
    {
      ...{ operator: "not-a-member", ...banned },
      ...{ member: "already-member", facilitator: "already-member" },
    },
  ],
  ["/assemblies/coop/join", { affirm: false }, { ...all("not-affirmed"), operator: "not-a-member" }],
  [
    "/assemblies/coop/leave",
    {},
    { stranger: "not-a-member", operator: "not-a-member", banned: "not-a-member" },
  ],
  ["/assemblies/coop/vouches", { account: people.stranger.id }, members],
  ["/assemblies/coop/invitations", {}, members],
  ["/assemblies/coop/leave-invitations", { account: people.member.id, reasons: "x" }, members],
  [
    "/assemblies/coop/leave-invitations/answer",
    { id: unknown, text: "x" },
    { ...all("bad-invitation"), operator: "not-a-member" },
  ],
  [
    "/assemblies/coop/hidings",
    { note, reason: "x" },
    {
      ...(({ facilitator, ...others }) => others)(all("not-a-facilitator")),
      ...{ ...banned, operator: "not-a-member" },
    },
  ],
  [
    "/assemblies/coop/hidings/end",
    { note, reason: "x" },
    {
      ...(({ facilitator, ...others }) => others)(all("not-a-facilitator")),
      ...{ ...banned, operator: "not-a-member" },
    },
  ],
  [
    "/assemblies/coop/resign",
    {},
    {
      ...(({ facilitator, ...others }) => others)(all("not-a-facilitator")),
      operator: "not-a-member",
    },
  ],
  ["/assemblies/coop/witnesses", { account: "@union@union.example" }, organisers],
  [`/assemblies/coop/witnesses/${unknown}`, { step: "end" }, organisers],
  [
    "/me/erase",
    { sure: true },
    {
      ...{ author: "still-a-member", member: "still-a-member", facilitator: "still-a-member" },
      ...{ barred: "still-a-member", operator: "not-a-member" },
    },
  ],
  ["/me/erase/cancel", {}, { ...all("not-found"), operator: "not-a-member" }],
  ["/bans", { target: people.member.id, reason: "spam" }, onlyOperator],
  ["/bans/end", { target: people.barred.id, reason: "x" }, onlyOperator],
];

test("nobody does by the API what is not theirs to do, and each is told why", async (t) => {
  for (const [path, body, refused] of table)
    for (const [who, code] of Object.entries({ ...refused, nobody: "bad-token" })) {
      const { status, body: problem } = await callers[who as Who](path, body);
      t.ok(status >= 400 && status < 500, `${who} ${path}: ${status}`);
      t.equal(problem.code, code, `${who} ${path}`);
    }
  await people.untouched(t, "what was refused");
});

test("every route that changes anything is in that table, and there are none by other methods", async (t) => {
  const { json } = await moot.get("/api/openapi.json");
  const known = new Set(
    table.map(([path]) =>
      path
        .replace(/\/(proposals|objections|suggestions|amendments)\/[0-9a-f-]{36}/, "/$1/{id}")
        .replace("/assemblies/coop", "/assemblies/{handle}")
        .replace(/(\/witnesses)\/[0-9a-f-]{36}/, "$1/{id}"),
    ),
  );
  for (const [path, methods] of Object.entries<object>(json.paths)) {
    for (const method of Object.keys(methods)) t.match(method, /^(get|post)$/, path);
    if ("post" in methods) t.ok(known.has(path.replace("/api/v1", "")), `${path} is tried by everybody`);
  }
});

test("whoever answers answers for themselves, whomever else the request names", async (t) => {
  const { facilitator, member, barred, stranger, author } = people;
  const named = { voter: member.id, actor: member.id, actorId: member.id, account: member.id, as: member.id };
  for (const who of ["facilitator", "author", "barred", "stranger"] as const) {
    const { status } = await callers[who](`/proposals/${id}/ballots`, { position: "agree", ...named });
    t.equal(status, 200, who);
    await people.untouched(t, who, [facilitator, author, barred]);
  }
  const mine = (await story.ballots(id)).map(({ voter, position }) => [voter, position]);
  for (const { id: voter } of [facilitator, author, barred])
    t.ok(mine.some(([who, position]) => who === voter && position === "agree"));
  t.notOk(mine.some(([who]) => who === stranger.id));
  t.match((await story.proposal(id)).sympathisers, { agree: 1 });
});

test("what a facilitator may hide is words: the answer that came with them stands, is shown and counts", async (t) => {
  const { facilitator, author, barred } = people;
  const tally = (await story.proposal(id)).tally;
  const hidden = await callers.facilitator("/assemblies/coop/hidings", { note, reason: "Spam" });
  t.equal(hidden.status, 200);
  t.same((await story.proposal(id)).tally, tally);
  const listed = (await story.ballots(id)).find(({ voter }) => voter === people.member.id);
  t.match(listed, { position: "block", reason: null });
  t.equal(
    (await callers.facilitator("/assemblies/coop/hidings/end", { note, reason: "Not so" })).status,
    200,
  );
  await people.untouched(t, "hidden and shown", [facilitator, author, barred]);
});

test("what else the facilitator and the operator may do changes no ballot: scheduling, admitting, banning, withdrawing", async (t) => {
  const { facilitator, author, barred, member } = people;
  const mayVote = [facilitator, author, barred];
  const { tally } = await story.proposal(id);
  t.equal((await callers.facilitator(`/proposals/${own}/open`, closing)).status, 200);
  t.equal((await callers.operator("/bans", { target: member.id, reason: "x" })).status, 200);
  t.equal((await callers.operator("/bans", { target: new URL(member.id).host, reason: "x" })).status, 200);
  t.match(await callers.operator("/assemblies/coop/members", { account: member.id }), {
    body: { code: "banned" },
  });
  await people.untouched(t, "banned with all of their server", mayVote);
  t.same((await story.proposal(id)).tally, tally);
  t.equal(await story.account("cem").vote(people.question, "Agree"), 202);
  t.match((await story.proposal(id)).tally, { ...tally, agree: tally.agree + 1 }, "and nobody's is stopped");
  t.equal((await callers.operator(`/proposals/${id}/withdraw`, {})).body.code, "cannot-withdraw");
  await people.untouched(t, "after all", [...mayVote, story.account("cem")]);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
