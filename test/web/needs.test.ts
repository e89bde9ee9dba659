import { test } from "tap";
import { answerInvitation, askToLeave } from "../../src/actions/ask-to-leave.ts";
import { propose } from "../../src/actions/propose.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { look } from "./look.ts";

const place = "/assemblies/coop";
const form = `${place}/propose`;

test("one's own page lists everything that waits for somebody, and says so where nothing does", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  const { ctx } = story.moot;
  const { inside, seat, settle, join } = assemblyOf(story);
  const [ben, me] = [await signIn("ben"), story.account("ben")];
  const own = async () => look((await ben.get("/me")).text);
  t.match((await own()).text, /What needs you Nothing is waiting for your answer/);

  const asked = await inside((tx, assembly) =>
    askToLeave(ctx, tx, {
      ...{ assembly, actorId: story.account("ann").id, whom: me.id },
      ...{ reasons: "Noise.", decisions: [] },
    }),
  );
  const member = (await seat(me))?.id;
  const invited = await own();
  t.same(invited.problems, []);
  t.match(
    invited.text,
    /What needs you 1[34] days Co-op You are invited to leave An answer is awaited until \d+ \w+ \d+/,
  );
  t.notMatch(invited.text, /Nothing is waiting/);
  t.ok(invited.links.includes(`${place}/members/${member}#a-${asked}`));
  t.ok(look((await ben.get(`${place}/members/${member}`)).text).ids.has(`a-${asked}`), "it leads there");
  t.notMatch((await ann.get("/me")).text, /You are invited to leave/);
  await inside((tx, assembly) =>
    answerInvitation(ctx, tx, { assembly, actorId: me.id, id: asked as string, text: "Sorry." }),
  );
  t.match((await own()).text, /Nothing is waiting/);

  const { id } = await story.ask({ open: false, title: "Bake" });
  const path = `/proposals/${id}`;
  await ben.post(`${path}/concerns`, { reason: "Who cleans?" }, { from: path });
  t.match((await own()).text, /Nothing is waiting/, "a concern that nobody answers waits for others");
  const objection = /\/objections\/([0-9a-f-]+)\/answer/.exec((await ann.get(path)).text)?.[1];
  await ann.post(`/objections/${objection}/answer`, { text: "We all do." });
  const answered = await own();
  t.same(answered.problems, []);
  t.match(
    answered.text,
    /Bake Your concern was answered\. Lift it, or let it stand\. Asked until .* lifts it/,
  );
  t.ok(answered.links.includes(`${path}#o-${objection}`));
  t.equal((await ben.post(`/objections/${objection}/lift`, {}, { from: path })).status, 303);
  t.match((await own()).text, /Nothing is waiting/);

  const voted = await story.ask({ title: "Paint" });
  const vote = `/proposals/${voted.id}`;
  await ben.post(`${vote}/ballot`, { position: "block", reason: "The smell." }, { from: vote });
  const block = /\/objections\/([0-9a-f-]+)\/answer/.exec((await ann.get(vote)).text)?.[1];
  await ann.post(`/objections/${block}/answer`, { text: "It has none." });
  t.match((await own()).text, /What needs you \d+ (days|hours) Co-op Paint Your block was answered\./);
  t.equal((await ben.post(`${vote}/ballot`, { position: "agree" }, { from: vote })).status, 303);
  t.match((await own()).text, /Nothing is waiting/, "who answers otherwise blocks no more");

  await settle("joining", "'vouch'");
  await settle("vouches", "2");
  await join(story.account("gil"));
  const newcomer = await own();
  t.same(newcomer.problems, []);
  t.match(newcomer.text, /Co-op Somebody new waits for a vouch/);
  t.ok(newcomer.links.includes(`${place}/members#waiting`));
  const action = /action="([^"]+\/vouch)"/.exec((await ben.get(`${place}/members`)).text)?.[1] ?? "";
  t.equal((await ben.post(action)).status, 303);
  t.match((await own()).text, /Nothing is waiting/, "once vouched, it is for others");
  t.match(look((await ann.get("/me")).text).text, /Somebody new waits for a vouch/);

  await ctx.db.execute("update assembly set facilitation = true where handle = 'coop'");
  const made = (await inside((tx, assembly) =>
    propose(ctx, tx, assembly, {
      ...{ title: "Ben facilitates", text: "Patient.", author: story.account("ann").id, open: false },
      act: { what: "appoint", who: me.id, days: 10 },
    }),
  )) as { proposalId: string };
  const concerned = await own();
  t.same(concerned.problems, []);
  t.match(concerned.text, /Ben facilitates It is about you\. You can say something to it before the vote\./);
  t.ok(concerned.links.includes(`/proposals/${made.proposalId}#statement`));
  t.notMatch((await ann.get("/me")).text, /It is about you/);
  const said = await ben.post(`/proposals/${made.proposalId}/statement`, { text: "Gladly." });
  t.equal(said.status, 303);
  t.match((await own()).text, /Nothing is waiting/);

  await ben.post(form, { title: "Later & <more>", text: "Some day.", keep: "draft" }, { from: form });
  const kept = await own();
  t.same(kept.problems, []);
  t.match(kept.text, /What needs you Draft Co-op Later & <more> Your assemblies/);
  t.equal(kept.links.filter((href) => href.startsWith(`${form}/`)).length, 1);
  t.notMatch((await ann.get("/me")).text, /Later/, "nobody sees another's draft");
});
