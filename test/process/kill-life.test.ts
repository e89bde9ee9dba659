import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { hashOf } from "../../src/domain/sign-in.ts";
import { openDatabase } from "../../src/store/database.ts";
import { saveToken } from "../../src/store/sessions.ts";
import { makeTestDatabase } from "../support/database.ts";
import { freePort, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { type Server, settingsFor, startServer } from "../support/process.ts";

const tokens = ["a", "b"].map((letter) => `fm_${letter.repeat(43)}`) as [string, string];

/** A server with an assembly of two, each with a token, that is killed a moment after a request was sent. */
async function town() {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-kill-"));
  const database = await makeTestDatabase();
  const port = await freePort();
  const peer = await startPeer();
  const env = settingsFor(folder, database);
  let server: Server = await startServer(env, port);
  const charter = { endorsements: 1, amendWhileVoting: "once", withdrawWhileVoting: true };
  await server.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", ...charter });
  const people = ["ann", "bea"].map((name) => peer.account(name));
  for (const { id } of people) await server.api("/assemblies/coop/members", { account: id });
  await server.stop();
  const { place } = database;
  const opened = await openDatabase("url" in place ? place : { folder });
  for (const [index, person] of people.entries()) {
    const id = `019a0000-0000-7000-8000-00000000000${index}`;
    const row = { id, actorId: person.id, name: "test", createdAt: new Date() };
    await saveToken(opened.db, { ...row, tokenHash: hashOf(tokens[index] as string) });
  }
  await opened.close();
  server = await startServer(env, port);
  const call = async (token: string, path: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as any };
  };
  let kills = 0;
  return {
    call,
    api: (path: string) => server.api(path),
    /** Sends a request, kills the server a moment later, starts it again; answers what was acknowledged, if anything. */
    killedAt: async (token: string, path: string, body: object) => {
      const answer = call(token, path, body).catch(() => null);
      // the moments differ, from before the request is read to after it was answered
      await new Promise((resolve) => setTimeout(resolve, (kills++ * 17) % 70));
      await server.kill();
      server = await startServer(env, port);
      return answer;
    },
    stop: async () => {
      const code = await server.stop();
      await peer.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

test("killed in the middle of any step, a proposal is where it was or where it was going, and what was acknowledged holds", async (t) => {
  const { call, api, killedAt, stop } = await town();
  const [ann, bea] = tokens;
  const made = await call(ann, "/assemblies/coop/proposals", {
    ...{ title: "Bake", text: "From April.", draft: true, settings: { rule: "two-thirds" } },
  });
  const { id } = made.body;
  const logOf = async (): Promise<string[]> =>
    (await api(`/proposals/${id}/log`)).body.items?.map((one: { kind: string }) => one.kind) ?? [];
  const stateOf = async (): Promise<string> => (await api(`/proposals/${id}`)).body.state;

  /** Takes a step under fire, then in peace if it was not done; in the end it was done once. */
  const step = async (token: string, path: string, body: object, kind: string, times = 1) => {
    const acknowledged = await killedAt(token, `/proposals/${id}${path}`, body);
    const done = (await logOf()).filter((one) => one === kind).length;
    if (acknowledged && acknowledged.status < 300) t.equal(done, times, `${kind}: acknowledged, so done`);
    t.ok(done === times || done === times - 1, `${kind}: whole or not at all`);
    if (done < times)
      t.ok((await call(token, `/proposals/${id}${path}`, body)).status < 300, `${kind}, again`);
    t.equal((await logOf()).filter((one) => one === kind).length, times, `${kind}: once`);
  };
  const closesAt = () => new Date(Date.now() + 3_600_000).toISOString();
  await step(ann, "/deliberate", {}, "deliberation");
  t.equal(await stateOf(), "deliberation");
  await step(bea, "/endorsements", {}, "endorsed");
  await step(ann, "/open", { closesAt: closesAt() }, "opened");
  t.equal(await stateOf(), "voting");
  await step(ann, "/versions", { text: "From May." }, "replaced");
  t.match((await api(`/proposals/${id}`)).body, { state: "voting", version: 2, question: { roll: 2 } });

  const voted = await killedAt(bea, `/proposals/${id}/ballots`, { position: "agree" });
  const ballots = async () => (await api(`/proposals/${id}/ballots`)).body.items;
  if (voted?.status === 200) t.equal((await ballots()).length, 1, "an acknowledged ballot is there");
  t.equal((await call(bea, `/proposals/${id}/ballots`, { position: "agree" })).status, 200);
  t.equal((await ballots()).length, 1, "and counts once");
  await step(ann, "/withdraw", {}, "withdrawn");
  t.equal(await stateOf(), "withdrawn");
  t.equal((await ballots()).length, 1, "its ballot stays on record");
  t.equal((await api("/assemblies/coop/constitutions")).body.items.length, 1, "nothing was adopted");
  t.equal(await stop(), 0);
});

test("killed again and again around the closing, a question is decided once, and the constitution changes once", async (t) => {
  const { call, api, killedAt, stop } = await town();
  const [ann, bea] = tokens;
  const { body } = await call(ann, "/assemblies/coop/proposals", {
    ...{ title: "Two thirds", text: "So that more are heard.", settings: { rule: "two-thirds" } },
  });
  await call(bea, `/proposals/${body.id}/endorsements`, {});
  const closesAt = new Date(Date.now() + 8000).toISOString();
  await call(ann, `/proposals/${body.id}/open`, { closesAt });
  for (const who of [ann, bea]) await call(who, `/proposals/${body.id}/ballots`, { position: "agree" });
  while (Date.now() < Date.parse(closesAt) + 1500)
    await killedAt(ann, `/proposals/${body.id}/ballots`, { position: "agree" });
  await until("the outcome", async () => (await api(`/proposals/${body.id}`)).body.state === "adopted");
  const { items } = (await api("/assemblies/coop/constitutions")).body;
  t.same(
    items.map((one: { version: number }) => one.version),
    [2, 1],
  );
  const log = (await api(`/proposals/${body.id}/log`)).body.items;
  t.equal(log.filter((one: { kind: string }) => one.kind === "closed").length, 1);
  t.equal(log.filter((one: { kind: string }) => one.kind === "constitution").length, 1);
  t.match((await api(`/proposals/${body.id}`)).body.tally, { agree: 2 });
  t.equal(await stop(), 0);
});
