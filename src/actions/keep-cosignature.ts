import type { Context } from "../context.ts";
import { cosignedAt, isSigned, ledgerName, readCheckpoint } from "../ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { fromBase64, keyId, readNote, signaturesBy, writeNote } from "../ledger/note.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockHead, setHeadNote } from "../store/ledger-tree.ts";
import { lockWitness, setWitness, type Witness } from "../store/witnesses.ts";
import { originOf, signingKey } from "./sign-head.ts";

/**
 * Takes in a head of ours that a witness holds: believed where our own key signed it, whatever else is said. Its
 * co-signature is put under the head that we serve, where it is theirs and that head is ours. `key`: the witness's,
 * in Base64.
 */
export async function keepHeld(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { id, actorId }: Pick<Witness, "id" | "actorId">,
  { note, key }: { readonly note: string; readonly key: string | null },
): Promise<void> {
  const head = readCheckpoint(note);
  // by the same connection: the embedded database has one, and would wait for itself
  const own = await signingKey({ ...ctx, db: tx }, assembly.id);
  if (head?.origin !== originOf(ctx, assembly)) return;
  if (!(await isSigned(sha256, verifyEd25519, note, own.publicKey))) return;
  const witness = await lockWitness(tx, id);
  if (!witness) return;
  const known = witness.held === null ? null : readCheckpoint(witness.held);
  // a witness never goes back: an older answer may only have come later
  if (!known || head.size >= known.size) await setWitness(tx, id, { held: note });
  const raw = fromBase64(key ?? "");
  if (raw?.length !== 32) return;
  const by = { name: ledgerName(actorId), publicKey: raw };
  if ((await cosignedAt(sha256, verifyEd25519, note, by)) === null) return;
  const served = await lockHead(tx, assembly.id, head.size);
  const [ours, theirs] = [served && readNote(served.note), readNote(note)];
  if (!ours || !theirs || ours.text !== theirs.text) return;
  const lineId = keyId(sha256, by.name, raw, "cosignature");
  const [line] = signaturesBy(theirs, by.name, lineId);
  if (!line) return;
  const others = ours.signatures.filter((one) => one.name !== by.name);
  await setHeadNote(tx, assembly.id, head.size, writeNote({ ...ours, signatures: [...others, line] }));
  await setWitness(tx, id, { key, size: Math.max(witness.size, head.size) });
}
