import { test } from "tap";
import { signHead } from "../../src/actions/sign-head.ts";
import { maySign } from "../../src/actions/watch-ledger.ts";
import { toBase64 } from "../../src/ledger/note.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import { saveWitness, setWitness } from "../../src/store/witnesses.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

test("a head that a witness holds is known by its root alone where it was signed here, and otherwise recounted", async (t) => {
  let clock = Date.parse("2036-03-01T12:00:00Z");
  const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
  t.teardown(story.stop);
  const { ctx } = story.moot;
  const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;
  const sign = async () => {
    await runDue(story.moot);
    clock += 10_000;
    return signHead(ctx, assembly);
  };
  await story.admit("ann");
  const older = await sign();
  await story.admit("bea");
  const newest = await sign();
  t.ok(newest.size > older.size);
  const id = ctx.newId();
  const actorId = story.account("ann").id;
  const times = { createdAt: ctx.now(), changedAt: ctx.now(), checkedAt: ctx.now(), answeredAt: ctx.now() };
  const row = { id, assemblyId: assembly.id, actorId, role: "for-us", state: "accepted" } as const;
  await saveWitness(ctx.db, { ...row, ...times });
  // whoever reads its hashes finds none
  const bare = { ...newest, tail: Buffer.alloc(0) };
  for (const { note } of [older, newest]) {
    await setWitness(ctx.db, id, { held: note });
    t.equal(await maySign(ctx, assembly, bare), true);
  }
  const [origin = "", , root = ""] = newest.note.split("\n");
  const note = (size: number, base64: string) =>
    newest.note.replace(/^[\s\S]*?\n\n/, `${origin}\n${size}\n${base64}\n\n`);
  for (const held of [note(newest.size, toBase64(new Uint8Array(32))), note(newest.size - 1, root)]) {
    await setWitness(ctx.db, id, { held });
    t.equal(await maySign(ctx, assembly, newest), false, held);
  }
});
