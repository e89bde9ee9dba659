import { test } from "tap";
import { type RefusalCode, refusals } from "../../src/domain/refusal.ts";
import { loadAssembly } from "../../src/store/assemblies.ts";
import { lockMembership } from "../../src/store/members.ts";
import { listSessions, listTokens } from "../../src/store/sessions.ts";
import { tokenOf } from "../support/member.ts";
import { operatorToken } from "../support/moot.ts";
import { gather } from "../support/people.ts";
import { routesOf } from "../support/routes.ts";
import { type Browser, openBrowser, signedInAs } from "../support/sign-in.ts";
import { look } from "./look.ts";

const people = await gather();
const { story, id, own, objection, suggestion, member } = people;
const { moot } = story;
const { db } = moot.ctx;

/** Who sends forms: signed in, each of them; not signed in, nobody, or who sends a token along as programs do. */
const signedIn = ["author", "member", "facilitator", "stranger", "banned", "barred"] as const;
const bearers = { nobody: null, operator: operatorToken, token: tokenOf(member) } as const;
type Who = (typeof signedIn)[number] | keyof typeof bearers;
const browsers = new Map<Who, Browser>();
for (const who of Object.keys(bearers) as (keyof typeof bearers)[]) {
  const browser = openBrowser(moot);
  await browser.get("/sign-in");
  browsers.set(who, browser);
}
for (const who of signedIn) browsers.set(who, await signedInAs(moot, people[who]));
const send = (who: Who, path: string, fields: Record<string, string>) => {
  const bearer = who in bearers ? bearers[who as keyof typeof bearers] : null;
  const headers: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
  return (browsers.get(who) as Browser).post(path, fields, { headers });
};

const kept = { title: "Later", text: "Some day.", draft: true };
const draft = (await people.callers.author("/assemblies/coop/proposals", kept)).body.id as string;
const sessionsOf = () => listSessions(db, member.id, new Date(0));
const tokensOf = () => listTokens(db, member.id);
const [session] = await sessionsOf();
const [token] = await tokensOf();

const each = (code: RefusalCode | 303) =>
  Object.fromEntries([...signedIn, ...Object.keys(bearers)].map((who) => [who, code])) as Codes;
/** A code that is said on the page, or 303 where what is sent leads on and does nothing of this kind. */
type Codes = Partial<Record<Who, RefusalCode | 303>>;
const but = (codes: Codes, ...mayDoIt: readonly Who[]): Codes =>
  Object.fromEntries(Object.entries(codes).filter(([who]) => !mayDoIt.includes(who as Who)));

const banned = { banned: "banned", barred: "banned" } as const;
const members: Codes = { ...banned, stranger: "not-a-member" };
const authors: Codes = { ...each("not-the-author"), ...banned };
const owners: Codes = { ...but(each("not-yours"), "member"), ...banned };
const sure = { sure: "yes" };
const agrees = { affirm: "yes", version: "1" };
const joined = { author: "already-member", member: "already-member", facilitator: "already-member" } as const;
const hides = { noteId: people.note, author: member.id, reason: "Spam" };
// of the member: their seat, an invitation that they made, and one to leave that they were given
const seat = (await lockMembership(db, (await loadAssembly(db, "coop"))?.id ?? "", member.id))?.id ?? "";
const invitation = (await people.callers.member("/assemblies/coop/invitations", {})).body.id as string;
const askedToLeave = { account: member.id, reasons: "The ovens were left on." };
const asked = (await people.callers.author("/assemblies/coop/leave-invitations", askedToLeave)).body.id;
// the member's first amendment is open; of the second one, a draft, nobody else knows
const thought = { replacements: [{ old: "May", new: "July" }], draft: true };
await people.callers.member(`/proposals/${own}/amendments`, thought);
const matter = { title: "Bake on Mondays", text: "From May." };

/**
 * Every route of pages that takes a form, as the router writes it, and what each is refused who may not do it; who is
 * not named may, and is not tried here. Who is not signed in is always told to, but where a row says otherwise.
 */
const table: readonly [route: string, of: string, fields: Record<string, string>, refused: Codes][] = [
  ["/first-start", "", { code: "x", name: "Mill", handle: "mill", rule: "majority" }, each(303)],
  ["/assemblies/:handle/propose", "", matter, members],
  // whoever they are, nobody but its author is told that there is a draft
  ["/assemblies/:handle/propose/:id", draft, {}, but(each("no-proposal"), "author")],
  ["/assemblies/:handle/propose/:id/withdraw", draft, sure, but(each("no-proposal"), "author")],
  ["/assemblies/:handle/join", "", agrees, { ...joined, banned: "banned", barred: "banned" }],
  ["/assemblies/:handle/leave", "", sure, { stranger: "not-a-member" }],
  ["/assemblies/:handle/invitations", "", {}, members],
  [
    "/assemblies/:handle/invitations/:id/end",
    invitation,
    {},
    { ...but(each("not-yours"), "member"), ...members },
  ],
  ["/assemblies/:handle/members/:id/vouch", seat, {}, members],
  ["/assemblies/:handle/members/:id/ask-to-leave", seat, { reasons: "x" }, members],
  [
    "/assemblies/:handle/leave-invitations/:id/answer",
    asked,
    { text: "x" },
    but(each("not-yours"), "member"),
  ],
  ["/assemblies/:handle/roles/resign", "", sure, but(each("not-a-facilitator"), "facilitator")],
  [
    "/assemblies/:handle/witnesses",
    "",
    { account: "@union@union.example" },
    { ...but(each("not-a-facilitator"), "facilitator"), ...banned },
  ],
  [
    "/assemblies/:handle/witnesses/:id",
    id,
    { step: "end" },
    { ...but(each("not-a-facilitator"), "facilitator"), ...banned },
  ],
  ["/proposals/:id/hide", id, hides, { ...but(each("not-a-facilitator"), "facilitator"), ...banned }],
  ["/proposals/:id/show", id, hides, { ...but(each("not-a-facilitator"), "facilitator"), ...banned }],
  ["/assemblies/:handle/constitution/propose", "", { ...matter, name: "Mine" }, members],
  ["/proposals/:id/ballot", id, { position: "agree" }, { banned: "banned" }],
  ["/proposals/:id/concerns", own, { reason: "x" }, members],
  ["/proposals/:id/endorse", own, {}, members],
  ["/proposals/:id/statement", own, { text: "x" }, each("not-yours")],
  ["/proposals/:id/vote", own, {}, but(authors, "author", "facilitator")],
  ["/proposals/:id/vote", id, {}, { ...banned, ...but(authors, "facilitator") }],
  ["/proposals/:id/withdraw", own, sure, but(authors, "author")],
  ["/proposals/:id/withdraw", id, sure, authors],
  ["/proposals/:id/revise", own, { ...matter, text: "From June." }, but(authors, "author")],
  ["/proposals/:id/revise", id, { ...matter, text: "From June." }, authors],
  ["/proposals/:id/suggestions", own, { text: "x" }, banned],
  ["/suggestions/:id/support", suggestion, { supports: "yes" }, banned],
  ["/suggestions/:id/fulfil", suggestion, {}, { ...but(each("not-yours"), "member"), ...banned }],
  ["/suggestions/:id/withdraw", suggestion, {}, { ...but(each("not-yours"), "member"), ...banned }],
  ["/proposals/:id/amend", own, { text: "From August.", version: "1", do: "file" }, members],
  ["/proposals/:id/amendments/:number/support", `${own} 1`, { supports: "yes" }, members],
  ["/proposals/:id/amendments/:number/file", `${own} 2`, {}, but(each("no-amendment"), "member")],
  ["/proposals/:id/amendments/:number/withdraw", `${own} 1`, {}, owners],
  ["/proposals/:id/amendments/:number/withdraw", `${own} 2`, {}, but(each("no-amendment"), "member")],
  ["/proposals/:id/amendments/:number/promote", `${own} 1`, { title: "x" }, owners],
  ["/proposals/:id/amendments/:number/accept", `${own} 1`, {}, but(authors, "author")],
  ["/proposals/:id/amendments/:number/reject", `${own} 1`, { reason: "x" }, but(authors, "author")],
  ["/proposals/:id/merge-draft", own, { "take-1": "yes" }, but(authors, "author", "facilitator")],
  ["/proposals/:id/merge", own, { "take-1": "yes" }, but(authors, "author")],
  ["/objections/:id/answer", objection, { text: "x" }, members],
  ["/objections/:id/lift", objection, {}, but(each("not-yours"), "member")],
  ["/me/sessions/:id/end", session?.id ?? "", {}, but(each("not-found"), "member")],
  ["/me/tokens/:id/end", token?.id ?? "", {}, but(each("not-found"), "member")],
  [
    "/me/erase",
    "",
    sure,
    but(each("still-a-member"), "stranger", "banned", ...(Object.keys(bearers) as (keyof typeof bearers)[])),
  ],
  ["/me/erase/cancel", "", {}, each("not-found")],
  // these end and make only what is the sender's own; that is shown below
  ["/me/sessions/end-others", "", {}, {}],
  ["/me/tokens", "", { name: "x" }, {}],
  ["/sign-out", "", {}, {}],
  // anybody checks a receipt, and nothing is kept of it
  ["/receipts", "", { receipt: "x" }, {}],
];
/** Where the page says in its own words how somebody stands, instead of the refusal's. */
const inOwnWords: Record<string, Partial<Record<RefusalCode, RegExp>>> = {
  "/assemblies/:handle/join": { "already-member": /Member since/, banned: /Member since|Banned/ },
};
/** `of`: an id, and behind it the number that some routes have too. */
const pathOf = (route: string, of: string): string => {
  const [about = "", number = ""] = of.split(" ");
  return route
    .replace(":handle", "coop")
    .replace(":id", about || id)
    .replace(":number", number);
};

test("nobody does by a form what is not theirs to do, and each is told why on the page", async (t) => {
  for (const [route, of, fields, refused] of table) {
    if (route === "/sign-out") continue;
    const outside = Object.fromEntries(Object.keys(bearers).map((who) => [who, "not-signed-in"]));
    const codes = route === "/first-start" || route === "/receipts" ? refused : { ...refused, ...outside };
    for (const [who, code] of Object.entries(codes) as [Who, RefusalCode | 303][]) {
      const { status, text } = await send(who, pathOf(route, of), fields);
      const what = `${who} ${pathOf(route, of)}`;
      if (code === 303) t.equal(status, 303, what);
      else {
        t.equal(status, refusals[code].status, what);
        const words = inOwnWords[route]?.[code];
        const said = look(text).text;
        t.ok(words?.test(said) ?? said.includes(refusals[code].sentence), `${what}: ${code}`);
      }
    }
  }
  await people.untouched(t, "what was refused");
  t.equal((await moot.api("/assemblies")).body.items.length, 1, "no second assembly was founded");
});

test("every route that takes a form is in that table, but for signing in; none takes another method", (t) => {
  const known = new Set(table.map(([route]) => route));
  const ofPages = (route: string): boolean => !/^\/(api\/|sign-in|.*inbox$)/.test(route);
  const routes = routesOf(moot, "POST").filter(ofPages);
  t.ok(routes.length >= known.size);
  for (const route of routes) t.ok(known.has(route), `${route} is tried by everybody`);
  for (const route of known) t.ok(routes.includes(route), `${route} is there`);
  for (const method of ["PUT", "PATCH", "DELETE"]) t.same(routesOf(moot, method), [], method);
  t.end();
});

test("what is one's own to make and to end is made and ended for nobody else", async (t) => {
  const named = { account: member.id, actorId: member.id, voter: member.id, owner: member.id };
  const before = [await sessionsOf(), await tokensOf()];
  for (const who of ["author", "facilitator", "stranger", "banned", "barred"] as const) {
    t.equal((await send(who, "/me/tokens", { name: "x", ...named })).status, 200, who);
    t.equal((await send(who, "/me/sessions/end-others", named)).status, 303, who);
  }
  const shown = ([sessions, tokens]: unknown[]) =>
    JSON.stringify([sessions, tokens], (key, value) => (/At$/.test(key) ? undefined : value));
  t.equal(shown([await sessionsOf(), await tokensOf()]), shown(before));
});

test("whoever answers by form answers for themselves, whomever else the form names", async (t) => {
  const { facilitator, author, barred } = people;
  const mayVote = [facilitator, author, barred];
  const named = { voter: member.id, actorId: member.id, account: member.id, me: member.id };
  for (const who of ["facilitator", "author", "barred", "stranger"] as const) {
    const sent = await send(who, `/proposals/${id}/ballot`, {
      position: "agree",
      reason: "Bread!",
      ...named,
    });
    t.equal(sent.status, 303, who);
    await people.untouched(t, who, mayVote);
  }
  const ballots = await story.ballots(id);
  for (const { id: voter } of mayVote)
    t.match(
      ballots.find((one) => one.voter === voter),
      { position: "agree" },
    );
  t.equal(
    ballots.find((one) => one.voter === barred.id).reason,
    null,
    "nothing is kept of what the banned say",
  );
  t.equal(ballots.length, 4);
  t.match((await story.proposal(id)).sympathisers, { agree: 1 });
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
