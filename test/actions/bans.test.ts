import tap, { test } from "tap";
import { banFromServer, unbanFromServer } from "../../src/actions/ban-account.ts";
import { checkAct } from "../../src/actions/check-act.ts";
import { standingOf } from "../../src/actions/standing.ts";
import { vouchFor } from "../../src/actions/vouch-for.ts";
import { isFollower } from "../../src/store/members.ts";
import { listPublicEvents } from "../../src/store/public-log.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({}, { idle: true, now: () => new Date(clock) });
const { moot, account } = story;
const { ctx } = moot;
const { inside, seat, join, load, decide, days, log } = assemblyOf(story);
const [ann, bob] = (await story.admit("ann", "bob")) as any[];
await runDue(moot);
tap.teardown(() => story.stop());
const eve = account("eve");
const host = new URL(eve.id).host;
const date = () => new Date(clock);
const isBanned = async (who: any) =>
  (await inside((tx, assembly) => standingOf(ctx, tx, assembly, who.id))).isBanned;
const follows = async (who: any) => isFollower(ctx.db, (await load()).id, who.id);
const check = (target: string, until: string | null = null) =>
  inside((tx, assembly) => checkAct(ctx, tx, assembly, { what: "ban", target, until }));
const serverBan = (target: string, more: Record<string, unknown> = {}) =>
  inside((tx) => banFromServer(ctx, tx, { actorId: null, target, reason: "Floods of spam", ...more }));

test("an assembly bans accounts and hosts by decision, but never its own members", async (t) => {
  await ctx.resolveActor(eve.id);
  t.match(await check(ann.id), { refused: "already-member" });
  t.match(await check(host), { refused: "already-member" }, "members live there");
  t.match(await check("https://unknown.example/x"), { refused: "bad-target" });
  t.match(await check("not a host"), { refused: "bad-target" });
  t.match(await check(eve.id, "2036-01-01T00:00:00Z"), { refused: "bad-date" });
  t.equal(await check("bad.example"), null);
  t.equal(await check(eve.id), null);
});

test("who is banned neither follows, speaks, asks to join nor is vouched for, and is told nothing", async (t) => {
  await eve.follow(story.assembly, { date: date() });
  await runDue(moot);
  t.equal(await follows(eve), true);
  const closesAt = new Date(clock + days(1)).toISOString();
  const { question, id } = await story.ask({ closesAt });
  await runDue(moot);
  const until = new Date(clock + days(10)).toISOString();
  await decide({ what: "ban", target: eve.id, until });
  t.equal(await isBanned(eve), true);
  t.equal(await follows(eve), false, "the follow that was there is dropped");
  t.match((await log())[0], { kind: "banned", subject: eve.id, by: "assembly", detail: { until } });
  const heard = story.told(eve).length;
  await eve.follow(story.assembly, { date: date() });
  t.equal(await follows(eve), false);
  await eve.reply(question, "Listen to me!", { date: date() });
  await eve.reply(question, "agree", { date: date() });
  await eve.vote(question, "Agree", { date: date() });
  await eve.mention(story.assembly, "join", { date: date() });
  await runDue(moot);
  t.equal(await story.count("reply"), 0, "their words are not kept");
  t.match(await story.proposal(id), { sympathisers: { agree: 0 } });
  t.match(await join(eve), { refused: "banned" });
  t.equal(await seat(eve), null);
  t.match((await moot.api("/assemblies/coop/members", { account: eve.id })).body, { code: "banned" });
  t.equal(story.told(eve).length, heard, "and nothing is said to them");
});

test("a ban ends at its time by itself, or by decision before", async (t) => {
  t.match(await check(eve.id), { refused: "already-done" });
  clock += days(10);
  t.equal(await isBanned(eve), false);
  await decide({ what: "ban", target: eve.id, until: null });
  t.equal(await isBanned(eve), true);
  await decide({ what: "unban", target: eve.id });
  t.equal(await isBanned(eve), false);
  await decide({ what: "unban", target: eve.id });
  t.match(
    (await log()).find(({ kind }) => kind === "not-done"),
    { detail: { code: "no-ban" } },
  );
});

test("only the operator bans from the server, with a reason, in public", async (t) => {
  t.match(await serverBan(host, { actorId: ann.id }), { refused: "not-the-operator" });
  t.match(await serverBan(host, { reason: "" }), { refused: "bad-reason" });
  t.match(await serverBan(new URL(moot.origin).host), { refused: "bad-target" });
  t.match(await serverBan(host, { until: new Date(clock) }), { refused: "bad-date" });
  t.type(await serverBan(host), "string");
  t.match(await serverBan(host), { refused: "already-done" });
  t.match(await listPublicEvents(ctx.db, null, 9), [
    { kind: "banned", subject: host, by: "operator", detail: { reason: "Floods of spam" } },
  ]);
});

test("a ban never stops a ballot of somebody on the roll; only its words are not kept", async (t) => {
  const closesAt = new Date(clock + days(1)).toISOString();
  const { question, id } = await story.ask({ closesAt });
  await runDue(moot);
  t.equal(await isBanned(ann), true, "her whole server is");
  await ann.vote(question, "Agree", { date: date() });
  await bob.reply(question, "agree: because of the bread", { date: date() });
  // their documents are old by now, and are fetched again first
  await runDue(moot);
  t.match(await story.proposal(id), { tally: { agree: 2 } });
  t.match(
    (await story.ballots(id)).map(({ reason }) => reason),
    [null, null],
  );
  await bob.reply(question, "block: the oven is old", { date: date() });
  t.match(await story.proposal(id), { tally: { agree: 1, block: 1, unreasonedBlock: 0 } });
  t.equal(await story.count("reply where html is not null or reason is not null"), 0);
  await runDue(moot);
  t.match(story.told(bob).at(-1), /Your words are not kept, as you are banned here/);
  const vouched = await inside((tx, assembly) =>
    vouchFor(ctx, tx, { assembly, actorId: ann.id, whom: eve.id }),
  );
  t.match(vouched, { refused: "banned" });
  const ended = await inside((tx) =>
    unbanFromServer(ctx, tx, { actorId: null, target: host, reason: "They cleaned up" }),
  );
  t.equal(ended, null);
  await bob.reply(question, "block: the oven is old", { date: date() });
  t.match(await story.proposal(id), { tally: { block: 1, unreasonedBlock: 0 } });
  t.match(moot.logged, []);
});
