import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import type { Account } from "../support/account.ts";
import { cli } from "../support/cli.ts";
import { makeTestDatabase, onPostgres } from "../support/database.ts";
import { readLedger } from "../support/ledger.ts";
import { freePort, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { run, type Server, settingsFor, startServer } from "../support/process.ts";

// the embedded database takes longer to come up again than a test may; there a storm of eight has to do
const kills = onPostgres ? 50 : 8;
const senders = 8;
const voters = kills * senders;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a server that is killed again and again while votes stream in counts every vote that it acknowledged, once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-kill-"));
  const database = await makeTestDatabase({ bare: true });
  const port = await freePort();
  const peer = await startPeer();
  const env = settingsFor(folder, database);
  let server: Server = await startServer(env, port);
  await server.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", joining: "open" });
  t.equal(await server.stop(), 0, "asked to stop, it stops in peace");
  server = await startServer(env, port);
  const accounts = Array.from({ length: voters }, (_, i) => peer.account(`voter${i}`));
  for (const { id } of accounts)
    if ((await server.api("/assemblies/coop/members", { account: id })).status !== 201) t.fail(id);
  const made = await server.api("/assemblies/coop/proposals", { title: "Stay", text: "Here.", open: true });
  const { question, id } = made.body;

  const acknowledged = new Set<string>();
  const queue = [...accounts];
  let ended = false;
  const vote = async (account: Account): Promise<void> => {
    const voteId = `${account.id}#votes/1`;
    // an app sends again what was not acknowledged, the same vote
    while (!ended) {
      const status = await account.vote(question, "Agree", { id: voteId }).catch(() => 0);
      if (status === 202) return void acknowledged.add(account.id);
      await sleep(30);
    }
  };
  const stream = Promise.all(
    Array.from({ length: senders }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await vote(next);
    }),
  );
  for (let n = 1; n <= kills; n++) {
    // every kill meets votes under way, each at another point of their way
    const enough = (voters * (n - 1)) / kills + 1;
    await until("some more votes", () => acknowledged.size >= enough, 60);
    await sleep(Math.random() * 25);
    await server.kill();
    server = await startServer(env, port);
  }
  await Promise.race([stream, until("the stream to end", async () => (await stream) !== undefined, 60)]);
  ended = true;
  t.equal(acknowledged.size, voters);

  const counted = await until("every vote to be counted", async () => {
    const { body } = await server.api(`/proposals/${id}/ballots?limit=1000`);
    return body.items.length >= voters && body.items;
  });
  const names = counted.map((ballot: any) => ballot.voter);
  t.equal(names.length, voters, "no vote twice");
  t.same(new Set(names), acknowledged, "none that was acknowledged is missing");
  t.match((await server.api(`/proposals/${id}`)).body, { tally: { agree: voters } });
  const address = new URL("/assemblies/coop", question).href;
  const { verified, entries } = await readLedger(address);
  t.same(verified.faults, [], "the ledger holds");
  const entered = entries
    .filter(({ entry }) => entry.kind === "ballot")
    .map(({ opening }) => opening?.who?.actor);
  t.same(entered.sort(), [...acknowledged].sort(), "every vote that was acknowledged is in the ledger, once");
  const { code, output } = await run({}, cli, ["verify", address]);
  t.equal(code, 0, output);
  t.match(output, /It holds/);
  t.equal(await server.stop(), 0);
  await peer.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
