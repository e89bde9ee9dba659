import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { paragraphs } from "../domain/markup.ts";
import { ledgerName, readCheckpoint } from "../ledger/checkpoint.ts";
import type { Fork } from "../ledger/fork.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { setWitness, type Witness } from "../store/witnesses.ts";
import { tellWitness } from "./tell-witness.ts";

/** Where the proof that a ledger was forked can be read: at the witness that has it. */
export const forkAddress = (witness: string, actorId: string): string =>
  `${witness}/ledger/fork/${encodeURIComponent(ledgerName(actorId))}`;

/**
 * A ledger that we witness was forked: its two heads are kept as the proof, and said to everybody; nothing of it is
 * co-signed again.
 */
export async function foundFork(ctx: Context, tx: Database, witness: Witness, fork: Fork): Promise<void> {
  const { id, assemblyId, actorId } = witness;
  const assembly = await loadAssemblyById(tx, assemblyId);
  const addresses = addressesOf(ctx.env.origin);
  const at = ctx.now();
  await setWitness(tx, id, { state: "contradicted", fork: JSON.stringify(fork), changedAt: at });
  const [older, newer] = fork.heads.map((head) => readCheckpoint(head)?.size ?? 0);
  const proof = forkAddress(addresses.assembly(assembly.handle), actorId);
  const detail = { older: older ?? 0, newer: newer ?? 0, proof };
  const event = { assemblyId, subject: actorId, kind: "fork-found" as const, by: "assembly", at, detail };
  await appendPublicEvent(tx, { id: ctx.newId(), ...event });
  const { language } = assembly;
  const text = ctx.phrases.say(language, "replies.witness.fork", { ...detail, ledger: actorId });
  const noteId = ctx.newId();
  await saveNote(tx, {
    ...{ id: noteId, assemblyId, kind: "notice", toActor: null, inReplyTo: null, says: "witness.fork" },
    ...{ html: paragraphs(text, addresses.origin), language, publishedAt: at },
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${noteId}` });
  await tellWitness(ctx, tx, witness);
}
