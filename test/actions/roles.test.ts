import tap, { test } from "tap";
import { checkAct } from "../../src/actions/check-act.ts";
import { hideWords, showWords } from "../../src/actions/hide-words.ts";
import { leaveAssembly } from "../../src/actions/join-assembly.ts";
import { resignRole } from "../../src/actions/resign-role.ts";
import { standingOf } from "../../src/actions/standing.ts";
import { listAnswers } from "../../src/store/answers.ts";
import { listTerms } from "../../src/store/role-terms.ts";
import { countTalk } from "../../src/store/talk.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({}, { idle: true, now: () => new Date(clock) });
const { moot, account } = story;
const { ctx } = moot;
const { inside, settle, load, decide, days, log } = assemblyOf(story);
const [ann, bob, cy] = (await story.admit("ann", "bob", "cy")) as any[];
await settle("facilitator_days", "30");
await runDue(moot);
tap.teardown(() => story.stop());
const appoint = (who: any, count = 30) => ({ what: "appoint", who: who.id, days: count }) as const;
const check = (act: Parameters<typeof decide>[0]) =>
  inside((tx, assembly) => checkAct(ctx, tx, assembly, act));
const facilitates = async (who: any) =>
  (await inside((tx, assembly) => standingOf(ctx, tx, assembly, who.id))).isFacilitator;
const resign = (who: any) => inside((tx, assembly) => resignRole(ctx, tx, { assembly, actorId: who.id }));

test("a task is given by decision, for a time, and ends by itself", async (t) => {
  t.equal(await facilitates(ann), false);
  await decide(appoint(ann));
  t.equal(await facilitates(ann), true);
  await runDue(moot);
  t.match(story.told(ann).at(-1), /facilitating, until Monday,? 31 March 2036/);
  t.match(await log(), [{ kind: "appointed", subject: ann.id, by: "assembly", detail: { days: 30 } }]);
  clock += days(30) - 1;
  t.equal(await facilitates(ann), true);
  clock += 1;
  t.equal(await facilitates(ann), false);
});

test("a task is held as often in a row as the constitution allows", async (t) => {
  await decide(appoint(ann));
  t.match(await check(appoint(ann)), { refused: "too-many-terms" });
  await decide(appoint(ann));
  t.match((await log())[0], { kind: "not-done", detail: { what: "appoint", code: "too-many-terms" } });
  clock += days(60);
  t.equal(await check(appoint(ann)), null, "after thirty days without it");
  t.match(await check(appoint(ann, 31)), { refused: "term-too-long" });
  t.match(await check(appoint(account("stranger"))), { refused: "no-person" });
  await settle("facilitation", "false");
  t.match(await check(appoint(ann)), { refused: "no-facilitation" });
  await settle("facilitation", "true");
});

test("a second term begins when the first is over", async (t) => {
  await decide(appoint(bob, 10));
  await decide(appoint(bob, 10));
  clock += days(15);
  t.equal(await facilitates(bob), true);
  clock += days(5);
  t.equal(await facilitates(bob), false);
});

test("who resigns, is dismissed or leaves holds the task no more", async (t) => {
  t.match(await resign(cy), { refused: "not-a-facilitator" });
  await decide(appoint(cy));
  t.equal(await resign(cy), null);
  t.equal(await facilitates(cy), false);
  t.match((await log())[0], { kind: "resigned", by: cy.id });
  clock += days(60);
  t.match(await check({ what: "dismiss", who: cy.id }), { refused: "not-a-facilitator" });
  await decide(appoint(cy));
  await decide({ what: "dismiss", who: cy.id });
  t.equal(await facilitates(cy), false);
  clock += days(60);
  await decide(appoint(cy));
  await inside((tx, assembly) => leaveAssembly(ctx, tx, { assembly, actorId: cy.id }));
  t.equal(await facilitates(cy), false);
  const terms = await listTerms(ctx.db, (await load()).id, cy.id);
  t.same(terms.map(({ ended }) => ended).sort(), ["dismissed", "left"].concat("resigned").sort());
});

test("a facilitator hides words and shows them again; the ballot counts throughout", async (t) => {
  const closesAt = new Date(clock + days(1)).toISOString();
  const { question, id } = await story.ask({ closesAt });
  await runDue(moot);
  const date = new Date(clock);
  const note = await bob.reply(question, "block: buy cheap watches", { date });
  const talk = await account("spam").reply(question, "Cheap watches here, all of you!", { date });
  // so long after, both accounts are fetched again before they are heard
  await runDue(moot);
  const act = (deed: typeof hideWords, who: any, noteId: string, reason = "advertising") =>
    inside((tx, assembly) => deed(ctx, tx, { assembly, actorId: who.id, noteId, reason }));
  const reasons = async () =>
    (
      await listAnswers(ctx.db, question.split("/").at(-1) as string, { limit: 9, offset: 0, closedAt: null })
    ).map(({ reason }) => reason);
  t.match(await act(hideWords, ann, note), { refused: "not-a-facilitator" });
  await decide(appoint(ann));
  t.match(await act(hideWords, ann, note, " "), { refused: "bad-reason" });
  t.match(await act(hideWords, ann, "https://nowhere.example/1"), { refused: "no-words" });
  t.match(await story.ballots(id), [{ reason: "buy cheap watches" }]);
  t.equal(await countTalk(ctx.db, id), 1);
  t.equal(await act(hideWords, ann, note), null);
  t.equal(await act(hideWords, ann, talk), null);
  t.match(await act(hideWords, ann, note), { refused: "already-done" });
  t.match(await story.ballots(id), [{ voter: bob.id, position: "block", reason: null }]);
  t.same(await reasons(), [null]);
  t.equal(await countTalk(ctx.db, id), 0);
  t.match((await story.proposal(id)).tally, { block: 1, unreasonedBlock: 0 }, "still a reasoned block");
  t.ok((await log()).some(({ kind, subject, by }) => kind === "hidden" && subject === note && by === ann.id));
  t.match(await act(showWords, bob, note), { refused: "not-a-facilitator" });
  t.equal(await act(showWords, ann, note), null);
  t.match(await act(showWords, ann, note), { refused: "no-words" });
  t.match(await story.ballots(id), [{ position: "block", reason: "buy cheap watches" }]);
  t.same(await reasons(), ["buy cheap watches"]);
  t.match(moot.logged, []);
});
