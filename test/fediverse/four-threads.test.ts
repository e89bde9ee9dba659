import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { test } from "tap";
import { until } from "../support/moot.ts";
import { post } from "../support/post.ts";
import { signDraft } from "../support/sign.ts";
import { begin, type Story } from "../support/story.ts";

const contexts = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];

/**
 * A small server with four threads. A thread that sends waits for our answer and does nothing else; whatever comes
 * in, our questions about its accounts too, waits for a free one (spike.md, 1: snac does just this).
 */
async function startSmallServer(story: Story) {
  let free = 4;
  const waiting: (() => void)[] = [];
  const thread = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const gets: string[] = [];
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    void thread(async () => {
      // a thread has a little work with everything that comes in
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (incoming.method === "POST") return outgoing.writeHead(202).end();
      gets.push(incoming.url ?? "");
      const id = `${origin}${incoming.url}`;
      const key = { id: `${id}#main-key`, owner: id, publicKeyPem: pem };
      const document = {
        id,
        type: "Person",
        preferredUsername: incoming.url?.slice(1),
        inbox: `${origin}/inbox`,
        publicKey: key,
      };
      outgoing.writeHead(200, { "content-type": "application/activity+json" });
      return outgoing.end(JSON.stringify({ "@context": contexts, ...document }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const inbox = `${story.moot.origin}/inbox`;
  const send = (name: string, activity: object) =>
    thread(async () => {
      const actor = `${origin}/${name}`;
      const body = JSON.stringify({
        "@context": "https://www.w3.org/ns/activitystreams",
        actor,
        ...activity,
      });
      const before = performance.now();
      const status = await post(
        inbox,
        body,
        signDraft(inbox, body, { keyId: `${actor}#main-key`, privateKey }),
      );
      return { status, took: performance.now() - before };
    });
  return {
    origin,
    gets,
    send,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

test("a server with four threads hangs nothing: every vote counts once, in the order sent", async (t) => {
  const story = await begin();
  const { question, id } = await story.ask();
  const small = await startSmallServer(story);
  const names = Array.from({ length: 12 }, (_, i) => `user${i}`);
  const note = (name: string, n: number, text: string) => {
    const actor = `${small.origin}/${name}`;
    const object = {
      id: `${actor}/p/${n}`,
      type: "Note",
      attributedTo: actor,
      inReplyTo: question,
      content: text,
    };
    const to = ["https://www.w3.org/ns/activitystreams#Public"];
    return { id: `${actor}/p/${n}/Create`, type: "Create", to, object: { ...object, to } };
  };
  const follow = (name: string, n: number) => ({
    id: `${small.origin}/${name}/f/${n}`,
    type: "Follow",
    object: story.assembly,
  });
  const undo = (name: string, n: number) => {
    const actor = `${small.origin}/${name}`;
    const object = { ...follow(name, n), actor };
    return { id: `${actor}/f/${n}/Undo`, type: "Undo", object };
  };
  // everybody at once, nobody known here yet; each in an order of their own that must be kept
  const answers = await Promise.all(
    names.map(async (name) => [
      await small.send(name, follow(name, 1)),
      await small.send(name, note(name, 1, "agree")),
      await small.send(name, undo(name, 1)),
      await small.send(name, follow(name, 2)),
    ]),
  );
  t.same(new Set(answers.flat().map(({ status }) => status)), new Set([202]));
  const slowest = Math.max(...answers.flat().map(({ took }) => took));
  t.ok(slowest < 5000, `the slowest answer took ${slowest.toFixed(0)} ms`);

  const proposal = await until("every vote", async () => {
    const shown = await story.proposal(id);
    return shown.sympathisers.agree === names.length && shown;
  });
  t.match(proposal.sympathisers, { agree: 12, disagree: 0 });
  await until("everybody to follow", async () => (await story.count("follower")) === names.length);
  await story.settled();
  t.equal(await story.count("follower"), names.length, "no Undo overtook the Follow that came after it");
  t.equal(await story.count("ballot_event where kind = 'ballot'"), names.length);
  t.equal(await story.count("pending_request"), 0);
  t.equal(new Set(small.gets).size, names.length, "each account was asked for");
  t.equal(small.gets.length, names.length, "once");
  t.same(story.moot.logged, []);
  await small.stop();
  await story.stop();
});
