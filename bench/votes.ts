import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { Worker } from "node:worker_threads";
import { v7 } from "uuid";
import { saveActor } from "../src/store/actors.ts";
import { loadAssembly } from "../src/store/assemblies.ts";
import { openDatabase } from "../src/store/database.ts";
import { saveFollower, saveMembership } from "../src/store/members.ts";
import { startServer } from "../test/support/process.ts";
import { signDraft } from "../test/support/sign.ts";
import { percentile } from "./baseline.ts";

type Signed = { readonly body: string; readonly headers: Record<string, string> };
/** What a stream of votes came to. */
export type Flow = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
};

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(url: URL, { body, headers }: Signed): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { agent, host: "127.0.0.1", port: url.port, path: url.pathname, method: "POST" };
    const asked = request(
      { ...options, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/**
 * Signed votes through the real inbox of a server in a process of its own, each by a member of its own, all on one
 * question, until each is acknowledged and so durable in the database: first as fast as `atOnce` senders can, then
 * at a steady rate a second.
 */
export async function measureVotes(databaseUrl: string, count: number, atOnce: number, rate: number) {
  const env = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: "a secret of the benchmark, not of any server",
    DATA_DIR: "/tmp",
  };
  const server = await startServer(env);
  const receiver = new Worker(new URL("./receiver.ts", import.meta.url));
  try {
    const [port] = (await once(receiver, "message")) as [number];
    await server.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", joining: "open" });
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const actors = Array.from({ length: count }, (_, i) => `http://127.0.0.1:${port}/users/voter${i}`);
    await seed(databaseUrl, actors, spki);
    const { body } = await server.api("/assemblies/coop/proposals", {
      title: "Stay",
      text: "Here.",
      open: true,
    });
    const empty = await timePage(body.url);
    const inbox = new URL(`${server.origin}/inbox`);
    const votes = actors.map((actor, i) => signedVote(inbox, actor, body.question, i, privateKey));
    const half = Math.floor(count / 2);
    await closedLoop(inbox, votes.slice(0, 50), atOnce);
    const fast = await closedLoop(inbox, votes.slice(50, half), atOnce);
    const steady = await openLoop(inbox, votes.slice(half, half + rate * 15), rate);
    const shown = (await server.api(`/proposals/${body.id}`)).body;
    const expected = half + Math.min(votes.length - half, rate * 15) - fast.refused - steady.refused;
    if (shown.tally.agree !== expected)
      throw new Error(`${shown.tally.agree} counted, ${expected} acknowledged`);
    const pages = { empty, full: await timePage(body.url) };
    return { fast, steady, counted: shown.tally.agree as number, pages };
  } finally {
    await server.stop();
    await receiver.terminate();
    agent.destroy();
  }
}

/** How long a page takes, in milliseconds: the median of eleven times, one after the other. */
async function timePage(url: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 11; n++) {
    const before = performance.now();
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    await answer.text();
    times.push(performance.now() - before);
  }
  return percentile(times, 0.5);
}

/** Members who follow and whose documents are known, as after their first message: what comes after is the daily case. */
async function seed(url: string, actors: readonly string[], spki: string): Promise<void> {
  const opened = await openDatabase({ url });
  const assembly = await loadAssembly(opened.db, "coop");
  if (!assembly) throw new Error("no assembly");
  const now = new Date();
  await opened.db.transaction(async (tx) => {
    for (const id of actors) {
      const keys = [{ id: `${id}#main-key`, spki, algorithm: "rsa" as const }];
      const about = {
        kind: "Person",
        username: "voter",
        name: "",
        inbox: `${id}/inbox`,
        documentHash: "bench",
      };
      const sharedInbox = `${new URL(id).origin}/inbox`;
      await saveActor(tx, { id, ...about, sharedInbox, keys, fetchedAt: now }, Buffer.from("{}"));
      await saveFollower(tx, {
        assemblyId: assembly.id,
        actorId: id,
        activityId: `${id}#f`,
        followedAt: now,
      });
      const seat = {
        id: v7(),
        assemblyId: assembly.id,
        actorId: id,
        state: "member" as const,
        admittedBy: "operator",
      };
      await saveMembership(tx, { ...seat, joinedAt: now }, null);
    }
  });
  await opened.close();
}

function signedVote(
  inbox: URL,
  actor: string,
  question: string,
  i: number,
  privateKey: Parameters<typeof signDraft>[2]["privateKey"],
): Signed {
  const id = `${actor}#votes/${i}`;
  const object = {
    id,
    type: "Note",
    name: "Agree",
    attributedTo: actor,
    inReplyTo: question,
    to: inbox.href,
  };
  const context = "https://www.w3.org/ns/activitystreams";
  const body = JSON.stringify({
    "@context": context,
    id: `${id}/activity`,
    type: "Create",
    actor,
    to: inbox.href,
    object,
  });
  return { body, headers: signDraft(inbox.href, body, { keyId: `${actor}#main-key`, privateKey }) };
}

async function closedLoop(inbox: URL, votes: readonly Signed[], atOnce: number): Promise<Flow> {
  const queue = [...votes];
  const times: number[] = [];
  let refused = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let vote = queue.shift(); vote; vote = queue.shift()) {
        const before = performance.now();
        if ((await send(inbox, vote)) !== 202) refused++;
        times.push(performance.now() - before);
      }
    }),
  );
  return flow(times, performance.now() - start, refused);
}

async function openLoop(inbox: URL, votes: readonly Signed[], rate: number): Promise<Flow> {
  const times: number[] = [];
  let refused = 0;
  const start = performance.now();
  const sent = votes.map(async (vote, i) => {
    await new Promise((resolve) => setTimeout(resolve, (i * 1000) / rate));
    // the time counts from when the vote was due: a server that falls behind is not let off
    const due = start + (i * 1000) / rate;
    if ((await send(inbox, vote)) !== 202) refused++;
    times.push(performance.now() - due);
  });
  await Promise.all(sent);
  return flow(times, performance.now() - start, refused);
}

const flow = (times: number[], took: number, refused: number): Flow => ({
  perSecond: (times.length * 1000) / took,
  p50: percentile(times, 0.5),
  p99: percentile(times, 0.99),
  refused,
});
