import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import type { Account } from "../support/account.ts";
import { makeTestDatabase } from "../support/database.ts";
import { readLedger } from "../support/ledger.ts";
import { freePort, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { type Server, settingsFor, startServer } from "../support/process.ts";

const kills = 4;
const voters = 160;

test("a server that is killed while votes stream in counts every vote that it acknowledged, once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-kill-"));
  const database = await makeTestDatabase();
  const port = await freePort();
  const peer = await startPeer();
  const env = settingsFor(folder, database);
  let server: Server = await startServer(env, port);
  await server.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", joining: "open" });
  const accounts = Array.from({ length: voters }, (_, i) => peer.account(`voter${i}`));
  for (const { id } of accounts)
    t.equal((await server.api("/assemblies/coop/members", { account: id })).status, 201);
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
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const stream = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        await vote(next);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }),
  );
  for (let n = 1; n <= kills; n++) {
    await until("some more votes", () => acknowledged.size >= (voters * n) / (kills + 1));
    await server.kill();
    server = await startServer(env, port);
  }
  await Promise.race([stream, until("the stream to end", async () => (await stream) !== undefined)]);
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
  const { verified, entries } = await readLedger(new URL("/assemblies/coop", question).href);
  t.same(verified.faults, [], "the ledger holds");
  const entered = entries
    .filter(({ entry }) => entry.kind === "ballot")
    .map(({ opening }) => opening?.who?.actor);
  t.same(entered.sort(), [...acknowledged].sort(), "every vote that was acknowledged is in the ledger, once");
  t.equal(await server.stop(), 0, "asked to stop, it stops in peace");
  await peer.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
