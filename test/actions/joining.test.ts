import tap, { test } from "tap";
import { endInvitation, makeInvitation } from "../../src/actions/invite-member.ts";
import { leaveAssembly } from "../../src/actions/join-assembly.ts";
import { vouchFor } from "../../src/actions/vouch-for.ts";
import { listInvitations } from "../../src/store/joining.ts";
import { listFormer, listWaiting } from "../../src/store/people.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ values: ["Bread for all"] }, { idle: true, now: () => new Date(clock) });
const { moot, account } = story;
const { ctx } = moot;
const { inside, seat, events, join, settle, load, decide, days } = assemblyOf(story);
const [ann, bob, cy] = (await story.admit("ann", "bob", "cy")) as any[];
tap.teardown(() => story.stop());
const vouch = (by: any, whom: any) =>
  inside((tx, assembly) => vouchFor(ctx, tx, { assembly, actorId: by.id, whom: whom.id }));
const invite = (by: any) =>
  inside((tx, assembly) => makeInvitation(ctx, tx, { assembly, actorId: by.id })) as Promise<any>;
const leave = (who: any) => inside((tx, assembly) => leaveAssembly(ctx, tx, { assembly, actorId: who.id }));
const joined = async (who: any) => (await events(who)).find(({ kind }) => kind === "joined");
const told = async (who: any) => {
  await runDue(moot);
  return story.told(who);
};

test("where joining is open, who agrees to the values is a member, and when and to what is kept", async (t) => {
  const dee = account("dee");
  t.same(await join(dee), { outcome: "joined" });
  const found = await seat(dee);
  t.match(found, { state: "member", admittedBy: "self", affirmedVersion: 1 });
  t.same(found?.affirmedAt, new Date(clock));
  t.match(await events(dee), [{ kind: "joined", by: "self", detail: { door: "open", version: 1 } }]);
  t.match(await join(dee), { refused: "already-member" });
});

test("accounts that are no people do not join", async (t) => {
  t.match(await join(account("robot"), { kind: "Service" }), { refused: "not-a-person" });
  t.equal(await seat(account("robot")), null);
});

test("a newcomer is welcomed in their language, with what is open now", async (t) => {
  const closesAt = new Date(clock + days(1)).toISOString();
  await story.ask({ title: "Paint the door", closesAt });
  const eva = account("eva");
  await join(eva, { language: "de" });
  const [welcome] = await told(eva);
  t.match(welcome, /Willkommen/);
  const fay = account("fay");
  await join(fay);
  t.match(
    (await told(fay))[0],
    /Welcome to Co-op.*One question is open now.*not on its roll.*Paint the door/,
  );
  clock += days(1);
  await runDue(moot);
});

test("where members vouch, it takes enough of them, each once, and the person's own agreement", async (t) => {
  await settle("joining", "'vouch'");
  const gil = account("gil");
  t.match(await vouch(ann, gil), { refused: "not-asking" });
  t.same(await join(gil), { outcome: "asking", needs: "vouches", vouchers: 0, needed: 2 });
  t.match(await seat(gil), { state: "asking", affirmedVersion: 1 });
  t.match(await vouch(gil, gil), { refused: "not-a-member" });
  t.same(await vouch(ann, gil), { outcome: "vouched", vouchers: 1, needed: 2, hasAffirmed: true });
  t.match(await vouch(ann, gil), { refused: "already-done" }, "vouching twice changes nothing");
  t.match(await listWaiting(ctx.db, (await load()).id, "asking"), [{ vouchers: [ann.id] }]);
  const asked = (await seat(gil))?.affirmedAt;
  clock += 1000;
  t.same(await vouch(bob, gil), { outcome: "joined" });
  t.match(await seat(gil), { state: "member", admittedBy: bob.id });
  t.same((await seat(gil))?.affirmedAt, asked, "what they agreed to, and when, stands");
  const kinds = (await events(gil)).map(({ kind }) => kind);
  t.same(kinds.sort(), ["asked", "joined", "vouched", "vouched"]);
  t.match((await told(gil)).at(-1), /Welcome to Co-op/);
});

test("a vouch of somebody who left counts no more", async (t) => {
  const hal = account("hal");
  await join(hal);
  await vouch(cy, hal);
  await leave(cy);
  t.same(await vouch(ann, hal), { outcome: "vouched", vouchers: 1, needed: 2, hasAffirmed: true });
  t.same(await vouch(bob, hal), { outcome: "joined" });
});

test("whom the operator invites keeps the vouches, and joins by agreeing", async (t) => {
  const { status } = await moot.api("/assemblies/coop/members", { account: account("ida").id });
  t.equal(status, 202, "a question was opened, so the operator makes no members here");
  const ida = account("ida");
  await vouch(ann, ida);
  t.match(await vouch(bob, ida), { outcome: "vouched", vouchers: 2, hasAffirmed: false });
  t.match(await seat(ida), { state: "invited" });
  t.same(await join(ida), { outcome: "joined" });
});

test("where one joins by invitation, a code is good once, for thirty days, and for its own assembly", async (t) => {
  await settle("joining", "'invite'");
  const [jo, kim, lou, max] = ["jo", "kim", "lou", "max"].map(account) as any[];
  t.match(await invite(jo), { refused: "not-a-member" });
  const made = await invite(ann);
  t.match(made.code, /^\w{4}-\w{4}-\w{4}$/);
  t.match(await join(jo, { code: "2222-2222-2222" }), { refused: "bad-invitation" });
  t.same(await join(jo, { code: made.code.toLowerCase() }), { outcome: "joined" });
  t.match(await seat(jo), { admittedBy: ann.id });
  t.match(await joined(jo), { detail: { invitation: made.id } });
  t.match(await join(kim, { code: made.code }), { refused: "bad-invitation" }, "it was used");
  const late = await invite(ann);
  clock += days(30);
  t.match(await join(kim, { code: late.code }), { refused: "bad-invitation" }, "it is too old");
  const ended = await invite(ann);
  const end = (by: any) =>
    inside((tx, assembly) => endInvitation(ctx, tx, { assembly, actorId: by.id, id: ended.id }));
  t.match(await end(bob), { refused: "not-yours" });
  t.equal(await end(ann), null);
  t.match(await end(ann), { refused: "bad-invitation" });
  t.match(await join(kim, { code: ended.code }), { refused: "bad-invitation" }, "it was ended");
  t.equal(await seat(kim), null, "a bad code leaves nothing behind");
  t.match(await join(lou), { outcome: "asking", needs: "invitation", needed: 1 });
  t.same(await vouch(bob, lou), { outcome: "joined" }, "a member who knows them is enough");
  const last = await invite(lou);
  await leave(lou);
  t.match(await join(max, { code: last.code }), { refused: "bad-invitation" }, "its maker left");
});

test("a code is stored only as a hash, and ten may be open at once", async (t) => {
  const codes = [];
  for (let n = 0; n < 10; n++) codes.push((await invite(bob)).code);
  t.match(await invite(bob), { refused: "too-many-invitations" });
  const kept = JSON.stringify(await listInvitations(ctx.db, (await load()).id, bob.id));
  t.equal((await listInvitations(ctx.db, (await load()).id, bob.id)).length, 10);
  for (const code of codes) t.notOk(kept.includes(code) || kept.includes(code.replaceAll("-", "")));
});

test("where the members decide, who asks waits for their decision", async (t) => {
  await settle("joining", "'vote'");
  const [ned, oda] = ["ned", "oda"].map(account) as any[];
  t.match(await join(ned), { outcome: "asking", needs: "decision" });
  t.same(await vouch(ann, ned), { needs: "vote" });
  t.match(await seat(ned), { state: "asking" });
  const proposal = ctx.newId();
  await decide({ what: "admit", who: ned.id }, proposal);
  t.match(await seat(ned), { state: "member", admittedBy: "assembly", affirmedVersion: 1 });
  t.match(await joined(ned), { detail: { door: "decided", proposal } });
  // the operator's invitation is no agreement: the decision waits for it
  await moot.api("/assemblies/coop/members", { account: oda.id });
  await decide({ what: "admit", who: oda.id });
  t.match(await seat(oda), { state: "invited", admittedBy: "assembly", affirmedAt: null });
  t.same(await join(oda), { outcome: "joined" });
});

test("who asks takes it back, and is not waited for any more", async (t) => {
  const pia = account("pia");
  await join(pia);
  t.equal(await leave(pia), true);
  t.match(await seat(pia), { state: "left", joinedAt: null });
  t.equal(await leave(pia), false, "there is nothing left to take back");
  const ids = (await listFormer(ctx.db, (await load()).id)).map(({ actorId }) => actorId);
  t.notOk(ids.includes(pia.id), "they never were a member");
});

test("who left by their own word comes back at once while joining is open", async (t) => {
  await settle("joining", "'open'");
  t.equal(await leave(bob), true);
  t.match(await seat(bob), { state: "left" });
  t.same(await join(bob), { outcome: "joined" });
  t.match(moot.logged, []);
});
