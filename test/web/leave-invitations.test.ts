import { test } from "tap";
import { askToLeave } from "../../src/actions/ask-to-leave.ts";
import { propose } from "../../src/actions/propose.ts";
import { saveBan } from "../../src/store/bans.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { type Browser, openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const place = "/assemblies/coop";
const pageOf = async (browser: Browser, path: string) => look((await browser.get(path)).text);
const inDays = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const agree = { affirm: "yes", version: "1" };

test("a member is invited to leave by a form, with decisions and a date, and answers in public", async (t) => {
  const { story, ann, signIn, adopt } = await beginAhead(t);
  const { id } = await story.ask({ open: false, title: "Clean the oven" });
  const { id: other } = await story.ask({ open: false, title: "Undecided" });
  await adopt(id);
  const ben = await signIn("ben");
  const seat = (await assemblyOf(story).seat(story.account("ben")))?.id;
  const path = `${place}/members/${seat}`;
  t.ok((await pageOf(ann, `${place}/members`)).links.includes(path));
  const seen = await openBrowser(story.moot).get(path);
  t.same(look(seen.text).problems, []);
  t.match(look(seen.text).text, /Ben .* Member Since .* No invitation to leave\. .* Became a member/);
  t.notMatch(seen.text, /ask-to-leave/, "the form is for members");
  t.notMatch((await ben.get(path)).text, /ask-to-leave/, "and not for oneself");
  t.ok((await pageOf(ben, path)).links.includes(`${place}/leave`));

  const form = await ann.get(path);
  t.same(look(form.text).problems, []);
  const post = (fields: Record<string, string>) => ann.post(`${path}/ask-to-leave`, fields);
  const typed = { reasons: "The oven is <never> cleaned.", decisions: "1", answerBy: "" };
  for (const [wrong, field, sentence] of [
    [{ ...typed, reasons: " " }, "reasons", /A reason has 1 to 20,000 characters/],
    [{ ...typed, decisions: "1, 2" }, "decisions", /There is no such decision/],
    [{ ...typed, decisions: "one" }, "decisions", /There is no such decision/],
    [{ ...typed, answerBy: inDays(1) }, "answerBy", /This is no date that can be meant here/],
    [{ ...typed, answerBy: "soon" }, "answerBy", /This is no date that can be meant here/],
  ] as const) {
    const refused = await post(wrong);
    t.match(refused.status, field === "decisions" ? 404 : 422, field);
    t.same(look(refused.text).problems, []);
    t.match(
      refused.text,
      new RegExp(`<details[^>]*id="ask" open[\\s\\S]*id="${field}-error">${sentence.source}`),
    );
    if (field !== "reasons") t.match(refused.text, /The oven is &lt;never&gt; cleaned\.<\/textarea>/);
    t.ok(refused.text.includes(`value="${wrong.decisions}"`), "what was typed stays");
  }
  t.equal(await story.count("leave_invitation"), 0);
  const asked = await post({ ...typed, answerBy: inDays(5) });
  t.same([asked.status, asked.headers.get("location")], [303, `${path}#asked`]);
  const again = await post(typed);
  t.equal(again.status, 409);
  t.match(again.text, /role="alert">This was done already/);
  t.notMatch((await ann.get(path)).text, /ask-to-leave/, "one at a time");

  const open = await pageOf(openBrowser(story.moot), `${place}/members`);
  t.same(open.problems, []);
  t.match(
    open.text,
    /Invitations to leave .* Ben .* Invited to leave by Ann on .* An answer is awaited until/,
  );
  t.match(open.text, /The oven is <never> cleaned\. Decisions refused or left undone Clean the oven no\. 1/);
  t.match(open.text, /No answer yet/);
  const mine = await ben.get(`${place}/members`);
  const to = /href="([^"]+#a-[0-9a-f-]+)"/.exec(mine.text)?.[1] ?? "";
  t.ok(to.startsWith(path), "the person is led to where they answer");
  const own = await ben.get(path);
  t.same(look(own.text).problems, []);
  const action = /action="([^"]+\/answer)"/.exec(own.text)?.[1] ?? "";
  t.notMatch((await ann.get(path)).text, /\/answer"/, "nobody answers for them");
  t.equal((await ann.post(action, { text: "He says sorry." }, { from: "/me" })).status, 403);
  const empty = await ben.post(action, { text: " " }, { from: path });
  t.equal(empty.status, 422);
  t.match(empty.text, /-error" role="alert">A reason has 1 to 20,000 characters/);
  t.same(look(empty.text).problems, []);
  const said = await ben.post(action, { text: "I clean it on Mondays." });
  t.same([said.status, said.headers.get("location")], [303, to.replace(/&amp;/g, "&")]);
  const answered = await pageOf(openBrowser(story.moot), `${place}/members`);
  t.match(answered.text, /Answer by Ben on .* I clean it on Mondays\./);
  t.match((await ben.get(path)).text, />I clean it on Mondays\.<\/textarea>/, "it can be put in other words");
  t.match((await pageOf(ann, path)).text, /Invited to leave .* Answered the invitation to leave/);
  t.equal((await ben.post(`${place}/leave-invitations/${other}/answer`, { text: "x" })).status, 404);
  t.equal((await ann.get(`${place}/members/${other}`)).status, 404);
  t.notMatch((await pageOf(ann, path)).text, /Propose a removal/, "the date has not passed");
});

test("once the date has passed a removal can be proposed, and who left since is asked no longer", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  const ben = await signIn("ben");
  const seat = (await assemblyOf(story).seat(story.account("ben")))?.id;
  const path = `${place}/members/${seat}`;
  await ann.post(`${path}/ask-to-leave`, { reasons: "Noise.", decisions: "", answerBy: "" }, { from: path });
  await story.moot.ctx.db.execute(
    "update leave_invitation set at = now() - interval '20 days', answer_by = now()",
  );
  await story.moot.ctx.db.execute("update membership set joined_at = now() - interval '30 days'");
  const due = await pageOf(ann, path);
  t.match(due.text, /An answer was awaited until .* Propose a removal/);
  const handle = encodeURIComponent(story.account("ben").handle);
  t.ok(due.links.includes(`${place}/propose?about=remove&who=${handle}`));
  t.notMatch((await pageOf(openBrowser(story.moot), path)).text, /Propose a removal/);
  await ben.post(`${place}/leave`, { sure: "yes" }, { from: `${place}/leave` });
  await ben.post(`${place}/join`, agree, { from: `${place}/join` });
  const back = await pageOf(ann, path);
  t.match(back.text, /It stands no longer/);
  t.notMatch(back.text, /Propose a removal/);
  t.match((await pageOf(ann, `${place}/members`)).text, /Nobody is invited to leave/);
});

test("where the members decide, who asks sees the proposal and what came of it", async (t) => {
  const { story, ann, signIn, adopt } = await beginAhead(t);
  const { settle, seat, inside } = assemblyOf(story);
  await settle("joining", "'vote'");
  const ned = await signIn("ned");
  await ned.post(`${place}/join`, agree, { from: `${place}/join` });
  const asked = await pageOf(ned, `${place}/join`);
  t.same(asked.problems, []);
  t.match(asked.text, /The members decide\. Nothing is being decided about it just now/);
  const list = await ann.get(`${place}/members`);
  t.notMatch(list.text, /\/vouch"/);
  const link = `${place}/propose?about=admit&who=${encodeURIComponent(story.account("ned").handle)}`;
  t.ok(look(list.text).links.includes(link));
  const row = (await seat(story.account("ned")))?.id;
  const vouched = await ann.post(`${place}/members/${row}/vouch`, {}, { from: "/me" });
  t.equal(vouched.status, 409);
  t.match(vouched.text, /role="alert">Here the members decide together who joins/);

  const made = (await inside((tx, assembly) =>
    propose(story.moot.ctx, tx, assembly, {
      ...{ title: "Admit Ned", text: "We know him.", author: story.account("ann").id, open: false },
      act: { what: "admit", who: story.account("ned").id },
    }),
  )) as { proposalId: string };
  const decided = await pageOf(ned, `${place}/join`);
  t.match(decided.text, /The members decide\. Admit Ned Deliberation/);
  t.notMatch(decided.text, /Nothing is being decided/);
  t.ok(decided.links.includes(`/proposals/${made.proposalId}`));
  t.match((await pageOf(ann, `${place}/members`)).text, /Ned .* Admit Ned Deliberation/);
  await adopt(made.proposalId);
  t.match((await pageOf(ned, `${place}/join`)).text, /Member since/);
  t.match((await pageOf(ned, `${place}/members`)).text, /admitted by the decision Admit Ned/);

  const oda = await signIn("oda");
  await oda.post(`${place}/join`, agree, { from: `${place}/join` });
  const refused = (await inside((tx, assembly) =>
    propose(story.moot.ctx, tx, assembly, {
      ...{ title: "Admit Oda", text: "?", author: story.account("ann").id, open: false },
      act: { what: "admit", who: story.account("oda").id },
    }),
  )) as { proposalId: string };
  await story.moot.ctx.db.execute(
    `update proposal set state = 'rejected' where id = '${refused.proposalId}'`,
  );
  t.match(
    (await pageOf(oda, `${place}/join`)).text,
    /Any member can propose to admit you\. Admit Oda Rejected/,
  );
});

test("who is banned, invited or no person's account is told how they stand", async (t) => {
  const { story, signIn } = await beginAhead(t);
  const { settle, load, decide, inside } = assemblyOf(story);
  const { ctx } = story.moot;
  const max = await signIn("max");
  const target = story.account("max").id;
  const row = { id: ctx.newId(), assemblyId: (await load()).id, target, reason: "Spam <all> day" };
  await saveBan(ctx.db, { ...row, by: "assembly", at: new Date(Date.now() - 1000), until: null });
  const banned = await max.get(`${place}/join`);
  t.same(look(banned.text).problems, []);
  t.match(look(banned.text).text, /Banned You are banned here\. .* Spam <all> day It has no end yet\./);
  t.notMatch(banned.text, /name="affirm"/);
  const still = await max.post(`${place}/join`, agree, { from: "/me" });
  t.equal(still.status, 403);
  t.match(look(still.text).text, /You are banned here/);
  await settle("joining", "'vouch'");
  const before = ctx.newId();
  await ctx.db.execute(
    `insert into membership (id, assembly_id, actor_id, state, admitted_by)
     values ('${before}', '${row.assemblyId}', '${target}', 'asking', 'self')`,
  );
  const ann = await signIn("ann");
  const vouched = await ann.post(`${place}/members/${before}/vouch`, {}, { from: `${place}/members` });
  t.equal(vouched.status, 403);
  t.match(vouched.text, /role="alert">This person is banned here/, "it is not the member who is");

  await settle("joining", "'vote'");
  await story.ask();
  await runDue(story.moot);
  const ida = await signIn("ida");
  await story.moot.api("/assemblies/coop/members", { account: story.account("ida").id });
  const invited = await pageOf(ida, `${place}/join`);
  t.same(invited.problems, []);
  t.match(invited.text, /Invited The operator of this server has invited you/);
  await decide({ what: "admit", who: story.account("ida").id });
  t.match((await pageOf(ida, `${place}/join`)).text, /The members have decided to admit you/);
  t.match((await pageOf(ida, `${place}/members`)).text, /Ida .* The members decided to admit them/);
  t.equal((await ida.post(`${place}/join`, agree, { from: `${place}/join` })).status, 303);
  t.match((await pageOf(ida, `${place}/join`)).text, /Member since/);
  t.match((await pageOf(ida, `${place}/members`)).text, /admitted by decision of the members/);

  const asked = await inside((tx, assembly) =>
    askToLeave(ctx, tx, {
      ...{ assembly, actorId: story.account("ann").id, whom: story.account("ida").id },
      ...{ reasons: "Noise.", decisions: [] },
    }),
  );
  await ctx.db.execute("update leave_invitation set answer_by = at");
  await decide({ what: "remove", who: story.account("ida").id, invitation: asked as string });
  const removed = await pageOf(ida, `${place}/join`);
  t.same(removed.problems, []);
  t.match(removed.text, /Removed Until .* The members decided to end your membership\. You can ask again/);

  await ctx.db.execute("update remote_actor set kind = 'Service' where username = 'ida'");
  const robot = await ida.get(`${place}/join`);
  t.match(look(robot.text).text, /Not open to this account Only accounts of people vote here/);
  t.notMatch(robot.text, /name="affirm"/);
});
