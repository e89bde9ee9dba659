import { sql } from "drizzle-orm";
import { test } from "tap";
import { keepHeld } from "../../src/actions/keep-cosignature.ts";
import { signHead } from "../../src/actions/sign-head.ts";
import { askWitnesses } from "../../src/fediverse/ask-witnesses.ts";
import { isTilesMissing, tilesOf } from "../../src/fediverse/tiles-of.ts";
import { cosign, ledgerName } from "../../src/ledger/checkpoint.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { readNote, toBase64, writeNote } from "../../src/ledger/note.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import { setHeadNote } from "../../src/store/ledger-tree.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { listWitnesses, loadWitness, setWitness } from "../../src/store/witnesses.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { type FarAssembly, farAssembly, makeKey, tellOf, unsignedHead } from "../support/far-assembly.ts";
import { type Peer, startPeer } from "../support/peer.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { ctx, room } = story.moot;
const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;
const list = async () => (await story.moot.api("/assemblies/coop/witnesses")).body;

const [union, mill] = [await makeKey(), await makeKey()];
const groupAt = (peer: Peer, name: string): FarAssembly => farAssembly(peer, name, union);

/** Somebody says something about the head of a ledger, their own where none is named. */
async function say(from: Account, state: string, origin = ledgerName(from.id)): Promise<void> {
  clock += 1000;
  const told = { state, note: unsignedHead(origin), date: new Date(clock) };
  await tellOf(from, story.assembly, told);
  await runDue(story.moot);
}
const refused = async (account: Account): Promise<string[]> =>
  rowsOf<{ code: string }>(
    await ctx.db.execute(sql`select code from refusal_log where actor_id = ${account.id} order by first_at`),
  ).map(({ code }) => code);

test("of those who ask to be witnessed five of a server may wait, and fifty in all", async (t) => {
  const peers = await Promise.all(Array.from({ length: 11 }, () => startPeer()));
  const [first] = peers as [Peer];
  for (const peer of peers.slice(0, 10))
    for (let number = 0; number < 5; number++) await say(groupAt(peer, `group${number}`), "asked");
  t.equal((await listWitnesses(ctx.db, assembly.id, "by-us")).length, 50);
  const last = groupAt(peers[10] as Peer, "one");
  await say(last, "asked");
  t.same(await refused(last), ["too-many"]);
  await ctx.db.execute(sql`delete from witness where actor_id not like ${`${first.origin}/%`}`);
  const sixth = groupAt(first, "group5");
  await say(sixth, "asked");
  t.same(await refused(sixth), ["too-many"], "the sixth of one server");
  await say(last, "asked");
  t.equal((await listWitnesses(ctx.db, assembly.id, "by-us")).length, 6, "one of another server");
  for (const peer of peers) await peer.stop();
});

test("heads of ledgers that nobody accepted to witness, or that are not the sender's, are dropped", async (t) => {
  const before = (await listWitnesses(ctx.db, assembly.id, "by-us")).length;
  const mine = groupAt(story.peer, "stranger");
  await say(mine, "accepted");
  await say(mine, "asked", "elsewhere.example/assemblies/union");
  t.same(await refused(mine), ["no-witness", "bad-witness"]);
  const unasked = groupAt(story.peer, "unasked");
  await say(unasked, "accepted", ledgerName(story.assembly));
  t.same(await refused(unasked), ["no-witness"], "nor does anybody become a witness who was not asked");
  const person = story.peer.account("ann");
  await say(person, "asked");
  t.same(await refused(person), ["bad-witness"], "somebody who is no assembly");
  t.equal((await listWitnesses(ctx.db, assembly.id, "by-us")).length, before);
});

test("twenty may be asked to witness, and none that cannot be reached stops a head", async (t) => {
  const peer = await startPeer();
  const ask = (number: number) =>
    story.moot.api("/assemblies/coop/witnesses", { account: groupAt(peer, `witness${number}`).id });
  for (let number = 0; number < 20; number++) t.equal((await ask(number)).status, 201);
  t.match((await ask(20)).body, { code: "too-many-witnesses" });
  await peer.stop();
  await ctx.db.execute(sql`update witness set state = 'accepted' where role = 'for-us'`);
  await story.admit("bea");
  clock += 10_000;
  const before = (await signHead(ctx, assembly, true)).size;
  await askWitnesses(room, assembly.id);
  t.ok((await signHead(ctx, assembly, true)).size > before, "it is signed once they were asked");
  t.equal((await list()).signs, true);
});

test("a co-signature by another key, or of another head, is not put under a head", async (t) => {
  const [witness] = await listWitnesses(ctx.db, assembly.id, "for-us");
  if (!witness) return t.fail();
  const { note, size } = await signHead(ctx, assembly, true);
  const name = ledgerName(witness.actorId);
  const key = toBase64(union.publicKey);
  const keep = async (written: string) => {
    await ctx.db.transaction((tx) => keepHeld(ctx, tx, assembly, witness, { note: written, key }));
    return (await signHead(ctx, assembly)).note;
  };
  t.equal(await keep(await cosign(sha256, note, { ...mill, name }, 1)), note, "another key");
  t.equal(
    await keep(await cosign(sha256, note, { ...union, name: "mill.example" }, 1)),
    note,
    "another name",
  );
  const other = note.replace(/\n\d+\n/, `\n${size + 1}\n`);
  t.equal(await keep(await cosign(sha256, other, { ...union, name }, 1)), note, "a head that is not ours");
  const right = await cosign(sha256, note, { ...union, name }, 1);
  t.equal(await keep(right), right, "its own");
});

test("of what a witness sends only the signatures that hold are kept, whatever stands beside them", async (t) => {
  await story.admit("cem");
  await runDue(story.moot);
  clock += 10_000;
  await askWitnesses(room, assembly.id);
  const { note, size } = await signHead(ctx, assembly, true);
  const [witness] = await listWitnesses(ctx.db, assembly.id, "for-us");
  if (!witness) return t.fail();
  const name = ledgerName(witness.actorId);
  const keep = (written: string) =>
    ctx.db.transaction((tx) =>
      keepHeld(ctx, tx, assembly, witness, { note: written, key: toBase64(union.publicKey) }),
    );
  const right = readNote(await cosign(sha256, note, { ...union, name }, 1));
  const forged = readNote(await cosign(sha256, note, { ...mill, name }, 2));
  const [own, theirs] = right?.signatures ?? [];
  const bad = forged?.signatures[1];
  if (!right || !own || !theirs || !bad) return t.fail();
  const forgedOwn = { ...own, bytes: new Uint8Array(64) };
  const forgedTheirs = { ...bad, id: theirs.id };
  const stranger = { name: "mill.example", id: new Uint8Array(4), bytes: new Uint8Array(72) };
  const signatures = [forgedOwn, stranger, forgedTheirs, own, theirs, stranger, forgedTheirs];
  const sent = writeNote({ text: right.text, signatures });
  await keep(`${sent}— mill.example ${"A".repeat(20_000)}\n`);
  t.equal((await loadWitness(ctx.db, witness.id))?.held, witness.held, "nothing that is too long");
  await keep(sent);
  t.equal((await loadWitness(ctx.db, witness.id))?.held, note, "our head, with our signature");
  t.equal((await signHead(ctx, assembly)).note, writeNote(right), "and theirs under it");
  await setWitness(ctx.db, witness.id, { state: "ended" });
  await setHeadNote(ctx.db, assembly.id, size, note);
  await keep(sent);
  t.equal((await signHead(ctx, assembly)).note, note, "nor of who is no witness any more");
});

test("no more than 32 tiles are fetched for a proof", async (t) => {
  let fetched = 0;
  const of = tilesOf(
    async (url) => {
      fetched++;
      return { status: 200, url: new URL(url), contentType: "", body: Buffer.alloc(256 * 32) };
    },
    "https://far.example/assemblies/far",
    256 * 256,
  );
  for (let tile = 0; tile < 32; tile++) await of(tile * 256, tile * 256 + 1);
  t.equal(fetched, 32);
  const error = await Promise.resolve(of(32 * 256, 32 * 256 + 1)).catch((why: unknown) => why);
  t.ok(isTilesMissing(error));
  t.equal(fetched, 32);
  await of(0, 1);
  t.equal(fetched, 32, "those that are there are not fetched again");
});

test("the servers go", async () => {
  await story.stop();
});
