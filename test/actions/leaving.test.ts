import tap, { test } from "tap";
import { answerInvitation, askToLeave, loadLeaveInvitations } from "../../src/actions/ask-to-leave.ts";
import { checkAct } from "../../src/actions/check-act.ts";
import { leaveAssembly } from "../../src/actions/join-assembly.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { moot, account } = story;
const { ctx } = moot;
const { inside, seat, events, join, load, decide, days, log } = assemblyOf(story);
const [ann, bob, cy] = (await story.admit("ann", "bob", "cy")) as any[];
await runDue(moot);
tap.teardown(() => story.stop());
const date = () => new Date(clock);
const askLeave = (more: Record<string, unknown> = {}) =>
  inside((tx, assembly) =>
    askToLeave(ctx, tx, {
      ...{ assembly, actorId: ann.id, whom: bob.id, reasons: "The oven is never cleaned.", decisions: [] },
      ...more,
    }),
  );
const check = (invitation: string) =>
  inside((tx, assembly) => checkAct(ctx, tx, assembly, { what: "remove", who: bob.id, invitation }));
const ask = () => story.ask({ closesAt: new Date(clock + 60_000).toISOString() });
const close = async () => {
  clock += 60_000;
  await runDue(moot);
};

test("who is admitted after a question opened cannot vote on it, nor change its roll", async (t) => {
  const { question, id } = await ask();
  await runDue(moot);
  await join(account("dee"));
  await account("dee").vote(question, "Agree", { date: date() });
  t.match(await story.proposal(id), {
    question: { roll: 3 },
    tally: { agree: 0 },
    sympathisers: { agree: 1 },
  });
  await close();
  t.match(await story.proposal(id), { question: { roll: 3 } });
  const next = await ask();
  t.match(await story.proposal(next.id), { question: { roll: 4 } }, "the next one has them on its roll");
  await close();
});

test("who leaves while voting keeps the ballot cast, and counts in the roll where none was", async (t) => {
  const { question, id } = await ask();
  await runDue(moot);
  await cy.vote(question, "Agree", { date: date() });
  for (const who of [cy, account("dee")])
    await inside((tx, assembly) => leaveAssembly(ctx, tx, { assembly, actorId: who.id }));
  await account("dee").vote(question, "Agree", { date: date() });
  t.match(await story.proposal(id), { question: { roll: 4 }, tally: { agree: 1 } });
  await bob.vote(question, "Agree", { date: date() });
  await close();
  t.match(await story.proposal(id), { question: { roll: 4 }, tally: { agree: 2 }, outcome: "adopted" });
  t.same(await join(cy), { outcome: "joined" });
});

test("an invitation to leave has reasons, real decisions and a date, and is one at a time", async (t) => {
  const { id: undecided } = await ask();
  t.match(await askLeave({ actorId: account("stranger").id }), { refused: "not-a-member" });
  t.match(await askLeave({ whom: account("stranger").id }), { refused: "no-person" });
  t.match(await askLeave({ reasons: " " }), { refused: "bad-reason" });
  t.match(await askLeave({ answerBy: new Date(clock + days(2)) }), { refused: "bad-date" });
  t.match(await askLeave({ decisions: [undecided] }), { refused: "no-decision" });
  await close();
});

test("nobody is removed before the date of an invitation to leave has passed", async (t) => {
  const { question, id: decision } = await ask();
  await runDue(moot);
  for (const who of [ann, bob, cy]) await who.vote(question, "Agree", { date: date() });
  await close();
  const id = (await askLeave({ decisions: [decision] })) as string;
  t.match(await askLeave(), { refused: "already-done" });
  await runDue(moot);
  const told = story.told(bob).at(-1);
  t.match(told, /invites you to leave.*never cleaned.*decision that it is about/);
  t.match(told, /15 March 2036.*publicly.*Nothing happens by itself/);
  t.match(await check(id), { refused: "leave-not-asked" }, "the date has not passed");
  t.match(await check(ctx.newId()), { refused: "leave-not-asked" }, "there is no such invitation");
  const answer = (who: any, text: string) =>
    inside((tx, assembly) => answerInvitation(ctx, tx, { assembly, actorId: who.id, id, text }));
  t.match(await answer(ann, "He says sorry"), { refused: "not-yours" });
  t.equal(await answer(bob, "I clean it on Mondays."), null);
  t.match(await loadLeaveInvitations(ctx.db, await load(), bob.id), [
    { by: ann.id, decisions: [decision], answer: "I clean it on Mondays." },
  ]);
  // by plain reply: to us alone it is no answer, in public it takes the place of the one before
  const note = await story.toldNote(bob, /invites you to leave/);
  await bob.reply(note.id, "between us: I forgot", { direct: true, date: date() });
  await bob.reply(note.id, "I was ill, and clean it again.", { date: date() });
  t.match(await loadLeaveInvitations(ctx.db, await load()), [{ answer: "I was ill, and clean it again." }]);
  clock += days(14);
  t.equal(await check(id), null);
  t.match(await seat(bob), { state: "member" }, "the date alone does nothing");
});

test("a removal is decided, ends the membership and leaves past ballots as they are", async (t) => {
  const [invitation] = await loadLeaveInvitations(ctx.db, await load(), bob.id);
  const { question, id } = await ask();
  await runDue(moot);
  await bob.vote(question, "Disagree", { date: date() });
  // their document is two weeks old, and is fetched again first
  await runDue(moot);
  const proposal = ctx.newId();
  await decide({ what: "remove", who: bob.id, invitation: invitation?.id ?? "" }, proposal);
  t.match(await seat(bob), { state: "removed" });
  const gone = (await events(bob)).find(({ kind }) => kind === "removed");
  t.match(gone, { by: "assembly", detail: { proposal } });
  t.match(await story.ballots(id), [{ voter: bob.id, position: "disagree" }]);
  await close();
  t.match(await story.proposal(id), { tally: { disagree: 1 } });
  t.match(story.told(bob).at(-1), /no longer one of them/);
  await decide({ what: "remove", who: bob.id, invitation: invitation?.id ?? "" }, proposal);
  t.match(await log(), [{ kind: "not-done", detail: { what: "remove", code: "no-person" } }]);
});

test("whom the assembly removed may ask again, and waits for its decision though joining is open", async (t) => {
  const left = await inside((tx, assembly) => leaveAssembly(ctx, tx, { assembly, actorId: bob.id }));
  t.equal(left, false, "leaving does not undo a removal");
  clock += 1000;
  const admitted = await moot.api("/assemblies/coop/members", { account: bob.id });
  t.equal(admitted.status, 202, "the operator does not undo it either");
  t.match(await join(bob), { outcome: "asking", needs: "decision" });
  t.match(await join(bob), { outcome: "asking", needs: "decision" }, "however often they ask");
  await decide({ what: "admit", who: bob.id });
  t.match(await seat(bob), { state: "member", admittedBy: "assembly" });
  t.match(moot.logged, []);
});
