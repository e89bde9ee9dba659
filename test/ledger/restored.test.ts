import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { verifyFork } from "../../src/ledger/fork.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { servedLedger } from "../../src/ledger/served.ts";
import { cli } from "../support/cli.ts";
import { until } from "../support/moot.ts";
import { run } from "../support/process.ts";
import { plain } from "../support/story.ts";
import { backUp, watched } from "../support/witnesses.ts";

test("a server restored from an older backup signs nothing until it has again what its witness holds", async (t) => {
  const w = await watched();
  await w.begin();
  await w.size();
  await w.quiet();
  // asked of who reads it: what is read a moment later may be signed a moment later
  const before = await w.size();
  const older = await backUp(w.story.moot, "older");
  await w.decide("Bake on Sundays");
  const size = await w.cosigned();
  await w.quiet();
  const newer = await backUp(w.story.moot, "newer");
  await older();
  await w.restart();
  await until("the witness to be asked", async () => (await w.witness()).behindSince);
  await w.decide("Bake on Mondays");
  t.equal(await w.size(), before, "what is served is the head of the backup");
  const answer = (await w.story.moot.api("/assemblies/coop/witnesses")).body;
  t.equal(answer.signs, false);
  t.match(answer.problem, /A witness holds a head of this ledger that is not in it/);
  const page = plain((await w.story.moot.get("/assemblies/coop/ledger", "text/html")).text);
  t.match(page, /Nothing is signed here now A witness holds a head of this ledger that is not in it/);
  t.match(page, /Put to the vote\S* .*No signed head lies over it yet\./, "and the newest entries say so");
  t.match(w.story.moot.logged.join(), /a witness holds a head that this ledger does not contain/);
  t.match(
    (await w.story.moot.get("/readyz", "*/*")).text,
    /not signed.*coop/s,
    "who watches the server sees it",
  );
  const ended = await w.story.moot.api(`/assemblies/coop/witnesses/${(await w.witness()).id}`, {
    step: "end",
  });
  t.equal(ended.body.code, "ledger-behind-witness", "and nobody gets rid of a witness that way");
  await newer();
  await w.restart();
  await until("the right backup to be signed again", async () => (await w.size()) >= size);
  await until(
    "the witness to be heard",
    async () => (await w.story.moot.get("/readyz", "*/*")).text === "ready\n",
  );
  t.match(await w.witness(), { behindSince: null, state: "accepted" });
  await w.stop();
});

test("two heads that contradict one another are published as a proof, and nothing is co-signed again", async (t) => {
  const w = await watched();
  await w.begin();
  await w.quiet();
  const older = await backUp(w.story.moot, "older");
  await w.decide("Bake on Sundays");
  await w.cosigned();
  // what is still under way would bring a head of too few entries, or what the witness holds, and nothing be signed
  await w.quiet();
  await older();
  // who runs the server has it sign all the same, as if there were no witness
  const forget = "update witness set held = null, behind_since = null, checked_at = now()";
  await w.story.moot.ctx.db.execute(sql.raw(forget));
  await w.story.admit("ann");
  await w.decide("Bake on Mondays");
  await until("the contradiction", async () => (await w.witnessed()).state === "contradicted");
  const { fork } = await w.witnessed();
  const proof = await (await fetch(fork)).json();
  const { key, origin } = await servedLedger(w.story.assembly);
  t.match(await verifyFork({ sha256, verify: verifyEd25519 }, proof, key), { proven: true });
  t.equal(proof.origin, origin);
  const file = join(mkdtempSync(join(tmpdir(), "folkmoot-test-")), "proof.json");
  writeFileSync(file, JSON.stringify(proof));
  const explained = await run({}, cli, ["verify", file]);
  t.equal(explained.code, 1, "a ledger that was forked does not hold");
  t.match(explained.output, /PROVEN: the ledger of .* was forked/);
  t.match(explained.output, /signed with the key by which the assembly is known/);
  writeFileSync(file, JSON.stringify({ ...proof, nodes: [] }));
  t.match(await run({}, cli, ["verify", file]), { code: 1, output: /NOT PROVEN/ });
  const { json } = await w.other.get("/assemblies/union/outbox");
  t.match(JSON.stringify(json), /was forked/, "followers of the witness hear of it");
  await until("it to know", async () => (await w.witness()).behindSince);
  const signed = await w.size();
  await w.decide("Bake on Tuesdays");
  await w.story.settled();
  t.equal(await w.size(), signed, "nothing is signed any more");
  const ask = await w.story.moot.api("/assemblies/coop/witnesses", { account: w.union });
  t.equal(ask.body.code, "already-done");
  t.not((await w.witness()).size, signed, "nor co-signed");
  await w.stop();
});
