import { sql } from "drizzle-orm";
import { test } from "tap";
import { isStillThere, makeReceipt } from "../../src/actions/make-receipt.ts";
import { signHead } from "../../src/actions/sign-head.ts";
import { maySign } from "../../src/actions/watch-ledger.ts";
import { readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { verifyInclusion } from "../../src/ledger/proofs.ts";
import { rootOver } from "../../src/ledger/ranges.ts";
import { servedLedger } from "../../src/ledger/served.ts";
import { tilePath } from "../../src/ledger/tiles.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import type { Database } from "../../src/store/database.ts";
import { hashesOf } from "../../src/store/ledger-tree.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { queriesOf } from "../support/queries.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, isPainted: true, now: () => new Date(clock) });
const { ctx } = story.moot;
const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;

/** As many entries as nobody would vote: what each of them says matters to no proof. */
async function grow(db: Database, size: number): Promise<void> {
  await db.execute(sql`alter table ledger_entry disable trigger user`);
  await db.execute(sql`
    insert into ledger_entry (id, assembly_id, seq, kind, head, tail, hash)
    select gen_random_uuid(), ${assembly.id}, seq, 'deed', '{"seq":', '}',
      sha256('\\x00'::bytea || convert_to('{"seq":' || seq || '}', 'UTF8'))
    from generate_series((select last from counter where assembly_id = ${assembly.id} and name = 'ledger'),
      ${size - 1}::bigint) seq`);
  await db.execute(sql`alter table ledger_entry enable trigger user`);
  await db.execute(sql`update counter set last = ${size} where name = 'ledger'`);
}

const sign = async () => {
  await runDue(story.moot);
  clock += 10_000;
  return signHead(ctx, assembly);
};
const first = await sign();
await grow(ctx.db, 66_000);
const head = await sign();
const idOf = async (seq: number): Promise<string> =>
  rowsOf<{ id: string }>(await ctx.db.execute(sql`select id from ledger_entry where seq = ${seq}`))[0]?.id ??
  "";

test("a receipt reads all that its proof is made of by one query, at whatever place of a ledger of three levels", async (t) => {
  t.equal(head.size, 66_000);
  for (const seq of [0, 300, 65_535, 65_536, 65_800, 65_999]) {
    const id = await idOf(seq);
    let receipt: Awaited<ReturnType<typeof makeReceipt>> = null;
    const queries = await queriesOf(ctx.db, async () => {
      receipt = await makeReceipt(ctx, assembly, id, null);
    });
    t.equal(queries.filter((query) => query.includes("ledger_tile")).length, 1, `${seq}`);
    t.equal(queries.length, 4, "the entry, the head and the key are the others");
    const made = receipt as Awaited<ReturnType<typeof makeReceipt>>;
    if (!made?.receipt) return t.fail();
    const leaf = leafHash(sha256, Buffer.from(made.receipt.leaf));
    t.ok(verifyInclusion(sha256, { index: seq, ...head }, leaf, made.receipt.proof));
  }
});

test("that a head is the beginning of the newest is found by one query", async (t) => {
  const [id, old] = [await idOf(0), readCheckpoint(first.note)];
  const made = await makeReceipt(ctx, assembly, id, null);
  if (!made?.receipt || !old) return t.fail();
  const receipt = { ...made.receipt, checkpoint: first.note };
  const queries = await queriesOf(ctx.db, async () => {
    t.same(await isStillThere(ctx, assembly, receipt), { isSame: true, isContinued: true });
  });
  t.equal(queries.filter((query) => query.includes("ledger_tile")).length, 1);
  t.equal(await maySign(ctx, assembly, head), true);
});

test("a tile of an upper level is read by one query, and is the roots of those below", async (t) => {
  const read = (level: number, from: number, to: number) => hashesOf(ctx.db, head, [{ level, from, to }]);
  const [below] = await read(0, 65_536, 65_792);
  const queries = await queriesOf(ctx.db, async () => {
    const { status, headers } = await story.moot.get(
      `/assemblies/coop/ledger/${tilePath({ level: 1, index: 1, width: 1 })}`,
      "*/*",
    );
    t.equal(status, 200);
    t.match(headers.get("cache-control"), /immutable/);
  });
  t.equal(queries.filter((query) => query.includes("ledger_tile")).length, 1);
  t.same((await read(1, 256, 257)).flat(), [Buffer.from(rootOver(sha256, below ?? []))]);
  const [all] = await read(1, 0, 256);
  t.same((await read(2, 0, 1)).flat(), [Buffer.from(rootOver(sha256, all ?? []))]);
  await t.rejects(read(0, 65_990, 66_001), /no hashes/);
  await t.rejects(read(1, 257, 258), /no hashes/);
});

test("heads are answered a thousand at a time, and whoever reads a ledger reads them all, in their order", async (t) => {
  await ctx.db.execute(sql`
    insert into ledger_head (assembly_id, size, root, note, tail, roots, signed_at)
    select assembly_id, size + at, root, replace(note, E'\\n' || size || E'\\n', E'\\n' || size + at || E'\\n'), tail, roots, signed_at
    from ledger_head, generate_series(1, 2500) at where size = ${first.size}`);
  const heads = `${story.assembly}/ledger/heads`;
  const answer = await fetch(heads);
  t.equal((await answer.text()).split("\n").length - 1, 1000);
  const etag = answer.headers.get("etag") ?? "";
  const again = await fetch(heads, { headers: { "if-none-match": etag } });
  t.equal(again.status, 304, "who has it is not sent it again");
  t.equal((await fetch(`${heads}?before=x`)).status, 404);
  const { source } = await servedLedger(story.assembly);
  const lines = Buffer.from((await source.read("heads")) ?? [])
    .toString()
    .trim()
    .split("\n");
  const sizes = lines.map((line) => readCheckpoint(JSON.parse(line))?.size ?? 0);
  t.equal(sizes.length, 2502);
  t.same(
    sizes,
    sizes.toSorted((one, other) => one - other),
  );
  t.same([sizes[0], sizes.at(-1)], [first.size, head.size]);
});

test("the server goes", async () => {
  await story.stop();
});
