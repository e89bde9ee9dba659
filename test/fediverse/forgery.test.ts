import { generateKeyPairSync } from "node:crypto";
import { test } from "tap";
import type { Account } from "../support/account.ts";
import { startPeer } from "../support/peer.ts";
import { post } from "../support/post.ts";
import { signDraft, signMessage } from "../support/sign.ts";
import { begin } from "../support/story.ts";

const story = await begin();
const { moot, peer } = story;
const evil = await startPeer();
const [victim] = (await story.admit("victim", "mallory")) as [Account];
const mallory = story.account("mallory");
const { question, id } = await story.ask();
const inbox = `${moot.origin}/inbox`;
const context = "https://www.w3.org/ns/activitystreams";
const ballots = async (): Promise<number> => (await story.ballots(id)).length;
let number = 0;

/** A vote in the victim's name. */
const vote = (more: object = {}) => {
  const voteId = `${victim.id}#forged/${++number}`;
  return {
    ...{
      "@context": context,
      id: `${voteId}/activity`,
      type: "Create",
      actor: victim.id,
      to: story.assembly,
    },
    object: { id: voteId, type: "Note", name: "Block", attributedTo: victim.id, inReplyTo: question },
    ...more,
  };
};
const strange = generateKeyPairSync("rsa", { modulusLength: 2048 });

test("a vote signed by somebody else's key is refused", async (t) => {
  const thief = evil.account("thief");
  t.equal(await thief.send(inbox, vote()), 401, "a key of another server");
  t.equal(await mallory.send(inbox, vote()), 401, "a key of another account on the same server");
  const unknownKey = { keyId: `${victim.id}#main-key`, privateKey: strange.privateKey };
  t.equal(await victim.send(inbox, vote(), unknownKey), 401, "the right key id, the wrong key");
  t.equal(await ballots(), 0);
});

test("what a key document says of itself proves nothing", async (t) => {
  const pem = strange.publicKey.export({ type: "spki", format: "pem" });
  // an actor that never was known here, whose key says that it belongs to the victim
  const liar = evil.account("liar", {
    publicKey: { id: `${evil.origin}/users/liar#main-key`, owner: victim.id, publicKeyPem: pem },
  });
  const own = { keyId: `${liar.id}#main-key`, privateKey: strange.privateKey };
  const forged = { ...vote(), id: `${liar.id}#1`, actor: liar.id };
  t.equal(await liar.send(inbox, forged, own), 202, "an unknown sender is looked at later");
  // a Multikey that names the victim as its controller
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.concat([
    Buffer.from([0xed, 0x01]),
    publicKey.export({ type: "spki", format: "der" }).subarray(-32),
  ]);
  const multikey = {
    id: `${evil.origin}/users/multi#key`,
    type: "Multikey",
    controller: victim.id,
    publicKeyMultibase: `u${raw.toString("base64url")}`,
  };
  const multi = evil.account("multi", {
    "@context": [context, "https://w3id.org/security/v1", "https://w3id.org/security/multikey/v1"],
    publicKey: undefined,
    assertionMethod: multikey,
  });
  const signed = { ...vote(), id: `${multi.id}#1`, actor: multi.id };
  t.equal(await multi.send(inbox, signed, { keyId: multikey.id, privateKey, rfc9421: true }), 202);
  // a key that is fetched from elsewhere than the actor's own document
  evil.documents.set("/keys/1", {
    body: JSON.stringify({
      "@context": context,
      id: `${evil.origin}/keys/1`,
      type: "Key",
      owner: victim.id,
      publicKeyPem: pem,
    }),
  });
  t.equal(
    await victim.send(inbox, vote(), { keyId: `${evil.origin}/keys/1`, privateKey: strange.privateKey }),
    401,
  );
  await story.settled();
  t.equal(await story.count("pending_request"), 0, "they were dropped");
  t.equal(await story.count("ballot_event where kind = 'ballot'"), 0);
  t.notOk(evil.gets.includes("/keys/1"), "and that key was not even asked for");
});

test("an actor inside the activity, an LD signature or a proof replace no HTTP signature", async (t) => {
  const embedded = vote({
    actor: {
      ...victim.document,
      publicKey: { id: `${victim.id}#main-key`, owner: victim.id, publicKeyPem: "x" },
    },
  });
  t.equal(await victim.send(inbox, embedded as object), 400);
  const body = JSON.stringify(
    vote({
      signature: {
        type: "RsaSignature2017",
        creator: `${victim.id}#main-key`,
        created: new Date().toISOString(),
        signatureValue: "AA==",
      },
      proof: {
        type: "DataIntegrityProof",
        cryptosuite: "eddsa-jcs-2022",
        verificationMethod: `${victim.id}#main-key`,
        proofValue: "z1",
      },
    }),
  );
  t.equal(
    await post(inbox, body, { "content-type": "application/activity+json" }),
    401,
    "without any HTTP signature",
  );
  t.equal(await mallory.send(inbox, body), 401, "with somebody else's");
  t.equal(await ballots(), 0);
});

test("a note of the victim inside somebody else's activity is nobody's vote", async (t) => {
  const before = await story.events();
  t.equal(await mallory.send(inbox, { ...vote(), id: `${mallory.id}#x`, actor: mallory.id }), 202);
  t.same(await story.events(), before);
});

test("a signature that covers too little, is stale, or was made for another host is refused", async (t) => {
  const key = { keyId: `${victim.id}#main-key`, privateKey: victim.privateKey };
  const body = JSON.stringify(vote());
  const draft = (more: object) =>
    post(inbox, body, { ...signDraft(inbox, body, { ...key, ...more }), host: new URL(moot.origin).host });
  const message = (more: object) =>
    post(inbox, body, { ...signMessage(inbox, body, { ...key, ...more }), host: new URL(moot.origin).host });
  for (const missing of ["(request-target)", "host", "date", "digest"]) {
    const covers = ["(request-target)", "host", "date", "digest"].filter((name) => name !== missing);
    t.equal(await draft({ covers }), 401, `${missing} is not covered`);
  }
  for (const missing of ["@method", "@target-uri", "content-digest"]) {
    const covers = ["@method", "@target-uri", "content-digest"].filter((name) => name !== missing);
    t.equal(await message({ covers }), 401, `${missing} is not covered`);
  }
  t.equal(await message({ covers: [] }), 401, "nothing is covered");
  t.equal(await draft({ host: "elsewhere.example" }), 401, "signed for another server");
  t.equal(await message({ host: "elsewhere.example" }), 401, "likewise after RFC 9421");
  const passed = signDraft("https://elsewhere.example/inbox", body, key);
  t.equal(await post(inbox, body, passed), 401, "passed on with its own Host header");
  for (const minutes of [-61, 61]) {
    const date = new Date(Date.now() + minutes * 60_000);
    t.equal(await draft({ date }), 401, `${minutes} minutes off`);
    t.equal(await message({ date }), 401, `${minutes} minutes off, after RFC 9421`);
  }
  const tampered = { ...signDraft(inbox, body, key) };
  t.equal(await post(inbox, body.replace("Block", "Agree"), tampered), 401, "another body than was signed");
  const redigested = signDraft(inbox, body, key);
  const other = body.replace("Block", "Agree");
  redigested.digest = signDraft(inbox, other, key).digest as string;
  t.equal(await post(inbox, other, redigested), 401, "another body with its own digest");
  t.equal(await ballots(), 0);
});

test("nobody can use up the id of somebody else's vote", async (t) => {
  const genuine = `${victim.id}#votes/1`;
  const stolen = {
    "@context": context,
    id: `${genuine}/activity`,
    type: "Like",
    actor: `${evil.origin}/users/thief`,
    object: question,
  };
  t.equal(await evil.account("thief").send(inbox, stolen), 400, "an id on another origin than the actor's");
  // an account on the victim's own server claims the activity's id and the note's, with words of its own
  t.equal(await mallory.send(inbox, { ...stolen, actor: mallory.id }), 202);
  const claim = {
    id: genuine,
    type: "Note",
    attributedTo: mallory.id,
    inReplyTo: question,
    content: "nonsense",
    to: [`${context}#Public`],
  };
  t.equal(
    await mallory.send(inbox, {
      "@context": context,
      id: `${mallory.id}#c`,
      type: "Create",
      actor: mallory.id,
      object: claim,
    }),
    202,
  );
  t.equal(await victim.vote(question, "Agree", { id: genuine }), 202);
  const [ballot, ...others] = await story.ballots(id);
  t.match(
    ballot,
    { voter: victim.id, position: "agree", reason: null },
    "the genuine vote counts, under its own words",
  );
  t.same(others, []);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  t.ok(peer.gets.every((path) => path.startsWith("/users/") || path.startsWith("/.well-known/")));
  await evil.stop();
  await story.stop();
});
