import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { makeTestDatabase } from "../support/database.ts";
import { freePort, until } from "../support/moot.ts";
import { startPeer } from "../support/peer.ts";
import { settingsFor, startServer } from "../support/process.ts";

test("a question whose time comes while the server is down is closed when it starts again", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-kill-"));
  const database = await makeTestDatabase();
  const port = await freePort();
  const peer = await startPeer();
  const env = settingsFor(folder, database);
  const first = await startServer(env, port);
  await first.api("/assemblies", { handle: "coop", name: "Co-op", rule: "majority", joining: "open" });
  const ann = peer.account("ann");
  await first.api("/assemblies/coop/members", { account: ann.id });
  const closesAt = new Date(Date.now() + 3000).toISOString();
  const { body } = await first.api("/assemblies/coop/proposals", {
    title: "Stay",
    text: "Here.",
    open: true,
    closesAt,
  });
  t.equal(await ann.vote(body.question, "Agree"), 202);
  await first.kill();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(closesAt) - Date.now()) + 200));
  const second = await startServer(env, port);
  const decided = await until("the outcome", async () => {
    const shown = (await second.api(`/proposals/${body.id}`)).body;
    return shown.outcome && shown;
  });
  t.match(decided, { state: "adopted", outcome: "adopted", tally: { agree: 1 } });
  t.equal(await ann.vote(body.question, "Disagree"), 202);
  t.match((await second.api(`/proposals/${body.id}`)).body.tally, { agree: 1, disagree: 0 });
  await second.stop();
  await peer.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
