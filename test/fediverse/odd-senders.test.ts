import { test } from "tap";
import { until } from "../support/moot.ts";
import { post } from "../support/post.ts";
import { signDraft, signMessage } from "../support/sign.ts";
import { begin } from "../support/story.ts";

let ahead = 0;
const story = await begin({ rule: "majority" }, { now: () => new Date(Date.now() + ahead) });
const { moot, peer } = story;
const [ann, bob] = (await story.admit("ann", "bob")) as any[];
const inbox = `${moot.origin}/inbox`;
const context = "https://www.w3.org/ns/activitystreams";
const follows = () => story.count("follower where not blocked");
const accepts = (account: any) =>
  peer.received.filter(
    ({ activity }) => activity.type === "Accept" && [activity.to].flat().includes(account.id),
  ).length;

test("follows and their undoing count by what they say, though every one of a pair has the same id", async (t) => {
  // as Misskey sends them
  const cy = story.account("cy");
  const follow = {
    "@context": context,
    id: `${cy.id}/follows/1`,
    type: "Follow",
    actor: cy.id,
    object: story.assembly,
  };
  const undo = {
    "@context": context,
    id: `${cy.id}/follows/1/undo`,
    type: "Undo",
    actor: cy.id,
    object: follow,
  };
  const send = async (activity: object, seconds: number) => {
    ahead = seconds * 2000;
    t.equal(await cy.send(inbox, activity, { date: new Date(Date.now() + ahead) }), 202);
  };
  await send(follow, 0);
  await until("the first Accept", () => accepts(cy) === 1);
  await send(follow, 1);
  await until("an Accept for the repeat", () => accepts(cy) === 2);
  t.equal(await follows(), 1);
  await send(undo, 2);
  t.equal(await follows(), 0);
  await send(follow, 3);
  t.equal(await follows(), 1);
  await until("an Accept again", () => accepts(cy) === 3);
  await send(undo, 4);
  t.equal(await follows(), 0);
});

test("the very same Follow, sent again by somebody who caught it, does nothing once it was undone", async (t) => {
  const dee = story.account("dee");
  const id = `${dee.id}/follows/1`;
  const body = JSON.stringify({
    "@context": context,
    id,
    type: "Follow",
    actor: dee.id,
    object: story.assembly,
  });
  const headers = signDraft(inbox, body, { keyId: `${dee.id}#main-key`, privateKey: dee.privateKey });
  t.equal(await post(inbox, body, headers), 202);
  await until("the follow", async () => (await follows()) === 1);
  const undo = {
    id: `${id}/undo`,
    type: "Undo",
    actor: dee.id,
    object: { id, type: "Follow", actor: dee.id, object: story.assembly },
  };
  await dee.send(inbox, { "@context": context, ...undo });
  t.equal(await post(inbox, body, headers), 202);
  t.equal(await follows(), 0);
});

test("a signature with more in its header than we read is none", async (t) => {
  const { question, id } = await story.ask();
  const key = { keyId: `${ann.id}#main-key`, privateKey: ann.privateKey };
  const object = {
    id: `${ann.id}#v/1`,
    type: "Note",
    name: "Agree",
    attributedTo: ann.id,
    inReplyTo: question,
  };
  const body = JSON.stringify({
    "@context": context,
    id: `${ann.id}#v/1/activity`,
    type: "Create",
    actor: ann.id,
    object,
  });
  const weak = signDraft(inbox, body, { ...key, covers: ["(request-target)", "date", "digest"] });
  const real = weak.signature?.slice(weak.signature.indexOf("headers="));
  const pretended = `keyId="${key.keyId}",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="AAAA",`;
  for (const between of ["!,", " ;,", "x y,", ""])
    t.equal(await post(inbox, body, { ...weak, signature: pretended + between + real }), 401, between);
  const message = signMessage(inbox, body, key);
  const input = message["signature-input"] as string;
  const twice = `${input};keyid="${ann.id}#other"`;
  t.equal(await post(inbox, body, { ...message, "signature-input": twice }), 401, "two key ids");
  t.equal(await post(inbox, body, { ...message, "signature-input": `${input}, sig2=()` }), 401, "two labels");
  t.same(await story.ballots(id), []);
  t.equal(await post(inbox, body, signDraft(inbox, body, key)), 202, "as it should be");
  t.equal((await story.ballots(id)).length, 1);
});

test("an account that says it has become a bot is a bot from then on", async (t) => {
  const { question, id } = await story.ask();
  const eve = story.account("eve");
  await eve.follow(story.assembly);
  await until("the account", () =>
    story.count(`remote_actor where id = '${eve.id}' and kind = 'Person'`).then(Boolean),
  );
  Object.assign(eve.document, { type: "Service" });
  const update = { id: `${eve.id}#updates/1`, type: "Update", actor: eve.id, object: eve.document };
  t.equal(await eve.send(inbox, { "@context": context, ...update }), 202);
  await until("the bot", () =>
    story.count(`remote_actor where id = '${eve.id}' and kind = 'Service'`).then(Boolean),
  );
  await eve.vote(question, "Agree");
  t.match((await story.proposal(id)).sympathisers, { agree: 0 });
});

test("an account at the bare address of its server, and ids with letters of any script, count like others", async (t) => {
  const { question, id } = await story.ask();
  const root = peer.account("root", { id: peer.origin, inbox: `${peer.origin}/inbox` });
  const own = {
    ...root.document,
    publicKey: { ...(root.document.publicKey as object), id: `${peer.origin}/#key`, owner: peer.origin },
  };
  peer.documents.set("/", { body: JSON.stringify(own) });
  const vote = (actor: string, name: string) => ({
    ...{ "@context": context, id: `${name}/activity`, type: "Create", actor },
    object: { id: name, type: "Note", name: "Agree", attributedTo: actor, inReplyTo: question },
  });
  t.equal(
    await root.send(inbox, vote(peer.origin, `${peer.origin}/votes/1`), { keyId: `${peer.origin}/#key` }),
    202,
  );
  await until("their vote", async () => (await story.proposal(id)).sympathisers.agree === 1);
  t.equal(await bob.send(inbox, vote(bob.id, `${bob.id}/stimmen/für-önerge-是`)), 202);
  t.equal((await story.ballots(id)).length, 1);
});

test("lists that only servers ask for are answered whatever is asked for them", async (t) => {
  for (const path of ["/assemblies/coop/outbox", "/assemblies/coop/followers", "/actor/outbox"])
    for (const accept of ["*/*", "text/html", "application/activity+json"]) {
      const answer = await moot.get(path, accept);
      t.equal(answer.status, 200, `${path} ${accept}`);
      t.equal(answer.json.type, "OrderedCollection", path);
    }
  for (const method of ["PUT", "DELETE"]) {
    const refused = await fetch(inbox, { method });
    t.equal(refused.status, 405);
    t.equal(refused.headers.get("allow"), "POST");
  }
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
