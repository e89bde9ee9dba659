import { test } from "tap";
import { exportServer } from "../../src/actions/export-server.ts";
import { importServer } from "../../src/actions/import-server.ts";
import type { Context } from "../../src/context.ts";
import { takeUpImported } from "../../src/jobs/imported.ts";
import { archivedTables, isEmptyServer, rowsIn } from "../../src/store/archive.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { makeTestDatabase } from "../support/database.ts";
import { begin } from "../support/story.ts";

const read = async (ctx: Context): Promise<string[]> => {
  const lines: string[] = [];
  await exportServer(ctx, async (all) => {
    for await (const line of all) lines.push(line.trimEnd());
  });
  return lines;
};
async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
/** The rows of every table, private keys aside: they are under each server's own seal. */
const rowsOfAll = (db: Database) =>
  db.transaction(async (tx) => {
    const found: Record<string, string[]> = {};
    for (const table of archivedTables.filter((name) => name !== "actor_key")) {
      found[table] = [];
      for await (const row of rowsIn(tx as unknown as Database, table))
        if (!row.includes("imported-jobs:")) found[table].push(row);
      found[table].sort();
    }
    return found;
  });

test("what is exported goes into an empty database row by row, or not at all", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(() => story.stop());
  const { ctx } = story.moot;
  await story.admit("ann", "bea");
  await story.ask();
  await story.ask({ title: "Two \u2028 lines “and” \\x00 more", text: "{}".repeat(500) });
  const lines = await read(ctx);
  const database = await makeTestDatabase();
  t.teardown(() => database.drop());
  const opened = await openDatabase(database.place);
  t.teardown(() => opened.close());
  await migrate(opened);
  const into = { db: opened.db, secrets: ctx.secrets, origin: ctx.env.origin };
  const tries: [string[], RegExp][] = [
    [lines.filter((line) => !line.includes('"kind":"open"')), /comes out differently|another number/],
    [lines.map((line) => line.replace('"kind\\":\\"found', '"kind\\":\\"bound')), /comes out differently/],
    [lines.map((line) => line.replace(/"schema":\d+/, '"schema":1')), /another version of Folkmoot/],
  ];
  for (const [bad, why] of tries) {
    await t.rejects(importServer(into, each(bad), []), why);
    t.ok(await isEmptyServer(opened.db), "and nothing is left of it");
  }
  const origin = `${new URL(ctx.env.origin).host}/assemblies/coop`;
  const stranger = { origin, size: 1, root: new Uint8Array(32) };
  await t.rejects(importServer(into, each(lines), [stranger]), /is not what was signed at 1 entries/);
  const { rows, jobs } = await importServer(into, each(lines), []);
  t.ok(rows > 20 && jobs > 2, `${rows} rows, ${jobs} jobs`);
  t.same(await rowsOfAll(opened.db), await rowsOfAll(ctx.db));
  await t.rejects(importServer(into, each(lines), []), /into an empty one/);
  const asked: string[] = [];
  const send: Context["jobs"]["send"] = async (_db, name) => void asked.push(name);
  const moved = { ...ctx, db: opened.db, jobs: { send } };
  await takeUpImported(moved);
  await takeUpImported(moved);
  t.equal(asked.length, jobs, "what waited is asked for again, once");
  t.ok(asked.includes("close-question"));
});
