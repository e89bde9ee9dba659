import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { exportCommand } from "../../src/cli/export.ts";
import { importCommand } from "../../src/cli/import.ts";
import { connect } from "../../src/cli/remote.ts";
import { firstBad, linesIn, ownFolder, resum, verifyLines } from "../support/archive.ts";
import { makeTestDatabase } from "../support/database.ts";
import { readLedger } from "../support/ledger.ts";
import { operatorToken, until } from "../support/moot.ts";
import { settingsFor, startServer } from "../support/process.ts";
import { begin } from "../support/story.ts";

const folder = ownFolder();
const file = join(folder, "whole.jsonl.gz");

/** What anybody reads of a server, as it is sent. */
async function face(origin: string, id: string): Promise<Record<string, string>> {
  const read = async (path: string, accept = "*/*") => {
    const answer = await fetch(`${origin}${path}`, { headers: { accept } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer()).toString("latin1");
  };
  const ledger = "/assemblies/coop/ledger";
  const n = (await read(`${ledger}/checkpoint`)).split("\n")[1];
  const files = ["checkpoint", "heads", `tile/0/000.p/${n}`, `tile/entries/000.p/${n}`, `beside/000.p/${n}`];
  const paths = [
    ...files.map((path) => `${ledger}/${path}`),
    ...["", "/ballots", "/log", "/versions", "/roll"].map((of) => `/api/v1/proposals/${id}${of}`),
  ];
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = await read(path);
  found.actor = await read("/assemblies/coop", "application/activity+json");
  return found;
}

test("a server is moved with all that it knows, and goes on where it was", async (t) => {
  const story = await begin({ rule: "majority" });
  const { moot, peer } = story;
  const { origin, ctx } = moot;
  await story.admit("ann", "bea");
  const { question, id } = await story.ask();
  await story.account("ann").vote(question, "Disagree");
  await story.account("yan").vote(question, "Agree");
  await story.settled();
  const before = await face(origin, id);
  const passphrase = "correct horse battery staple";
  const remote = connect({ ...ctx.env, passphrase });
  await exportCommand.run(remote, { values: { keys: true, out: file }, positionals: [] });
  const lines = await linesIn(file);
  t.equal(firstBad(await verifyLines(lines)), null);
  t.ok(lines.join("\n").includes(story.account("ann").id));
  t.notOk(lines.join("\n").includes(story.account("yan").id));
  const shown = join(folder, "public.jsonl");
  const isPublic = (line: string): boolean => !/^\{"kind":"(sealed|frame)"/.test(line);
  writeFileSync(shown, resum(lines.filter(isPublic)).join("\n"));
  await moot.stop();

  const database = await makeTestDatabase();
  const settings = settingsFor(join(folder, "data"), database);
  const put = (from: string, more: Record<string, string> = {}) => {
    Object.assign(process.env, settings, { ORIGIN: origin, FOLKMOOT_PASSPHRASE: passphrase }, more);
    return importCommand.run(remote, { values: {}, positionals: [from] });
  };
  await t.rejects(put(shown), /holds only what is public/);
  await t.rejects(put(file, { ORIGIN: "http://localhost:1" }), /Ids cannot move/);
  await t.rejects(put(file, { FOLKMOOT_PASSPHRASE: "another passphrase" }), /The passphrase is another one/);
  t.match((await put(file)).shown, /rows and \d+ jobs are in/);
  await t.rejects(put(file), /an archive goes into an empty one/);

  const server = await startServer(
    { ...settings, OPERATOR_TOKEN: operatorToken },
    Number(new URL(origin).port),
  );
  const after = await face(origin, id);
  for (const [what, bytes] of Object.entries(before)) t.equal(after[what], bytes, what);
  const state = async () => (await server.api(`/proposals/${id}`)).body;
  await story.account("yan").vote(question, "Agree");
  await story.account("bea").vote(question, "Agree");
  await until("the vote to count", async () => (await state()).tally.agree === 1);
  t.equal(
    (await state()).sympathisers.agree,
    1,
    "who answered before the move is not counted again after it",
  );
  t.same((await readLedger(`${origin}/assemblies/coop`)).verified.faults, []);
  await server.stop();
  await database.drop();
  await peer.stop();
});
