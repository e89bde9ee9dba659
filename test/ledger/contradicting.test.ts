import { test } from "tap";
import { readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { verifyFork } from "../../src/ledger/fork.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { readNote, writeNote } from "../../src/ledger/note.ts";
import { runDue } from "../support/due.ts";
import { type FarAssembly, farAssembly, makeKey } from "../support/far-assembly.ts";
import { begin } from "../support/story.ts";

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

test("the server goes", async () => {
  await story.stop();
});
