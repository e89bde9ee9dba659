import { test } from "tap";
import { signHead } from "../../src/actions/sign-head.ts";
import { askWitnesses } from "../../src/fediverse/ask-witnesses.ts";
import { ledgerName } from "../../src/ledger/checkpoint.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import { setWitness } from "../../src/store/witnesses.ts";
import { runDue } from "../support/due.ts";
import { farAssembly, makeKey } from "../support/far-assembly.ts";
import { until } from "../support/moot.ts";
import { begin, plain } from "../support/story.ts";
import { backUp } from "../support/witnesses.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, isPainted: true, now: () => new Date(clock) });
const { moot, peer } = story;
const { ctx, room } = moot;
const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;
const union = farAssembly(peer, "union", await makeKey());
const path = `/users/union/ledger/witnessed/${encodeURIComponent(ledgerName(story.assembly))}`;

const later = async (seconds: number) => {
  clock += seconds * 1000;
  await runDue(moot);
};
/** The newest head, signed where it may be. */
const head = async () => {
  await later(10);
  return signHead(ctx, assembly, true);
};
const list = async () => (await moot.api("/assemblies/coop/witnesses")).body;
const ready = async () => (await moot.get("/readyz", "*/*")).text;
const page = async () => plain((await moot.get("/assemblies/coop/ledger", "text/html")).text);
/** The process begins anew, as with a database that was restored. */
const restart = () => {
  clock += 1000;
  Object.assign(ctx, { startedAt: new Date(clock) });
};

const asked = await moot.api("/assemblies/coop/witnesses", { account: union.id });
await setWitness(ctx.db, asked.body.id, { state: "accepted" });
await story.admit("ann");
const older = await head();
const restore = await backUp(moot, "older");
await story.admit("bea");
const newer = await head();

test("a witness that holds nothing has answered too", async (t) => {
  t.ok(newer.size > older.size);
  t.match(await list(), { signs: true, witnesses: [{ answeredAt: /^2036-/ }] });
  t.equal(await ready(), "ready\n");
});

test("after a start nothing is signed before every witness has answered, for a minute at most, and votes are taken", async (t) => {
  await restore();
  peer.documents.set(path, { status: 503, body: "" });
  restart();
  await story.admit("cem");
  t.ok((await story.count("ledger_entry")) > older.size, "what is done is entered");
  for (const seconds of [1, 10, 10]) {
    await later(seconds);
    t.equal((await head()).size, older.size);
  }
  t.match(await list(), { signs: false, problem: /^Not all witnesses have said yet/ });
  t.match(
    await page(),
    /Nothing is signed here now Not all witnesses have said yet .* Votes and everything else/,
  );
  t.match(await ready(), /not signed for a minute at most, .* ledger of coop/);
  t.same(moot.logged, []);
  const tries = peer.gets.filter((one) => one === path).length;
  t.ok(tries > 4, `it is asked again and again: ${tries} times`);
  await later(10);
  t.ok((await head()).size > older.size, "then it is signed");
  t.match(moot.logged.join(), /signed, though witnesses do not say which head they hold/);
  t.match(await list(), { signs: true, problem: null });
  t.match(await page(), /A witness has not said since the server started which head it holds/);
  t.match(await ready(), /signed, though a witness does not say which head it holds: ledger of coop/);
});

test("it is asked on, and nothing is signed any more once it says what the ledger lacks", async (t) => {
  peer.documents.set(path, { type: "text/plain", body: newer.note });
  await later(6 * 60);
  const { size } = await head();
  t.match(await list(), {
    signs: false,
    problem: /^A witness holds a head of this ledger that is not in it/,
  });
  await story.admit("dan");
  t.equal((await head()).size, size);
  t.equal(moot.logged.length, 2);
});

test("an answer that comes after a job has ceased to wait for it is taken in all the same", async (t) => {
  await restore();
  let answer = () => {};
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  peer.documents.set(path, { type: "text/plain", body: newer.note, after });
  restart();
  await story.admit("eve");
  await askWitnesses(room, assembly.id, 0);
  t.equal((await signHead(ctx, assembly, true)).size, older.size);
  t.match(await list(), { problem: /^Not all witnesses/ });
  answer();
  await until("the answer to be taken in", async () => (await list()).witnesses[0].behindSince);
  clock += 120_000;
  t.equal((await signHead(ctx, assembly, true)).size, older.size, "a restored server signs nothing");
  await story.stop();
});
