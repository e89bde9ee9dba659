import type { Context } from "../context.ts";
import { cosignatureBy, ledgerName, longestNote, readCheckpoint, signedAlone } from "../ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { fromBase64, readNote, writeNote } from "../ledger/note.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockHead, setHeadNote } from "../store/ledger-tree.ts";
import { lockWitness, setWitness, type Witness } from "../store/witnesses.ts";
import { originOf, signingKey } from "./sign-head.ts";

/** How many signatures a head carries at most: those of all its witnesses, and of some that were before. */
const mostSignatures = 50;

/**
 * Takes in a head of ours that a witness holds: believed where our own key signed it, whatever else is said, and kept
 * with that signature alone. Its co-signature is put under the head that we serve, where it is theirs, they are a
 * witness, and that head is ours. `key`: the witness's, in Base64. Answers whether it is a head of ours at all; what is too long is none.
 */
export async function keepHeld(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { id, actorId }: Pick<Witness, "id" | "actorId">,
  { note, key }: { readonly note: string; readonly key: string | null },
): Promise<boolean> {
  const head = note.length <= longestNote ? readCheckpoint(note) : null;
  if (head?.origin !== originOf(ctx, assembly)) return false;
  // by the same connection: the embedded database has one, and would wait for itself
  const own = await signingKey({ ...ctx, db: tx }, assembly.id);
  const held = await signedAlone(sha256, verifyEd25519, note, own.publicKey);
  if (held === null) return false;
  const witness = await lockWitness(tx, id);
  if (!witness) return true;
  const known = witness.held === null ? null : readCheckpoint(witness.held);
  // a witness never goes back: an older answer may only have come later
  if (!known || head.size >= known.size) await setWitness(tx, id, { held });
  const publicKey = fromBase64(key ?? "");
  if (publicKey?.length !== 32 || witness.state !== "accepted") return true;
  const name = ledgerName(actorId);
  const cosigned = await cosignatureBy(sha256, verifyEd25519, note, { name, publicKey });
  if (!cosigned) return true;
  const served = await lockHead(tx, assembly.id, head.size);
  const ours = served && readNote(served.note);
  if (!ours || ours.text !== readNote(held)?.text) return true;
  const others = ours.signatures.filter((one) => one.name !== name);
  if (others.length >= mostSignatures) return true;
  const signatures = [...others, cosigned.line];
  await setHeadNote(tx, assembly.id, head.size, writeNote({ ...ours, signatures }));
  await setWitness(tx, id, { key, size: Math.max(witness.size, head.size) });
  return true;
}
