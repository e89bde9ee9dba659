import { test } from "tap";
import { apiLists, crawl, ledgerFiles } from "../support/crawl.ts";
import { runDue } from "../support/due.ts";
import { columnsWith, dumpAll, rowsWith } from "../support/dump.ts";
import { fullLife, username, word } from "../support/full-life.ts";
import { readLedger } from "../support/ledger.ts";
import { plain } from "../support/story.ts";

const life = await fullLife();
const { story, me, who, first, own, others, about, outside } = life;
const { moot } = story;
const { ctx } = moot;
const proposals = [first.id, own, others, about, outside.id];
const read = async () => ({
  coop: await readLedger(story.assembly),
  mill: await readLedger(`${moot.origin}/assemblies/mill`),
  proposals: await Promise.all(proposals.map((id) => story.proposal(id))),
});
const headsOf = async () =>
  (await fetch(`${story.assembly.replace("localhost", "127.0.0.1")}/ledger/heads`)).text();
const before = {
  ...(await read()),
  dump: await dumpAll(ctx.db),
  heads: (await moot.get("/assemblies/coop/ledger/heads")).text,
};
const received = story.peer.received.length;

test("the story is full: the person and their words stand in many places before", (t) => {
  t.ok(columnsWith(before.dump, username).length > 50, `${columnsWith(before.dump, username)}`);
  t.ok(columnsWith(before.dump, word).length > 14, `${columnsWith(before.dump, word)}`);
  t.end();
});

const asked = await me("/me/erase", { sure: true });
await runDue(moot);
await life.later(1);
const after = { ...(await read()), dump: await dumpAll(ctx.db) };

test("somebody who left asks, and it is done at once where no question is open", async (t) => {
  t.match(asked, { status: 200, body: { waitsUntil: null } });
  t.equal((await me("/me")).status, 401, "their token is gone with everything else");
});

test("neither the person nor their words are in any column of any table", (t) => {
  t.same(rowsWith(after.dump, username), []);
  t.same(rowsWith(after.dump, word), []);
  t.end();
});

test("nothing of anybody else has changed", (t) => {
  // what changes without holding a name: a salt, a revision, the text of an outcome, what is under way
  const mayChange =
    /^(pgboss\.|public\.(question|membership|ballot_event|delivery|evidence|note|counter|ledger_head|remote_actor|erasure)$)/;
  for (const [table, rows] of before.dump) {
    if (mayChange.test(table)) continue;
    const kept = new Set(after.dump.get(table));
    const gone = rows.filter((row) => !kept.has(row) && !new RegExp(`${username}|${word}`, "i").test(row));
    t.same(gone, [], table);
  }
  for (const table of ["public.question", "public.membership", "public.ballot_event"]) {
    const still = (rows: readonly string[] = []) =>
      rows
        .map((row) =>
          row.replace(/^(revision|salt|actor_id|admitted_by|language|note_id|activity_id)=.*$/gm, ""),
        )
        .toSorted();
    t.same(still(after.dump.get(table)), still(before.dump.get(table)), table);
  }
  t.end();
});

test("every total and outcome stands as before, and what was entered and signed is what it was", async (t) => {
  for (const [index, proposal] of after.proposals.entries()) {
    const { tally, sympathisers, outcome, state, question } = before.proposals[index];
    t.match(proposal, { tally, sympathisers, outcome, state, question }, proposal.id);
  }
  t.equal(after.proposals[3].outcome, "adopted");
  for (const handle of ["coop", "mill"] as const) {
    t.same(after[handle].verified.faults, [], handle);
    const entries = after[handle].entries.map(({ entry }) => entry);
    const old = before[handle].entries.map(({ entry }) => entry);
    t.same(entries.slice(0, old.length), old, `${handle}: no entry was touched`);
  }
  t.same(after.coop.verified.results, before.coop.verified.results);
  const heads = await headsOf();
  t.ok(heads.startsWith(before.heads), "every head that was signed is kept, and under the newest");
});

test("an entry says how much opens no more, and a verification how many names are not public", (t) => {
  const { entry } = after.coop.entries.at(-1) ?? {};
  const open = ({ entries }: typeof after.coop) =>
    entries.filter(({ opening }) => opening?.who || opening?.event);
  const closed = open(before.coop).length - open(after.coop).length;
  t.match(entry, { kind: "erase", openings: Number });
  t.ok(closed > 10 && entry?.kind === "erase" && entry.openings >= closed, `${closed} of ${entry?.kind}`);
  t.ok(after.coop.verified.unnamed > before.coop.verified.unnamed);
  t.equal(after.mill.entries.length, before.mill.entries.length, "of sympathisers nothing was ever open");
  t.end();
});

test("neither the person nor their words are on any page, in any list or file that anybody can get", async (t) => {
  const files = [...(await ledgerFiles(moot, "coop")), ...(await ledgerFiles(moot, "mill"))];
  const lists = [...apiLists("coop", proposals), ...apiLists("mill", [outside.id])];
  const seat = `/assemblies/coop/members/${life.seatId}`;
  const seen = await crawl(moot, [
    "/",
    "/bans",
    seat,
    ...files,
    ...lists,
    ...proposals.map((id) => `/proposals/${id}`),
  ]);
  t.ok(seen.length > 100, `${seen.length} were seen`);
  for (const { path, accept, text } of seen) {
    const found = new RegExp(`.{0,80}(${username}|${word}).{0,80}`, "i").exec(text)?.[0];
    t.equal(found, undefined, `${accept} ${path}`);
  }
  const page = seen.find(({ path, accept }) => path === `/proposals/${about}` && accept === "text/html");
  t.match(plain(page?.text ?? ""), /Somebody whose name was taken out/);
  t.match(plain(page?.text ?? ""), /Of one answer the name was taken out at its owner’s wish/);
  const ballots = await story.ballots(about);
  t.match(
    ballots.find(({ voter }) => voter === null),
    { position: "abstain", reason: null },
  );
  t.equal(ballots.length, 4);
});

test("the ledger's page names nobody erased, and every row of it stands", async (t) => {
  const size = after.coop.entries.length;
  const text: string[] = [];
  const seen = new Set<number>();
  for (let end = size; end > 0; end = Math.min(...seen)) {
    const page = (await moot.get(`/assemblies/coop/ledger?before=${end}`, "text/html")).text;
    for (const [, seq] of page.matchAll(/id="seq-(\d+)"/g)) seen.add(Number(seq));
    text.push(plain(page));
  }
  t.equal(seen.size, size);
  const said = text.join(" ");
  t.notMatch(said, new RegExp(`${username}|${word}|undefined|erased:`, "i"));
  for (const what of [": Disagree", ": Block", "became a member", "left"])
    t.match(said, new RegExp(`Somebody whose name was taken out\\s*${what}`), what);
  const { entry } = after.coop.entries.at(-1) ?? {};
  const n = entry?.kind === "erase" ? entry.openings : 0;
  t.match(said, `Somebody who left had their name taken out: ${n} entries open no more`);
  t.match(said, `${n} entries open no more: names, or the requests that they came with, were taken out`);
});

test("who follows is told of what the assembly's own notes say now", (t) => {
  const updates = story.peer.received.slice(received).map(({ activity }) => activity);
  const outcome = updates.find(
    ({ type, object }) => type === "Update" && /Adopted/.test(object?.content ?? ""),
  );
  t.match(outcome?.object.content, /Somebody whose name was taken out/);
  t.notMatch(JSON.stringify(updates), new RegExp(`${username}|${word}`));
  t.end();
});

test("whoever comes back is somebody new: they join, follow and vote, and stand beside who they were", async (t) => {
  const date = ctx.now();
  t.equal(await who.follow(story.assembly, { date }), 202);
  await runDue(moot);
  await ctx.db.execute("update assembly set joining = 'open' where handle = 'coop'");
  const { callerFor } = await import("../support/member.ts");
  const again = await callerFor(moot, who);
  t.equal((await again("/assemblies/coop/join", { affirm: true })).status, 200);
  const { question, id } = await story.ask({ closesAt: life.iso(30) });
  t.equal((await again(`/proposals/${id}/ballots`, { position: "agree" })).status, 200);
  t.match(await story.ballots(id), [{ voter: who.id, position: "agree" }]);
  t.ok(question);
  t.same((await readLedger(story.assembly)).verified.faults, []);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
