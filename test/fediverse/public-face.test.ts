import { verifyJsonLd, verifyProof } from "@fedify/fedify/sig";
import { Activity, DataIntegrityProof } from "@fedify/vocab";
import { test } from "tap";
import { bundledContexts } from "../../src/fediverse/bundled.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ values: ["Bread for all"], summary: "We **bake**." });
const { moot, peer } = story;
const { host } = new URL(moot.origin);
const finger = (query: string) => moot.get(`/.well-known/webfinger${query}`, "application/jrd+json");

test("WebFinger answers good and bad questions as the catalogue says", async (t) => {
  t.equal((await finger("")).status, 400, "no resource");
  t.equal((await finger("?resource=acct:coop")).status, 400, "an account without a host");
  t.equal((await finger("?resource=acct:coop@elsewhere.example")).status, 404, "another host");
  t.ok([400, 414].includes((await finger(`?resource=acct:${"x".repeat(10_000)}@${host}`)).status), "10 kB");
  t.equal((await finger(`?resource=acct:../coop@${host}`)).status, 404, "a path");
  t.equal((await finger(`?resource=acct:coop@${host}&resource=acct:b@${host}`)).status, 400, "two resources");
  t.equal((await finger(`?resource=acct:nobody@${host}`)).status, 404, "nobody");
  t.equal((await finger("?resource=https://elsewhere.example/x")).status, 404, "an address of somebody else");
  for (const name of ["coop", "COOP"]) {
    const { status, json, headers } = await finger(`?resource=${encodeURIComponent(`acct:${name}@${host}`)}`);
    t.equal(status, 200, name);
    t.match(headers.get("content-type"), /application\/jrd\+json/);
    t.equal(json.subject, `acct:coop@${host}`, "one spelling");
    const self = json.links.find((link: any) => link.rel === "self");
    t.match(self, { type: "application/activity+json", href: story.assembly });
  }
  t.equal(
    (await finger(`?resource=${encodeURIComponent(story.assembly)}`)).json.subject,
    `acct:coop@${host}`,
  );
  t.equal(
    (await finger(`?resource=acct:folkmoot.server@${host}`)).json.links[0].href,
    `${moot.origin}/actor`,
  );
});

test("NodeInfo says what this is", async (t) => {
  const index = await moot.get("/.well-known/nodeinfo", "application/json");
  const { status, json } = await moot.get(new URL(index.json.links[0].href).pathname, "application/json");
  t.equal(status, 200);
  t.match(json, {
    version: "2.1",
    software: { name: "folkmoot" },
    protocols: ["activitypub"],
    usage: { users: { total: 1 } },
  });
});

test("an assembly is a Group that every server can read", async (t) => {
  const { json, headers, status } = await moot.get("/assemblies/coop");
  t.equal(status, 200);
  t.match(headers.get("content-type"), /^application\/activity\+json/);
  t.match(headers.get("vary"), /Accept/);
  const id = story.assembly;
  t.match(json, {
    ...{
      id,
      type: "Group",
      preferredUsername: "coop",
      name: "Co-op",
      url: id,
      discoverable: true,
      indexable: true,
    },
    ...{
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      following: `${id}/following`,
    },
    ...{
      featured: `${id}/featured`,
      endpoints: { sharedInbox: `${moot.origin}/inbox` },
      manuallyApprovesFollowers: false,
    },
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: /BEGIN PUBLIC KEY/ },
    assertionMethod: [{ id: `${id}#ed25519-key`, controller: id, type: "Multikey" }],
  });
  t.ok(
    Array.isArray(json.attachment) && json.attachment.length >= 2,
    "fields as a list: one alone is shown by nobody",
  );
  t.ok([json["@context"]].flat().includes("https://www.w3.org/ns/activitystreams"));
  t.equal(json.publicKey.publicKeyPem.length < 500, true, "RSA-2048: every server verifies it");
  t.match((await moot.get("/actor")).json, { type: "Application", preferredUsername: "folkmoot.server" });
  t.equal((await moot.get("/assemblies/nobody")).status, 404);
});

test("collections are there, also where they are empty", async (t) => {
  for (const name of ["outbox", "followers", "following", "featured", "members"]) {
    const { status, json } = await moot.get(`/assemblies/coop/${name}`);
    t.equal(status, 200, name);
    t.match(json, { type: "OrderedCollection", orderedItems: [] }, name);
  }
});

test("a question is a poll in the shape that every server reads", async (t) => {
  const [ann] = (await story.admit("ann")) as any;
  await ann.follow(story.assembly);
  const { question, id } = await story.ask({
    title: "Bake <b>now</b> & then",
    text: `Costs < 100 €.\n\n${"long ".repeat(1000)}`,
  });
  const { json } = await moot.get(new URL(question).pathname);
  t.match(json, {
    ...{ id: question, url: question, type: "Question", attributedTo: story.assembly },
    ...{
      endTime: /Z$/,
      published: /Z$/,
      votersCount: 0,
      replies: `${question}/replies`,
      context: `${question}/thread`,
    },
    to: "https://www.w3.org/ns/activitystreams#Public",
    cc: `${story.assembly}/followers`,
    "moot:version": 1,
    "moot:textHash": /^[0-9a-f]{64}$/,
    interactionPolicy: { canQuote: {} },
  });
  t.same(
    json.oneOf.map((option: any) => option.name),
    ["Agree", "Stand aside", "Disagree", "Block"],
  );
  t.ok(json.oneOf.every((option: any) => option.type === "Note" && option.replies.totalItems === 0));
  for (const absent of ["name", "summary", "closed", "updated"]) t.notOk(absent in json, absent);
  t.match(json.content, /^<p><strong>Bake &lt;b&gt;now&lt;\/b&gt; &amp; then<\/strong><\/p>/);
  t.match(json.content, /Costs &lt; 100 €/);
  t.match(json.content, /… read on/);
  t.equal(json.contentMap.en, json.content);
  t.equal(JSON.parse(json["moot:rule"]).blocks, 0);

  t.match(
    (await moot.get(`/proposals/${id}`)).headers.get("location"),
    question,
    "the proposal leads to its question",
  );
  const outbox = (await moot.get("/assemblies/coop/outbox")).json;
  const items = [outbox.orderedItems].flat();
  t.match(
    items[0],
    { type: "Create", object: { id: question, type: "Question", oneOf: Array } },
    "the outbox embeds it",
  );
  t.match([(await moot.get("/assemblies/coop/featured")).json.orderedItems].flat()[0], { id: question });

  const sent: any = await until(
    "the Create",
    () => peer.received.find((one) => one.activity.object?.id === question)?.activity,
  );
  t.same(sent.object.oneOf, json.oneOf, "what was sent is what is served");
  t.same(
    (await moot.get(new URL(sent.id).pathname)).json.object.id,
    question,
    "the Create can be read by its id",
  );
});

test("what is sent verifies: the LD signature with the RSA key, the proof with the Ed25519 key", async (t) => {
  const sent: any = peer.received.find((one) => one.activity.object?.type === "Question")?.activity;
  const documentLoader = async (url: string) => {
    const { json } = await moot.get(new URL(url).pathname);
    return { document: json, documentUrl: url, contextUrl: null };
  };
  const options = { documentLoader, contextLoader: bundledContexts };
  t.ok(await verifyJsonLd(sent, options));
  const { proof: raw, signature: _, ...unsigned } = sent;
  const proof = await DataIntegrityProof.fromJsonLd({ ...raw, "@context": sent["@context"] }, options);
  t.ok(await verifyProof(unsigned, proof, options));
  t.ok(await Activity.fromJsonLd(sent, options));
  const forged = { ...sent, object: { ...sent.object, content: "<p>Something else</p>" } };
  t.notOk(await verifyJsonLd(forged, options));
});

test("what an assembly said to one person alone can be read by nobody", async (t) => {
  const bob = story.account("bob");
  await bob.mention(story.assembly, "help");
  const note = await story.toldNote(bob, /To vote/);
  t.equal((await moot.get(new URL(note.id).pathname)).status, 404);
});

test("a reader of votes finds the roll's ballots by page, without the private ones", async (t) => {
  const { question } = await story.ask();
  const ann = story.account("ann");
  await ann.reply(question, "agree", { direct: true });
  const { json } = await moot.get(`${new URL(question).pathname}/votes`);
  t.match(json, { type: "OrderedCollection", totalItems: 1 });
  t.same([json.orderedItems ?? []].flat(), []);
  const note = await ann.reply(question, "disagree");
  t.same([(await moot.get(`${new URL(question).pathname}/votes`)).json.orderedItems].flat(), [note]);
  t.same([(await moot.get(`${new URL(question).pathname}/replies`)).json.orderedItems].flat(), [note]);
  t.equal((await moot.get("/questions/not-an-id/votes")).status, 404);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
