import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { exportCommand } from "../../src/cli/export.ts";
import { importCommand } from "../../src/cli/import.ts";
import { connect } from "../../src/cli/remote.ts";
import {
  firstBad,
  folkmoot,
  linesIn,
  openSealed,
  ownFolder,
  resum,
  verifyLines,
} from "../support/archive.ts";
import { makeTestDatabase } from "../support/database.ts";
import { readLedger } from "../support/ledger.ts";
import { callerFor } from "../support/member.ts";
import { operatorToken, until } from "../support/moot.ts";
import { settingsFor, startServer } from "../support/process.ts";
import { begin } from "../support/story.ts";

const folder = ownFolder();
/** A name that nobody else has and that is no word. */
const erased = "quillfeather";
const file = join(folder, "whole.jsonl.gz");

/** What anybody reads of a server, as it is sent; `ids`: of proposals. */
async function face(origin: string, ids: readonly string[]): Promise<Record<string, string>> {
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
    ...ids.flatMap((id) =>
      ["", "/ballots", "/log", "/versions", "/roll", "/objections"].map(
        (of) => `/api/v1/proposals/${id}${of}`,
      ),
    ),
    ...["members", "log", "bans", "roles"].map((list) => `/api/v1/assemblies/coop/${list}`),
  ];
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = await read(path);
  const places = ["", "/members", "/log", "/decisions", "/ledger", "/bans"].map(
    (of) => `/assemblies/coop${of}`,
  );
  for (const path of ["/", "/bans", ...places, ...ids.map((id) => `/proposals/${id}`)])
    found[`page ${path}`] = sameAnyTime(await read(path, "text/html"));
  found.actor = await read("/assemblies/coop", "application/activity+json");
  return found;
}

/** A page without what differs from one reading to the next. */
const sameAnyTime = (html: string): string =>
  html.replace(/name="_csrf" value="[^"]*"/g, "").replace(/As it stood on [^.]*\./g, "");

test("a server is moved with all that it knows, and goes on where it was", async (t) => {
  const story = await begin({ rule: "majority" });
  const { moot, peer } = story;
  const { origin, ctx } = moot;
  const [, , cem, gone] = await story.admit("ann", "bea", "cem", erased);
  if (!cem || !gone) throw new Error("nobody was admitted");
  // decided, with one who then has their name taken out
  const first = await story.ask({ title: "Buy flour", closesAt: new Date(Date.now() + 6000).toISOString() });
  const theirs = await callerFor(moot, gone);
  await theirs(`/proposals/${first.id}/ballots`, { position: "agree", reason: `as ${erased} says` });
  await story.account("ann").reply(first.question, `agree, as @${erased} does`);
  await until("the close", async () => (await story.proposal(first.id)).state === "adopted", 60);
  await theirs("/assemblies/coop/leave", {});
  t.equal((await theirs("/me/erase", { sure: true })).status, 200);
  await story.account("eve").follow(story.assembly);
  await story.settled();
  const ban = { target: story.account("eve").id, reason: "Floods" };
  t.equal((await moot.api("/bans", ban)).status, 200);
  const { question, id } = await story.ask();
  const reply = await cem.reply(question, "disagree, too hot");
  await story.settled();
  t.equal(await cem.remove(reply, question), 202);
  await story.account("ann").vote(question, "Disagree");
  await story.account("yan").vote(question, "Agree");
  await story.settled();
  const ids = [first.id, id];
  await until("the newest head", async () => {
    const { text } = await moot.get("/assemblies/coop/ledger/checkpoint");
    return Number(text.split("\n")[1]) === (await story.count("ledger_entry"));
  });
  const verified = await folkmoot({}, "verify", story.assembly);
  t.match(verified, { code: 0, output: /adopted: 2 agree/ });
  t.match(verified.output, /names: all but [1-9]\d* are public/);
  const before = await face(origin, ids);
  const passphrase = "correct horse battery staple";
  const remote = connect({ ...ctx.env, passphrase });
  await exportCommand.run(remote, { values: { keys: true, out: file }, positionals: [] });
  const lines = await linesIn(file);
  t.equal(firstBad(await verifyLines(lines)), null);
  t.ok(lines.join("\n").includes(story.account("ann").id));
  t.notOk(lines.join("\n").includes(story.account("yan").id));
  for (const [what, text] of Object.entries({
    ...before,
    public: lines.join("\n"),
    sealed: await openSealed(lines, passphrase),
  }))
    t.notMatch(text, new RegExp(erased, "i"), `${what} holds nobody who was erased`);
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
  const after = await face(origin, ids);
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
  t.match(await story.account("eve").reply(question, "agree"), /statuses/);
  await cem.reply(question, "abstain", { id: `${reply}-again` });
  await until("the words to count", async () => (await state()).tally.abstain === 1);
  t.match(await state(), { tally: { agree: 1, abstain: 1, disagree: 1 }, sympathisers: { agree: 1 } });
  t.same((await readLedger(`${origin}/assemblies/coop`)).verified.faults, []);
  await server.stop();
  await database.drop();
  await peer.stop();
});
