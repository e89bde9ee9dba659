import { connect } from "node:net";
import { test } from "tap";
import { until } from "../support/moot.ts";
import { post } from "../support/post.ts";
import { signDraft } from "../support/sign.ts";
import { begin } from "../support/story.ts";

const story = await begin();
const { moot, peer } = story;
const inbox = `${moot.origin}/inbox`;
const context = "https://www.w3.org/ns/activitystreams";
const follows = () => story.count("follower where not blocked");

/** What is answered to bytes as they are, and after how many seconds the connection is closed. */
const raw = (text: string): Promise<{ said: string; seconds: number }> =>
  new Promise((resolve) => {
    const began = performance.now();
    let said = "";
    const socket = connect(Number(new URL(moot.origin).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve({ said, seconds: (performance.now() - began) / 1000 }));
  });

test("a request whose head never ends is dropped after ten seconds", async (t) => {
  const { seconds } = await raw("POST /inbox HTTP/1.1\r\nHost: x\r\nX-A: b");
  t.ok(seconds > 5 && seconds < 14, `${seconds.toFixed(1)} seconds`);
});

test("addresses that no server asks for are refused, not stumbled over", async (t) => {
  const { question } = await story.ask();
  const { pathname } = new URL(question);
  for (const path of [
    `${pathname}/replies?after=%00`,
    `${pathname}/votes?after=%00`,
    ...["/assemblies/a%00b", "/assemblies/a%00b/outbox", "/assemblies/%ff/outbox", "/%zz/outbox"],
  ])
    for (const accept of ["application/activity+json", "text/html"]) {
      const { status } = await moot.get(path, accept);
      t.ok([400, 404].includes(status), `${path} ${accept}: ${status}`);
    }
  for (const target of ["http://evil.example/outbox", "//outbox", "http://[/actor", "x"]) {
    const { said } = await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    t.match(said, /^HTTP\/1\.1 40[04]/, target);
  }
});

test("the lists of a question, and their heads, are answered whatever is asked for them", async (t) => {
  const { question } = await story.ask();
  const paths = ["replies", "thread", "votes"].map((part) => `${new URL(question).pathname}/${part}`);
  for (const path of [...paths, "/assemblies/coop/featured", "/assemblies/coop/following"])
    for (const accept of ["*/*", "text/html"]) {
      const { status, json } = await moot.get(path, accept);
      t.equal(status, 200, `${path} ${accept}`);
      t.equal(json.type, "OrderedCollection", path);
    }
  const head = await fetch(moot.origin + paths[0], { method: "HEAD", headers: { accept: "*/*" } });
  t.equal(head.status, 200);
  t.same((await moot.get("/actor/outbox", "*/*")).json.orderedItems, [], "empty, but there");
});

test("a Follow that somebody caught counts once, also with its signature's header written otherwise", async (t) => {
  const dee = story.account("dee");
  const follow = { id: `${dee.id}/follows/1`, type: "Follow", actor: dee.id, object: story.assembly };
  const body = JSON.stringify({ "@context": context, ...follow });
  const headers = signDraft(inbox, body, { keyId: `${dee.id}#main-key`, privateKey: dee.privateKey });
  t.equal(await post(inbox, body, headers), 202);
  await until("the follow", async () => (await follows()) === 1);
  await dee.send(inbox, {
    ...{ "@context": context, id: `${follow.id}/undo`, type: "Undo", actor: dee.id },
    object: follow,
  });
  t.equal(await follows(), 0);
  const signature = String(headers.signature).split(",").reverse().join(" , ");
  t.equal(await post(inbox, body, { ...headers, signature }), 202);
  t.equal(await follows(), 0);
});

test("names and ids that nobody expects make no fault", async (t) => {
  const [ann] = (await story.admit("ann")) as [ReturnType<typeof peer.account>];
  const { question, id } = await story.ask();
  const long = (length: number) => Array.from({ length }, (_, i) => (i * 7919).toString(36)).join("");
  const odd = [
    { name: ["a", "b"], preferredUsername: 7, url: [{ type: "Link", href: "x" }, "y"] },
    { name: { "@value": "x" }, nameMap: { en: "Ann", de: null } },
    { name: "x".repeat(5000), preferredUsername: "\u202e\u200b💥", publicKey: [null, 7, {}], endpoints: [] },
  ];
  for (const [n, more] of odd.entries()) {
    const account = peer.account(`odd${n}`, {
      ...more,
      publicKey: [more.publicKey ?? [], peer.account(`odd${n}`).document.publicKey].flat(),
    });
    t.ok([202, 401].includes(await account.follow(story.assembly)), JSON.stringify(more).slice(0, 40));
  }
  const create = (activityId: string, noteId: string) =>
    ann.send(inbox, {
      ...{ "@context": context, id: activityId, type: "Create", actor: ann.id },
      object: {
        ...{ id: noteId, type: "Note", attributedTo: ann.id, inReplyTo: question },
        ...{ content: "agree", to: [`${context}#Public`] },
      },
    });
  t.equal(await create(`${ann.id}/${long(3000)}`, `${ann.id}/1`), 400, "an activity's id of many letters");
  t.equal(await create(`${ann.id}/${"я".repeat(900)}`, `${ann.id}/1`), 400, "of few, that are many bytes");
  t.equal(await create(`${ann.id}/1`, `${ann.id}/${long(20_000)}`), 202, "a note's id of many letters");
  t.same(await story.ballots(id), [], "is no note's");
  t.equal(await create(`${ann.id}/2`, `${ann.id}/2n`), 202);
  t.equal((await story.ballots(id)).length, 1);
  await story.settled();
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
