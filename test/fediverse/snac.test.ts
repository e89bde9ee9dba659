import { createPublicKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "tap";
import { gate, isStopped } from "../../src/fediverse/gate/gate.ts";
import { type Inbound, verifySignature } from "../../src/fediverse/gate/signature.ts";
import { applyActivity } from "../../src/fediverse/hear.ts";
import { claimOf } from "../../src/fediverse/inbox.ts";
import { loadActor, saveActor } from "../../src/store/actors.ts";
import { saveNote } from "../../src/store/notes.ts";
import { claimActivity } from "../../src/store/requests.ts";
import { begin } from "../support/story.ts";

const folder = new URL("../fixtures/snac/", import.meta.url);
const origin = "http://localhost:4000";
type Captured = { at: string; method: string; url: string; headers: [string, string][]; rawBody: string };
const read = (name: string): Captured => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

/** The one key in the fixtures: snacker says it in an update of its account. */
const pem = JSON.parse(read("actor-update").rawBody).object.publicKey.publicKeyPem;
const spki = createPublicKey(pem).export({ type: "spki", format: "der" }).toString("base64");

const inboundOf = (captured: Captured, body = captured.rawBody): Inbound => ({
  method: captured.method,
  target: captured.url,
  headers: captured.headers,
  body: Buffer.from(body),
  receivedAt: new Date(captured.at),
  address: "127.0.0.1",
});

test("every captured request passes the gate, and snacker's own verify against its key", async (t) => {
  for (const file of readdirSync(folder)) {
    const captured = read(file.replace(".json", ""));
    const inbound = inboundOf(captured);
    const passed = gate(origin, inbound);
    if (isStopped(passed)) {
      t.fail(`${file}: ${passed.why}`);
      continue;
    }
    t.equal(passed.keyId, `${passed.actorId}#main-key`, file);
    if (!passed.actorId.endsWith("/snacker")) continue;
    const key = { id: passed.keyId, spki, algorithm: "rsa" as const };
    t.ok(await verifySignature(origin, inbound, passed.actorId, key), `${file} verifies`);
    const tampered = inboundOf(captured, captured.rawBody.replace("snacker", "snicker"));
    t.notOk(
      await verifySignature(origin, tampered, passed.actorId, key),
      `${file} with another body does not`,
    );
  }
});

test("every captured request is read as its file name says", async (t) => {
  // voting opened before the requests were captured, and closes long after
  let now = new Date("2026-11-22T11:00:00Z");
  const story = await begin({}, { idle: true, now: () => now, env: { ORIGIN: origin, PORT: "1" } });
  const { ctx } = story.moot;
  const people = ["snacker", "member2"].map((name) => `http://localhost:18001/${name}`);
  for (const id of people) {
    const known = {
      id,
      kind: "Person",
      username: id.split("/").at(-1) as string,
      name: "",
      inbox: `${id}/inbox`,
      keys: [],
    };
    await saveActor(ctx.db, { ...known, documentHash: "h", fetchedAt: now }, Buffer.from("{}"));
    t.equal((await story.moot.api("/assemblies/coop/members", { account: id })).status, 201);
  }
  const asked = [await story.ask(), await story.ask(), await story.ask()];
  const [first, second, third] = asked as [
    { question: string; id: string },
    { question: string; id: string },
    { question: string; id: string },
  ];
  const ids: Record<string, string> = { q1: first.question, q2: second.question, q4: third.question };
  const noteId = "bccc470a-f83c-4657-95b0-401cc667f815";
  let sent = 0;
  const hear = async (name: string) => {
    const captured = read(name);
    const body = captured.rawBody.replace(
      /http:\/\/localhost:4000\/questions\/(q\d)/g,
      (_, q) => ids[q] as string,
    );
    now = new Date(captured.at);
    const inbound = inboundOf(captured, body);
    const passed = gate(origin, { ...inbound, body: Buffer.from(captured.rawBody) });
    if (isStopped(passed)) throw new Error(passed.why);
    const actor = await loadActor(ctx.db, passed.actorId);
    if (!actor) throw new Error(`${passed.actorId} is not known`);
    await ctx.db.transaction(async (tx) => {
      // sent again, a request is signed again
      const claim = claimOf({ ...passed, signature: String(++sent) });
      if ((await claimActivity(tx, actor.id, claim, now)) !== "claimed") return;
      await applyActivity(ctx, tx, { inbound, actor, passed: { ...passed, document: JSON.parse(body) } });
    });
  };
  const follows = () => story.count("follower where actor_id like '%/snacker' and not blocked");
  const ballots = (of: { id: string }) => story.ballots(of.id);

  await hear("follow");
  t.equal(await follows(), 1, "follow");
  await hear("unfollow");
  t.equal(await follows(), 0, "unfollow");
  await hear("follow");
  await hear("follow");
  t.equal(await follows(), 1, "a follow that is repeated is one");
  await hear("unfollow-before-accept");
  t.equal(await follows(), 0, "unfollow-before-accept");
  await hear("follow");
  await hear("unfollow-echoing-hydrated-actor");
  t.equal(await follows(), 0, "unfollow-echoing-hydrated-actor");

  await hear("reply-public-unescaped");
  t.match(
    await ballots(first),
    [{ position: "block", reason: "the oven is broken & costs < 100 €", via: "words" }],
    "reply-public-unescaped",
  );
  await hear("reply-edited");
  t.match(await ballots(first), [{ position: "agree", reason: "they fixed the oven" }], "reply-edited");
  await hear("reply-deleted");
  t.same(await ballots(first), [], "reply-deleted");

  await hear("vote-native-with-context");
  t.match(
    await ballots(second),
    [{ position: "block", reason: null, via: "poll" }],
    "vote-native-with-context",
  );
  await hear("vote-redelivered-6-minutes-later");
  t.equal((await ballots(second)).length, 1, "vote-redelivered-6-minutes-later");
  t.notOk(
    (await story.events()).some((event) => event.kind === "rejected"),
    "a redelivery is not even rejected",
  );
  await hear("reply-direct");
  t.match(
    (await ballots(second)).find((ballot) => ballot.voter.endsWith("/snacker")),
    { position: "agree", reason: null },
    "reply-direct",
  );

  const before = await story.events();
  await hear("like-question");
  await hear("boost-question");
  t.same(await story.events(), before, "likes and boosts are no votes");

  const assembly = (await ctx.db.query.assemblies.findFirst()) as { id: string };
  const questionId = third.question.split("/").at(-1) as string;
  const said = {
    kind: "answer" as const,
    says: "counted",
    html: "<p>x</p>",
    language: "en",
    publishedAt: now,
  };
  await saveNote(ctx.db, {
    id: noteId,
    assemblyId: assembly.id,
    toActor: people[0] as string,
    inReplyTo: null,
    questionId,
    ...said,
  });
  await hear("reply-to-our-direct-note");
  t.match(await ballots(third), [{ position: "disagree", via: "words" }], "reply-to-our-direct-note");

  await hear("actor-update");
  const stored = await loadActor(ctx.db, people[0] as string);
  t.equal(stored?.fetchedAt.getTime(), 0, "actor-update: what is stored is not believed any more");
  t.same(story.moot.logged, []);
  await story.stop();
});
