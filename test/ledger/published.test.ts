import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { loadAssembly } from "../../src/store/assemblies.ts";
import { endHiding, saveHiding } from "../../src/store/hidings.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { readLedger } from "../support/ledger.ts";
import { callerFor } from "../support/member.ts";
import { signedInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";

const start = Date.parse("2036-03-01T12:00:00Z");
let clock = start;
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { moot } = story;
const [ann, bea, cem, dov, eva] = (await story.admit("ann", "bea", "cem", "dov", "eva")) as any;
const [zoe, yan] = [story.account("zoe"), story.account("yan")];
await runDue(moot);
const { question, id } = await story.ask({ closesAt: new Date(clock + 86_400_000).toISOString() });
const date = new Date(start);
await ann.vote(question, "Agree", { date });
const note = await bea.reply(question, "agree, in public", { date });
await cem.reply(question, "agree, hush hush", { date, direct: true });
await zoe.vote(question, "Agree", { date });
await yan.reply(question, "agree, says a stranger", { date });
await runDue(moot);
const asDov = await callerFor(moot, dov);
await asDov(`/proposals/${id}/ballots`, { position: "agree", reason: "By the API." });
const asEva = await signedInAs(moot, eva);
await asEva.post(`/proposals/${id}/ballot`, { position: "agree" }, { from: `/proposals/${id}` });
const everybody = [ann, bea, cem, dov, eva, zoe, yan];

/** The requests that are published now, and whose they are. */
async function published() {
  const { entries } = await readLedger(story.assembly);
  return entries.flatMap(({ opening }) =>
    opening?.evidence ? [{ ...opening.evidence, who: opening.who?.actor }] : [],
  );
}
const at = (hash: string, handle = "coop") =>
  fetch(`${moot.origin}/assemblies/${handle}/ledger/documents/${hash}`);
const documentOf = async (actor: string): Promise<string> => {
  const [row] = rowsOf<{ hash: string }>(
    await moot.ctx.db.execute(sql`select document_hash as hash from remote_actor where id = ${actor}`),
  );
  return row?.hash ?? "";
};

test("everybody has voted, by every door", async (t) => {
  t.match((await story.proposal(id)).tally, { agree: 5 });
  t.match((await story.proposal(id)).sympathisers, { agree: 2 });
});

test("requests are published two hours after they came: of members' votes and public replies alone", async (t) => {
  clock = start + 7_199_999;
  t.same(await published(), []);
  for (const { id: actor } of everybody) t.equal((await at(await documentOf(actor))).status, 404);
  clock = start + 7_200_000;
  const seen = await published();
  t.same(seen.map(({ who }) => who).sort(), [ann.id, bea.id].sort());
  const bodies = seen.map(({ body }) => Buffer.from(body, "base64").toString()).join();
  t.match(bodies, /agree, in public/);
  t.notMatch(bodies, /hush hush|stranger|By the API/);
  clock = start + 30 * 86_400_000;
  t.equal((await published()).length, 2, "and no others, ever");
});

test("the documents that published requests name are served byte for byte, for ever, and no others", async (t) => {
  clock = start + 7_200_000;
  for (const { actorDocument, who } of await published()) {
    const answer = await at(actorDocument);
    t.equal(answer.status, 200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    t.equal(createHash("sha256").update(bytes).digest("hex"), actorDocument);
    t.equal(JSON.parse(bytes.toString()).id, who);
    t.match(answer.headers.get("cache-control"), /public.*immutable/);
    t.equal(answer.headers.get("access-control-allow-origin"), "*");
  }
  for (const { id: actor } of [cem, dov, eva, zoe, yan])
    t.equal((await at(await documentOf(actor))).status, 404, `${actor} is not to be found out`);
  const hash = await documentOf(ann.id);
  t.equal((await at(hash.toUpperCase())).status, 404);
  t.equal((await at("0".repeat(64))).status, 404);
  await moot.api("/assemblies", { handle: "other", name: "Other", rule: "majority", joining: "open" });
  t.equal((await at(hash, "other")).status, 404, "in the ledger of another assembly");
});

test("words that were hidden are not published while they are, and deleted ones never again", async (t) => {
  clock = start + 10_800_000;
  const bodies = async () =>
    (await published()).map(({ body }) => Buffer.from(body, "base64").toString()).join();
  const { db } = moot.ctx;
  const assembly = await loadAssembly(db, "coop");
  const hiding = { id: moot.ctx.newId(), assemblyId: assembly?.id ?? "", noteId: note, actorId: bea.id };
  await saveHiding(db, { ...hiding, reason: "Spam", by: ann.id, at: moot.ctx.now() });
  t.notMatch(await bodies(), /agree, in public/);
  await endHiding(db, hiding.id, ann.id, moot.ctx.now());
  t.match(await bodies(), /agree, in public/);
  t.equal(await bea.remove(note, question, { date: new Date(clock) }), 202);
  t.notMatch(await bodies(), /agree, in public/);
  clock += 7_200_000;
  t.match(await bodies(), /"Delete"/, "but that they were deleted, which took the answer back");
});

test("the server goes", () => story.stop());
