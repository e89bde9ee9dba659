import { test } from "tap";
import { cosignedAt, ledgerName, readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { servedLedger } from "../../src/ledger/served.ts";
import { folkmoot } from "../support/cli.ts";
import { until } from "../support/moot.ts";
import { watched } from "../support/witnesses.ts";

test("an assembly asks another one to witness, and its heads are co-signed once they were checked", async (t) => {
  const w = await watched();
  await w.begin();
  t.match(await w.witness(), { state: "accepted", assembly: w.union, behindSince: null });
  t.match(await w.witnessed(), { state: "accepted", assembly: w.story.assembly });
  const id = await w.decide("Bake on Sundays");
  const size = await w.cosigned();
  t.equal((await w.story.proposal(id)).witnessedBy, 1, "the result is witnessed by one");
  t.match((await w.story.moot.get(`/proposals/${id}`, "text/html")).text, /Witnessed by one other assembly/);
  const { key } = await servedLedger(w.union);
  const by = { name: ledgerName(w.union), publicKey: key };
  const at = await cosignedAt(sha256, verifyEd25519, await w.checkpoint(), by);
  t.ok(at && Math.abs(at - Date.now() / 1000) < 60, "the head that is served carries the co-signature");
  const verified = await folkmoot(["verify", w.story.assembly]);
  t.equal(verified.code, 0, verified.said);
  const line = `${ledgerName(w.union)}, up to ${size} entries, ${new Date(Number(at) * 1000).toISOString()}`;
  t.ok(
    verified.said.includes(`witnessed by 1:\n    ${line}`),
    "whoever verifies the ledger is told by whom, and when",
  );
  const held = await w.other.get(
    `/assemblies/union/ledger/witnessed/${encodeURIComponent(ledgerName(w.story.assembly))}`,
    "*/*",
  );
  t.equal(readCheckpoint(held.text)?.size, size, "anybody can ask the witness what it holds");
  const log = (await w.story.moot.api("/assemblies/coop/log")).body.items;
  t.ok(
    log.some(({ kind }: { kind: string }) => kind === "witness-asked"),
    "it is done in public",
  );
  const { id: witness } = await w.witness();
  t.match(await w.story.moot.api(`/assemblies/coop/witnesses/${witness}`, { step: "end" }), { status: 200 });
  await until("both to know", async () => (await w.witnessed()).state === "ended");
  t.same([...w.story.moot.logged, ...w.other.logged], []);
  await w.stop();
});
