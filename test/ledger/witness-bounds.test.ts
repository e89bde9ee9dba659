import { exportMultibaseKey } from "@fedify/vocab-runtime";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { keepHeld } from "../../src/actions/keep-cosignature.ts";
import { signHead } from "../../src/actions/sign-head.ts";
import { askWitnesses } from "../../src/fediverse/ask-witnesses.ts";
import { isTilesMissing, tilesOf } from "../../src/fediverse/tiles-of.ts";
import { cosign, ledgerName } from "../../src/ledger/checkpoint.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { toBase64 } from "../../src/ledger/note.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { listWitnesses } from "../../src/store/witnesses.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { type Peer, startPeer } from "../support/peer.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { ctx, room } = story.moot;
const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;
const list = async () => (await story.moot.api("/assemblies/coop/witnesses")).body;

async function makeKey() {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    multibase: await exportMultibaseKey(pair.publicKey),
    sign: async (bytes: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, new Uint8Array(bytes))),
  };
}
const [union, mill] = [await makeKey(), await makeKey()];

/** An assembly at a peer: a group whose key signs a ledger. */
function groupAt(peer: Peer, name: string): Account {
  const id = `${peer.origin}/users/${name}`;
  const key = { id: `${id}#ledger`, type: "Multikey", controller: id, publicKeyMultibase: union.multibase };
  const context = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
  return peer.account(name, {
    ...{ type: "Group", assertionMethod: [key] },
    "@context": [...context, "https://w3id.org/security/multikey/v1"],
  });
}

let said = 0;
/** Somebody says something about the head of a ledger, their own where none is named. */
async function say(from: Account, state: string, origin = ledgerName(from.id)): Promise<void> {
  const id = `${from.id}/notes/${++said}`;
  const note = {
    ...{ id, type: "Note", attributedTo: from.id, to: [story.assembly], content: "<p>A head.</p>" },
    "moot:checkpoint": `${origin}\n0\n${toBase64(new Uint8Array(32))}\n\n— ${origin} ${toBase64(new Uint8Array(68))}\n`,
    "moot:witnessing": state,
  };
  clock += 1000;
  const sent = {
    ...{ "@context": "https://www.w3.org/ns/activitystreams", id: `${id}#create`, type: "Create" },
    ...{ actor: from.id, to: [story.assembly], object: note },
  };
  await from.send(`${story.assembly}/inbox`, sent, { date: new Date(clock) });
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
