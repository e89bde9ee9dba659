import { join } from "node:path";
import { test } from "tap";
import { exportCommand } from "../../src/cli/export.ts";
import { importCommand } from "../../src/cli/import.ts";
import { connect } from "../../src/cli/remote.ts";
import { readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { ownFolder } from "../support/archive.ts";
import { makeTestDatabase } from "../support/database.ts";
import { operatorToken, until } from "../support/moot.ts";
import { settingsFor, startServer } from "../support/process.ts";
import { watched } from "../support/witnesses.ts";

test("a server that was imported from an older archive asks its witnesses before it signs, and signs nothing", async (t) => {
  const [w, folder] = [await watched(), ownFolder()];
  const { moot, peer } = w.story;
  const { origin } = moot;
  await w.begin();
  await w.story.admit("ann");
  await w.signed();
  await w.quiet();
  const passphrase = "correct horse battery staple";
  const remote = connect({ ...moot.ctx.env, passphrase });
  const file = join(folder, "older.jsonl.gz");
  await exportCommand.run(remote, { values: { keys: true, out: file }, positionals: [] });
  const before = await w.size();
  await w.decide("Bake on Sundays");
  t.ok((await w.cosigned()) > before);
  await w.quiet();
  await moot.stop();

  const database = await makeTestDatabase();
  const settings = settingsFor(join(folder, "data"), database);
  Object.assign(process.env, settings, { ORIGIN: origin, FOLKMOOT_PASSPHRASE: passphrase });
  await importCommand.run(remote, { values: {}, positionals: [file] });
  const server = await startServer(
    { ...settings, OPERATOR_TOKEN: operatorToken },
    Number(new URL(origin).port),
  );
  const size = async () =>
    readCheckpoint(await (await fetch(`${origin}/assemblies/coop/ledger/checkpoint`)).text())?.size;
  const draft = { title: "Bake on Mondays", text: "From May.", open: true };
  const { body } = await server.api("/assemblies/coop/proposals", draft);
  await w.story.account("ann").vote(body.question, "Agree");
  await until("the vote to count", async () => (await server.api(`/proposals/${body.id}`)).body.tally.agree);
  await until(
    "the witness to be heard",
    async () => (await server.api("/assemblies/coop/witnesses")).body.witnesses[0].behindSince,
  );
  t.match((await server.api("/assemblies/coop/witnesses")).body, {
    signs: false,
    problem: /^A witness holds/,
  });
  t.equal(await size(), before, "only what was signed before is served");
  t.match(server.output(), /a witness holds a head that this ledger does not contain/);
  await server.stop();
  await database.drop();
  await w.other.stop();
  await peer.stop();
});
