import { test } from "tap";
import { askToLeave } from "../../src/actions/ask-to-leave.ts";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const form = (about: string) => `/assemblies/coop/propose?about=${about}`;
const idIn = (headers: Headers): string => headers.get("location")?.split("/").at(-1) ?? "";

test("what a proposal is about is chosen first, by links", async (t) => {
  const { ann, signIn } = await beginAhead(t);
  const general = look((await ann.get("/assemblies/coop/propose")).text);
  t.same(general.problems, []);
  for (const about of ["admit", "remove", "appoint", "dismiss", "ban", "unban"]) {
    t.ok(general.links.includes(form(about)), about);
    const page = look((await ann.get(form(about))).text);
    t.same(page.problems, [], about);
    t.ok(page.ids.has("who"), about);
    t.ok(page.attributes("form", "action").includes(form(about)), about);
  }
  t.ok(general.links.includes("/assemblies/coop/constitution/propose"));
  t.ok(look((await ann.get(form("nothing"))).text).ids.has("alternativeTo"), "the general form");
  const cleo = await signIn("cleo");
  t.equal((await cleo.get(form("ban"))).status, 403);
  t.equal((await cleo.post(form("ban"), { who: "bad.example", title: "x" }, { from: "/me" })).status, 403);
});

test("each form says in place why it was refused, and keeps what was typed", async (t) => {
  const { story, ann } = await beginAhead(t);
  const { decide } = assemblyOf(story);
  await story.moot.ctx.resolveActor(story.account("eve").id);
  const [ben, eve] = [story.account("ben"), story.account("eve")];
  const cases: [about: string, sent: Record<string, string>, field: string, says: RegExp][] = [
    ["admit", { who: "@nobody@nowhere.example", text: "Kept <1>." }, "who", /no such person here/],
    ["admit", { who: ben.handle, text: "Kept <1>." }, "who", /is a member already/],
    ["admit", { who: eve.handle, text: "Kept <1>." }, "who", /does not ask to join/],
    ["remove", { who: ben.handle, text: "Kept <1>." }, "who", /invited to leave, and the date has passed/],
    ["remove", { who: eve.handle, text: "Kept <1>." }, "who", /invited to leave, and the date has passed/],
    ["appoint", { who: eve.handle, days: "10", text: "Kept <1>." }, "who", /no such person here/],
    ["appoint", { who: "ben", days: "91", text: "Kept <1>." }, "days", /longer than the constitution allows/],
    [
      "appoint",
      { who: "ben", days: "ten", text: "Kept <1>." },
      "days",
      /longer than the constitution allows/,
    ],
    ["appoint", { who: "ben", days: "10", text: " " }, "text", /A text has 1 character or more/],
    ["dismiss", { who: ben.handle, text: "Kept <1>." }, "who", /This person is no facilitator now/],
    ["ban", { who: "not a host", title: "Spam", text: "Kept <1>." }, "who", /A ban is of an account/],
    ["ban", { who: ben.handle, title: "Spam", text: "Kept <1>." }, "who", /is a member already/],
    ["ban", { who: "bad.example", title: "", text: "Kept <1>." }, "title", /A title has 1 to 200/],
    ["ban", { who: "bad.example", title: "Spam", until: "2020-01-01" }, "until", /no date that can be meant/],
    ["ban", { who: "bad.example", title: "Spam", until: "soon" }, "until", /no date that can be meant/],
    ["unban", { who: "bad.example", text: "Kept <1>." }, "who", /no such ban here/],
  ];
  for (const [about, sent, field, says] of cases) {
    const answer = await ann.post(form(about), sent, { from: form(about) });
    const page = look(answer.text);
    t.equal(answer.status, 422, `${about} ${page.text.slice(0, 200)}`);
    t.same(page.problems, [], about);
    t.match(page.text, says, about);
    t.ok(page.links.includes(`#${field}`), `${about}: it leads to ${field}`);
    t.ok(page.ids.has(`${field}-error`), `${about}: it stands beside ${field}`);
    t.ok(page.attributes("input", "value").includes(sent.who as string), `${about}: whom stays`);
    if (sent.text?.trim()) t.match(answer.text, /Kept &lt;1&gt;\.<\/textarea>/, `${about}: the text stays`);
  }
  t.equal(await story.count("proposal"), 0);
  await decide({ what: "ban", target: eve.id, until: null });
  const banned = await ann.post(form("ban"), { who: eve.handle, title: "Again" });
  t.match(look(banned.text).text, /This account or server is banned already/);
  t.equal((await ann.post(form("ban"), { who: "x.example", title: "y" }, { csrf: null })).status, 403);
});

test("a member is proposed as a facilitator, decided on, and dismissed again", async (t) => {
  const { story, ann, adoptBy, signIn } = await beginAhead(t);
  const both = [ann, await signIn("ben")];
  const asked = await ann.get(form("appoint"));
  t.match(asked.text, /<option value="@ben@[^"]+">ben<\/option>/i);
  t.match(asked.text, /id="days"[^>]*value="90"/);
  const made = await ann.post(form("appoint"), { who: "@ben", days: "30", text: "He is patient." });
  t.equal(made.status, 303, look(made.text).text);
  const path = `/proposals/${idIn(made.headers)}`;
  const seen = look((await openBrowser(story.moot).get(path)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /Make @ben a facilitator/);
  t.match(seen.text, /What it does: Makes ben @ben@\S+ a facilitator for 30 days\./i);
  await adoptBy(both, idIn(made.headers));
  t.match(look((await ann.get("/assemblies/coop/roles")).text).text, /Ben @ben@\S+ Facilitator/i);
  const gone = await ann.post(
    form("dismiss"),
    { who: story.account("ben").handle, text: "Enough." },
    { from: form("dismiss") },
  );
  t.equal(gone.status, 303, look(gone.text).text);
  await adoptBy(both, idIn(gone.headers));
  t.match(
    look((await ann.get("/assemblies/coop/roles")).text).text,
    /Nobody is a facilitator now.*ended by the assembly/,
  );
});

test("who asks to join is admitted by a proposal; what cannot be done any more is said", async (t) => {
  const { story, ann, adopt } = await beginAhead(t, { joining: "vote" });
  const { join, seat } = assemblyOf(story);
  const eve = story.account("eve");
  await join(eve);
  t.match((await ann.get(form("admit"))).text, /<option value="@eve@/);
  const make = async () => {
    const made = await ann.post(
      form("admit"),
      { who: eve.handle, text: "She bakes." },
      { from: form("admit") },
    );
    t.equal(made.status, 303, look(made.text).text);
    return idIn(made.headers);
  };
  const [first, second] = [await make(), await make()];
  t.match(
    look((await ann.get(`/proposals/${first}`)).text).text,
    /What it does: Admits eve @eve@\S+ as a member\./i,
  );
  await adopt(first);
  t.match(await seat(eve), { state: "member" });
  await adopt(second);
  const late = look((await ann.get(`/proposals/${second}`)).text);
  t.same(late.problems, []);
  t.match(late.text, /It was adopted, but could not be carried out: This person is a member already\./);
});

test("a removal goes from invitation and statement to the vote, and past ballots stand", async (t) => {
  const { story, clock, ann, signIn } = await beginAhead(t, { rule: "majority" });
  const { ctx } = story.moot;
  const { inside, seat, days } = assemblyOf(story);
  await story.admit("cy");
  const [ben, cy] = [await signIn("ben"), await signIn("cy")];
  const earlier = await story.ask({ closesAt: new Date(ctx.now().getTime() + days(60)).toISOString() });
  const before = `/proposals/${earlier.id}`;
  t.equal((await ben.post(`${before}/ballot`, { position: "agree" }, { from: before })).status, 303);

  t.match(look((await ann.get(form("remove"))).text).text, /Nobody has been invited to leave/);
  const whom = story.account("ben");
  const asked = { whom: whom.id, reasons: "The oven is never cleaned.", decisions: [] };
  await inside((tx, assembly) =>
    askToLeave(ctx, tx, { assembly, actorId: story.account("ann").id, ...asked }),
  );
  const early = await ann.post(
    form("remove"),
    { who: whom.handle, text: "It stays dirty." },
    { from: form("remove") },
  );
  t.equal(early.status, 422);
  t.match(look(early.text).text, /Ben @ben@\S+ invited to leave, the date is .*/i);
  t.match(look(early.text).text, /the person is invited to leave, and the date has passed\./);

  clock.ahead = days(15);
  const asking = await ann.get(form("remove"));
  t.same(look(asking.text).problems, []);
  t.match(look(asking.text).text, /invited to leave, the date passed on/);
  t.match(asking.text, /<option value="@ben@/);
  const made = await ann.post(form("remove"), { who: whom.handle, text: "It stays dirty." });
  t.equal(made.status, 303, look(made.text).text);
  const id = idIn(made.headers);
  const path = `/proposals/${id}`;
  const seen = look((await openBrowser(story.moot).get(path)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /What it does: Removes ben @ben@\S+ from the members\. Ballots they have cast stand\./i);
  t.match(seen.text, /The person is heard first: voting opens once they have made a statement, or from /);
  t.match(seen.text, /invited them to leave on .* The oven is never cleaned\. They have not answered\./);

  const unheard = await ann.post(`${path}/vote`, {}, { from: path });
  t.equal(unheard.status, 409);
  t.same(look(unheard.text).problems, []);
  t.match(look(unheard.text).text, /The person must be heard first/);
  t.notMatch((await cy.get(path)).text, /statement-text/, "nobody speaks in another's place");
  t.equal((await cy.post(`${path}/statement`, { text: "He is sorry." })).status, 403);
  t.match((await ben.get(path)).text, /<label for="statement-text">It is about you/);
  const empty = await ben.post(`${path}/statement`, { text: " " });
  t.equal(empty.status, 422);
  t.same(look(empty.text).problems, []);
  const said = await ben.post(`${path}/statement`, { text: "I was ill, & clean it <again>." });
  t.equal(said.status, 303);
  const heard = look((await openBrowser(story.moot).get(path)).text);
  t.same(heard.problems, []);
  t.match(heard.text, /Ben says to this: I was ill, & clean it <again>\./i);
  t.notMatch(heard.text, /The person is heard first/);

  t.equal((await ann.post(`${path}/vote`, {}, { from: path })).status, 303);
  for (const [browser, position] of [
    [ann, "agree"],
    [cy, "agree"],
    [ben, "disagree"],
  ] as const) {
    const cast = await browser.post(`${path}/ballot`, { position }, { from: path });
    t.equal(cast.status, 303, look(cast.text).text.slice(0, 300));
  }
  const { question } = await story.proposal(id);
  clock.ahead = new Date(question.closesAt).getTime() + 1000 - Date.now();
  await closeQuestion(ctx, question.id.split("/").at(-1), async () => false);
  t.match(await seat(whom), { state: "removed" });
  const members = look((await ann.get("/assemblies/coop/members")).text);
  t.notMatch(members.text, /since .* Ben @ben@/);
  t.match(
    await story.ballots(earlier.id),
    [{ voter: whom.id, position: "agree" }],
    "the ballot cast before stands",
  );
  t.match(
    (await story.ballots(id)).find(({ voter }) => voter === whom.id),
    { position: "disagree" },
  );
  const over = look((await openBrowser(story.moot).get(path)).text);
  t.same(over.problems, []);
  t.match(over.text, /Adopted/);
  t.match(over.text, /I was ill, & clean it <again>\./);
});

test("whom a removal is about is not offered to endorse it once they have left, also when they are back", async (t) => {
  const { story, clock, ann, signIn } = await beginAhead(t);
  const { ctx } = story.moot;
  const { inside, days } = assemblyOf(story);
  const [ben, whom] = [await signIn("ben"), story.account("ben")];
  await inside((tx, assembly) =>
    askToLeave(ctx, tx, {
      ...{ assembly, actorId: story.account("ann").id, whom: whom.id },
      ...{ reasons: "Noise.", decisions: [] },
    }),
  );
  clock.ahead = days(15);
  const sent = { who: whom.handle, text: "It is loud." };
  const made = await ann.post(form("remove"), sent, { from: form("remove") });
  const path = `/proposals/${idIn(made.headers)}`;
  t.match((await ben.get(path)).text, /Endorse it/, "a member may want the vote");
  const leave = "/assemblies/coop/leave";
  t.equal((await ben.post(leave, { sure: "yes" }, { from: leave })).status, 303);
  const left = await ben.get(path);
  t.same(look(left.text).problems, []);
  t.notMatch(left.text, /Endorse it/);
  const join = "/assemblies/coop/join";
  t.equal((await ben.post(join, { affirm: "yes", version: "1" }, { from: join })).status, 303);
  t.notMatch((await ben.get(path)).text, /Endorse it/, "they have done what they were invited to");
});
