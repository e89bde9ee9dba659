import { createServer, type Socket } from "node:net";
import { test } from "tap";
import { isPublicAddress, isPublicUrl, makeAgent } from "../../src/fediverse/http.ts";
import { isUnfetched, makeLoader } from "../../src/fediverse/loader.ts";
import { begin } from "../support/story.ts";

const story = await begin();
const { moot, peer } = story;
let now = Date.now();
const ctx = { ...moot.ctx, now: () => new Date(now) };
const fresh = (more: object = {}) => makeLoader({ ...ctx, ...more }, moot.room.agent, moot.room.keysOf);
const load = async (path: string, loader = fresh()) => loader(peer.origin + path, { accept: "activity" });
const admit = async (path: string) =>
  (await moot.api("/assemblies/coop/members", { account: peer.origin + path })).status;
const actor = (path: string, more: object = {}) => {
  const id = peer.origin + path;
  const key = {
    id: `${id}#main-key`,
    owner: id,
    publicKeyPem: (story.account("ann").document.publicKey as any).publicKeyPem,
  };
  const context = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
  return JSON.stringify({
    "@context": context,
    id,
    type: "Person",
    preferredUsername: "x",
    inbox: `${id}/inbox`,
    publicKey: key,
    ...more,
  });
};
const serve = (path: string, body: string, more: object = {}) =>
  void peer.documents.set(path, { body, ...more });

test("an account is taken only from a document that says it is one, at its own address", async (t) => {
  serve("/html", "<html></html>", { type: "text/html" });
  serve("/plain", actor("/plain"), { type: "text/plain" });
  serve("/image", actor("/image"), { type: "image/png" });
  serve("/ld", actor("/ld"), { type: "application/ld+json" });
  serve("/other-id", actor("/elsewhere"));
  serve("/other-origin", actor("/other-origin", { id: "https://elsewhere.example/x" }));
  serve("/far-inbox", actor("/far-inbox", { inbox: "https://victim.example/inbox" }));
  serve(
    "/note",
    JSON.stringify({
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${peer.origin}/note`,
      type: "Note",
    }),
  );
  serve("/broken", "{");
  serve("/alias", actor("/alias", { "@context": ["https://www.w3.org/ns/activitystreams", { me: "@id" }] }));
  for (const path of [
    "/html",
    "/plain",
    "/image",
    "/ld",
    "/other-origin",
    "/far-inbox",
    "/note",
    "/broken",
    "/alias",
    "/missing",
  ]) {
    t.equal(await admit(path), 422, path);
  }
  serve("/good", actor("/good"));
  serve("/good-ld", actor("/good-ld"), {
    type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  });
  t.equal(await admit("/good"), 201);
  t.equal(await admit("/good-ld"), 201);
  t.equal(await story.count("remote_actor where id like '%/other%'"), 0);
});

test("redirects are followed on one origin, five at most, and never from https to http", async (t) => {
  for (let i = 0; i < 7; i++)
    serve(`/hop${i}`, "", { status: 302, headers: { location: `${peer.origin}/hop${i + 1}` } });
  serve("/hop7", actor("/hop7"));
  t.match(await load("/hop0"), { failed: /too many redirects/ });
  t.notOk(isUnfetched(await load("/hop2")));
  serve("/away", "", { status: 302, headers: { location: "https://elsewhere.example/x" } });
  t.match(await load("/away"), { failed: /another origin/ });
  serve("/loop", "", { status: 301, headers: { location: "/loop" } });
  t.match(await load("/loop"), { failed: /too many redirects/ });
});

test("what is too large, compressed unasked, or trickles in is given up", async (t) => {
  serve("/huge", JSON.stringify({ x: "y".repeat(2 * 1024 * 1024) }));
  t.match(await load("/huge"), { failed: /1 MiB/ });
  serve("/zipped", "x", { headers: { "content-encoding": "gzip" } });
  t.match(await load("/zipped"), { failed: /compressed/ });
  const sockets = new Set<Socket>();
  const trickle = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write(
      "HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\ncontent-length: 100000\r\n\r\n",
    );
    const drip = setInterval(() => socket.write("x"), 300);
    socket.on("close", () => clearInterval(drip));
  });
  await new Promise<void>((resolve) => trickle.listen(0, "127.0.0.1", resolve));
  const before = Date.now();
  const slow = await fresh()(`http://127.0.0.1:${(trickle.address() as { port: number }).port}/`, {
    accept: "activity",
  });
  t.match(slow, { failed: String, again: 60 });
  t.ok(Date.now() - before < 15_000, "within ten seconds or so");
  for (const socket of sockets) socket.destroy();
  trickle.close();
});

test("a server that says 429 is left alone for as long as it asked, and what failed is not asked again at once", async (t) => {
  const loader = fresh();
  serve("/busy", "", { status: 429, headers: { "retry-after": "120" } });
  t.match(await load("/busy", loader), { status: 429, again: 120 });
  const asked = peer.gets.length;
  t.match(await load("/good", loader), { failed: /asked to wait/ });
  t.equal(peer.gets.length, asked, "nothing of it was asked for");
  now += 121_000;
  t.notOk(isUnfetched(await load("/good", loader)));
  const again = peer.gets.length;
  await load("/good", loader);
  t.equal(peer.gets.length, again, "nor what is known for less than a minute");
  now += 61_000;
  await load("/good", loader);
  t.equal(peer.gets.length, again + 1);
});

test("an account that is gone is remembered as gone, and heard no more", async (t) => {
  const ghost = peer.account("ghost");
  const { question, id } = await story.ask();
  t.equal(await ghost.vote(question, "Agree"), 202);
  await story.settled();
  const gone = peer.account("gone");
  serve("/users/gone", "", { status: 410 });
  t.equal(await gone.vote(question, "Agree"), 202);
  await story.settled();
  t.match((await story.proposal(id)).sympathisers, { agree: 1 });
  t.equal(await story.count("pending_request"), 0);
  // the account says itself that it is deleted
  t.equal(await ghost.remove(ghost.id, question), 202);
  t.equal(await ghost.vote(question, "Disagree", { id: `${ghost.id}#again` }), 202);
  t.match((await story.proposal(id)).sympathisers, { agree: 1, disagree: 0 });
});

test("addresses of this machine and of local networks are never public, however they are spelt", async (t) => {
  for (const address of [
    ..."127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255".split(
      " ",
    ),
    ...":: ::1 fe80::1 fc00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ff02::1 not-an-address".split(
      " ",
    ),
  ]) {
    t.notOk(isPublicAddress(address), address);
  }
  for (const address of ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    t.ok(isPublicAddress(address), address);
  for (const url of [
    ..."http://a.example/ https://a.example:8443/ https://127.0.0.1/ https://127.1/ https://0x7f.1/ https://[::1]/".split(
      " ",
    ),
    ..."https://localhost/ https://u:p@a.example/ file:///etc/passwd data:,x https://2130706433/".split(" "),
  ]) {
    t.notOk(isPublicUrl(new URL(url)), url);
  }
  t.ok(isPublicUrl(new URL("https://a.example/users/x")));
});

test("where private addresses are not allowed, nothing connects to one, even under a public name", async (t) => {
  let touched = 0;
  const canary = createServer((socket) => {
    touched++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
  const { port } = canary.address() as { port: number };
  const agent = makeAgent(false);
  for (const url of [
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
  ]) {
    const error: any = await agent.request({ origin: url, path: "/", method: "GET" }).then(
      () => null,
      (fault: unknown) => fault,
    );
    t.ok(error, url);
  }
  const env = { ...ctx.env, allowPrivateAddress: false };
  t.match(await fresh({ env })(`http://127.0.0.1:${port}/x`, { accept: "activity" }), {
    failed: "address not allowed",
  });
  t.equal(touched, 0);
  await agent.close();
  canary.close();
});

test("an account is found by its handle only where its host says the same", async (t) => {
  t.equal((await moot.api("/assemblies/coop/members", { account: story.account("bob").handle })).status, 201);
  t.equal(
    (await moot.api("/assemblies/coop/members", { account: `@bob@${new URL(peer.origin).host}` })).status,
    200,
    "again",
  );
  t.equal((await moot.api("/assemblies/coop/members", { account: "@nobody@127.0.0.1:1" })).status, 422);
  t.match((await moot.api("/assemblies/coop/members", { account: "just a name" })).body, {
    code: "bad-account",
  });
  const machine = peer.account("robot", { type: "Service" });
  t.match((await moot.api("/assemblies/coop/members", { account: machine.id })).body, {
    code: "not-a-person",
  });
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
