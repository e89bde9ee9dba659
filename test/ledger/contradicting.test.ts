import { test } from "tap";
import { readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { verifyFork } from "../../src/ledger/fork.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { readNote, writeNote } from "../../src/ledger/note.ts";
import { runDue } from "../support/due.ts";
import { type FarAssembly, farAssembly, makeKey } from "../support/far-assembly.ts";
import { begin, plain } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const means = { sha256, verify: verifyEd25519 };
const leaves = (count: number, changed = -1): string[] =>
  Array.from({ length: count }, (_, at) => (at === changed ? "changed" : `leaf ${at}`));

/** What is known here of who asked `coop` to witness. */
const witnessed = async (from: FarAssembly): Promise<any> =>
  (await story.moot.api("/assemblies/coop/witnesses")).body.witnessed.find(
    (one: { assembly: string }) => one.assembly === from.id,
  );
/** They say which head they have, and it is looked at. */
async function say(from: FarAssembly, note: string, state = "accepted"): Promise<void> {
  clock += 10_000;
  await from.tell(story.assembly, { state, note, date: new Date(clock) });
  await runDue(story.moot);
}
/** A ledger that is witnessed here, with a first head. */
async function accepted(name: string, first: string | readonly string[]): Promise<FarAssembly> {
  const far = farAssembly(story.peer, name, await makeKey());
  await say(far, typeof first === "string" ? first : await far.head(first), "asked");
  await story.moot.api(`/assemblies/coop/witnesses/${(await witnessed(far)).id}`, { step: "accept" });
  await runDue(story.moot);
  return far;
}
const held = async (far: FarAssembly): Promise<string> =>
  (await story.moot.get(`/assemblies/coop/ledger/witnessed/${encodeURIComponent(far.ledger)}`, "*/*")).text;
const proofOf = async (far: FarAssembly): Promise<any> => {
  const { fork } = await witnessed(far);
  return fork && (await (await fetch(fork)).json());
};

test("a signature that does not hold, put before the one that does, hides no contradiction", async (t) => {
  const far = await accepted("hiding", leaves(3));
  const note = readNote(await far.head(leaves(5)));
  const [own] = note?.signatures ?? [];
  if (!note || !own) return t.fail();
  far.serve(leaves(5));
  await say(far, writeNote({ ...note, signatures: [{ ...own, bytes: new Uint8Array(64) }, own] }));
  t.equal(readCheckpoint(await held(far))?.size, 5);
  t.same(readNote(await held(far))?.signatures.slice(0, 1), [own], "the one that holds is kept, alone");
  await say(far, await far.head(leaves(5, 1)));
  t.match(await witnessed(far), { state: "contradicted" });
  t.match(await verifyFork(means, await proofOf(far), far.key.publicKey), { proven: true });
});

test("a head of the same size with another root is a contradiction, for which no tile is needed", async (t) => {
  const far = await accepted("twofold", leaves(4));
  const asked = story.peer.gets.length;
  await say(far, await far.head(leaves(4)));
  t.match(await witnessed(far), { state: "accepted", doubtSince: null });
  await say(far, await far.head(leaves(4, 0)));
  t.match(await witnessed(far), { state: "contradicted" });
  t.match(await verifyFork(means, await proofOf(far), far.key.publicKey), { proven: true });
  t.notMatch(story.peer.gets.slice(asked).join(), /twofold\/ledger\/tile/);
});

test("a smaller head is compared with the one that is held, and is a contradiction where it is not its beginning", async (t) => {
  const far = await accepted("falling-back", leaves(600));
  far.serve(leaves(600));
  await say(far, await far.head(leaves(300)));
  t.match(await witnessed(far), { state: "accepted", size: 600, doubtSince: null }, "only an older one");
  t.equal(readCheckpoint(await held(far))?.size, 600, "what is held stays");
  await say(far, await far.head(leaves(300, 20)));
  t.match(await witnessed(far), { state: "contradicted" });
  const proof = await proofOf(far);
  t.match(await verifyFork(means, proof, far.key.publicKey), {
    ...{ proven: true, heads: [{ size: 300 }, { size: 600 }] },
  });
});

test("a smaller head whose server does not show what it is part of stays in doubt, until a later one settles it", async (t) => {
  const [honest, forked] = [await accepted("honest", leaves(20)), await accepted("forked", leaves(20))];
  for (const far of [honest, forked]) {
    await say(far, await far.head(leaves(10, far === forked ? 3 : -1)));
    t.match(await witnessed(far), { state: "accepted", size: 20, doubtSince: /^2036-/ });
    t.equal(readCheckpoint(await held(far))?.size, 20, "it is not co-signed");
    far.serve(leaves(30));
    await say(far, await far.head(leaves(30)));
  }
  const page = plain((await story.moot.get("/assemblies/coop/witnesses", "text/html")).text);
  t.match(await witnessed(honest), { state: "accepted", size: 30, doubtSince: null });
  t.match(await witnessed(forked), { state: "contradicted" });
  t.match(await verifyFork(means, await proofOf(forked), forked.key.publicKey), {
    ...{ proven: true, heads: [{ size: 10 }, { size: 30 }] },
  });
  t.notMatch(page, /could not be shown to fit/);
});

test("everybody sees which ledger is in doubt, its server is told what is held, and it is looked at for an hour", async (t) => {
  const far = await accepted("silent", leaves(20));
  const told = story.peer.received.length;
  await say(far, await far.head(leaves(10)));
  const page = async () => plain((await story.moot.get("/assemblies/coop/witnesses", "text/html")).text);
  t.match(await page(), /It signed a head that could not be shown to fit the one held here/);
  const notes = () => story.peer.received.slice(told).map(({ activity }) => activity.object);
  t.equal(notes().length, 1);
  t.equal(readCheckpoint(notes()[0]["moot:checkpoint"])?.size, 20);
  clock += 30 * 60_000;
  await runDue(story.moot);
  t.equal(notes().length, 1, "once");
  // a server that was away
  far.serve(leaves(20));
  clock += 61_000;
  await runDue(story.moot);
  t.match(await witnessed(far), { state: "accepted", doubtSince: null });
  t.notMatch(await page(), /could not be shown to fit/);
});

test("the server goes", async () => {
  await story.stop();
});
