import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { verifyFork } from "../../src/ledger/fork.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { folkmoot } from "../support/cli.ts";
import { begin } from "../support/story.ts";

const folder = mkdtempSync(join(tmpdir(), "folkmoot-heads-"));
let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
await story.admit("ann");
const file = join(folder, "folkmoot/heads.json");
const verify = (...more: string[]) =>
  folkmoot(["verify", story.assembly, ...more], { XDG_STATE_HOME: folder });
const heads = () => JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
const origin = story.assembly.replace("http://", "");
const tables = ["ledger_entry", "ledger_head", "ledger_tile", "counter"];
const run = async (...statements: string[]) => {
  for (const one of statements) await story.moot.ctx.db.execute(sql.raw(one));
};
/** Puts the ledger back to what it was: a restored backup. */
const restore = async () => {
  for (const table of tables)
    await run(
      `alter table ${table} disable trigger user`,
      `delete from ${table}`,
      `insert into ${table} select * from kept_${table}`,
      `alter table ${table} enable trigger user`,
    );
};
const entries = (said: string): number => Number(/: (\d+) entries/.exec(said)?.[1]);

test("a ledger that holds is remembered by its signed head, and the next time one that has grown", async (t) => {
  const first = await verify();
  t.equal(first.code, 0, first.said);
  const before = heads()[origin] ?? "";
  t.match(before, new RegExp(`^${origin}\n${entries(first.said)}\n`));
  for (const table of tables) await run(`create table kept_${table} as select * from ${table}`);
  clock += 10_000;
  await story.admit("bea");
  const second = await verify();
  t.equal(second.code, 0, second.said);
  t.ok(entries(second.said) > entries(first.said));
  t.not(heads()[origin], before);
  t.match(await verify(), { code: 0 }, "and one that has not");
});

test("a server that was put back to an older state is found out, and both heads are shown", async (t) => {
  const kept = heads()[origin] as string;
  await restore();
  const { code, said } = await verify();
  t.equal(code, 1);
  t.match(said, /DOES NOT HOLD\. It is shorter than it was .*\[not-remembered\]/);
  t.ok(said.includes(kept), "the head that was seen");
  t.equal(heads()[origin], kept, "which goes on being remembered");
});

test("a server that wrote another history since is found out, and the proof is written to a file", async (t) => {
  clock += 10_000;
  await story.admit("cem", "dov", "eva");
  const { code, said } = await verify();
  t.equal(code, 1, said);
  t.match(said, /or says something else\. \[not-remembered\]/);
  const [name = ""] = readdirSync(join(folder, "folkmoot")).filter((one) => one.startsWith("fork-"));
  t.ok(said.includes(name) && name !== "", "the proof is named");
  const proof = JSON.parse(readFileSync(join(folder, "folkmoot", name), "utf8"));
  t.match(await verifyFork({ sha256, verify: verifyEd25519 }, proof), { proven: true });
});

test("whoever forgets begins anew, and another file knows nothing of it", async (t) => {
  const elsewhere = join(folder, "other.json");
  t.match(await verify("--heads", elsewhere), { code: 0 });
  t.match(JSON.parse(readFileSync(elsewhere, "utf8")), { [origin]: /./ });
  t.match(await verify(), { code: 1 }, "the first file remembers still");
  t.match(await verify("--forget"), { code: 0 });
  t.match(await verify(), { code: 0 });
});

test("a file that is none of remembered heads is not written over", async (t) => {
  const odd = join(folder, "odd.json");
  writeFileSync(odd, "my notes");
  const { code, said } = await verify("--heads", odd);
  t.equal(code, 1);
  t.match(said, /is no file of remembered heads/);
  t.equal(readFileSync(odd, "utf8"), "my notes");
});

test("where the environment names no folder of anybody's nothing is remembered", async (t) => {
  t.match(await folkmoot(["verify", story.assembly]), { code: 0 });
});

test("the server goes", async () => {
  await story.stop();
  rmSync(folder, { recursive: true });
});
