import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { firstBad, folkmoot, linesIn, lived, ownFolder, verifyLines } from "../support/archive.ts";
import { makeTestDatabase } from "../support/database.ts";
import { readLedger } from "../support/ledger.ts";
import { operatorToken, until } from "../support/moot.ts";
import { settingsFor, startServer } from "../support/process.ts";

const folder = ownFolder();
const passphrase = "correct horse battery staple";
const file = join(folder, "whole.jsonl.gz");

/** What anybody reads of a server, as bytes. */
async function face(origin: string, ids: readonly string[]): Promise<Record<string, string>> {
  const read = async (path: string, accept = "*/*") => {
    const answer = await fetch(`${origin}${path}`, { headers: { accept } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer()).toString("latin1");
  };
  const ledger = "/assemblies/coop/ledger";
  const checkpoint = await read(`${ledger}/checkpoint`);
  const width = checkpoint.split("\n")[1];
  const paths = [
    "checkpoint",
    "heads",
    `tile/0/000.p/${width}`,
    `tile/entries/000.p/${width}`,
    `beside/000.p/${width}`,
  ];
  const files = await Promise.all(paths.map(async (path) => [path, await read(`${ledger}/${path}`)]));
  const actor = await read("/assemblies/coop", "application/activity+json");
  const proposals = await Promise.all(
    ids.flatMap((id) =>
      ["", "/ballots", "/log", "/versions", "/roll"].map((of) => read(`/api/v1/proposals/${id}${of}`)),
    ),
  );
  return { ...Object.fromEntries(files), actor, proposals: proposals.join("\n") };
}

test("a server is moved with all that it knows, and goes on where it was", async (t) => {
  const story = await lived();
  const { moot, peer } = story;
  const { origin } = moot;
  const proposals = (await moot.api("/assemblies/coop/proposals")).body.items;
  const ids = proposals.map(({ id }: { id: string }) => id);
  const open = proposals.find(({ title }: { title: string }) => title === "Bake on Mondays");
  const later = await moot.api("/assemblies/coop/proposals", {
    title: "Bake on Fridays",
    text: "Soon.",
    open: false,
  });
  const opensAt = new Date(Date.now() + 60_000).toISOString();
  t.equal((await moot.api(`/proposals/${later.body.id}/open`, { opensAt })).status, 200);
  await story.settled();
  const before = await face(origin, ids);
  const env = { ORIGIN: origin, FOLKMOOT_PASSPHRASE: passphrase };
  t.match(await folkmoot({ ...env, OPERATOR_TOKEN: "" }, "export", "--keys", "--out", file), {
    ...{ code: 1, output: /No operator's token/ },
  });
  t.match(await folkmoot(env, "export", "--keys", "--out", file), { code: 0, output: /the server's keys/ });
  const lines = await linesIn(file);
  t.equal(firstBad(await verifyLines(lines)), null);
  const text = lines.join("\n");
  for (const name of ["zoe", "zed", "yan"]) t.notOk(text.includes(story.account(name).id), name);
  await folkmoot(env, "export", "--out", join(folder, "public.jsonl"));
  await moot.stop();

  const database = await makeTestDatabase();
  const settings = { ...settingsFor(join(folder, "data"), database), ...env };
  const refused = async (said: RegExp, from: string, more: Record<string, string> = {}) =>
    t.match(await folkmoot({ ...settings, ...more }, "import", from), { code: 1, output: said });
  await refused(/holds only what is public/, join(folder, "public.jsonl"));
  await refused(/Ids cannot move/, file, { ORIGIN: "http://localhost:1" });
  await refused(/The passphrase is another one/, file, { FOLKMOOT_PASSPHRASE: "another passphrase" });
  const bad = join(folder, "bad.jsonl");
  const frame = lines.findIndex((line) => line.startsWith('{"kind":"frame"')) + 1;
  writeFileSync(bad, lines.toSpliced(frame, 1, (lines[frame] as string).replace("A", "B")).join("\n"));
  await refused(/First bad|Line \d+/, bad);
  t.match(await folkmoot(settings, "import", file), { code: 0, output: /rows and \d+ jobs are in/ });
  await refused(/an archive goes into an empty one/, file);

  const server = await startServer(
    { ...settings, OPERATOR_TOKEN: operatorToken },
    Number(new URL(origin).port),
  );
  const after = await face(origin, ids);
  for (const [what, bytes] of Object.entries(before)) t.equal(after[what], bytes, what);
  const tally = async () => (await server.api(`/proposals/${open.id}`)).body;
  const { question } = await tally();
  await story.account("bea").vote(question.id, "Agree");
  await story.account("yan").vote(question.id, "Agree");
  await until("the vote to count", async () => (await tally()).tally.agree === 1);
  t.equal(
    (await tally()).sympathisers.agree,
    1,
    "who answered before the move is not counted again after it",
  );
  await until(
    "the scheduled opening",
    async () => (await server.api(`/proposals/${later.body.id}`)).body.state === "voting",
    90,
  );
  const { verified, entries } = await readLedger(`${origin}/assemblies/coop`);
  t.same(verified.faults, []);
  t.ok(entries.some(({ entry }) => entry.kind === "open" && entry.proposal === later.body.id));
  await server.stop();
  await database.drop();
  await peer.stop();
});
