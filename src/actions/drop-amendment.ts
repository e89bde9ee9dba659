import type { Context } from "../context.ts";
import type { AmendmentState } from "../domain/amendment.ts";
import { loadAmendment, lockAmendment, setAmendment } from "../store/amendments.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { lockProposal } from "../store/questions.ts";

/** Where an amendment's words stand in no text, and are not voted on either. */
const itsOwn: readonly AmendmentState[] = ["draft", "open", "rejected", "withdrawn", "obsolete"];

/**
 * Whoever filed an amendment deleted the note in which it came. One that waits is taken back, and its words go; those
 * that are in a text, or voted on, are the assembly's.
 */
export async function dropAmendment(ctx: Context, tx: Database, amendmentId: string): Promise<void> {
  const known = await loadAmendment(tx, amendmentId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const amendment = proposal && (await lockAmendment(tx, amendmentId));
  if (!amendment || !itsOwn.includes(amendment.state)) return;
  const at = ctx.now();
  const isOpen = amendment.state === "open";
  await setAmendment(tx, amendment.id, {
    ...{ reason: null, replacements: [], edits: [] },
    ...(isOpen ? { state: "withdrawn", settledAt: at } : {}),
  });
  if (!isOpen) return;
  await appendPublicEvent(tx, {
    ...{
      id: ctx.newId(),
      assemblyId: proposal.assemblyId,
      proposalId: proposal.id,
      subject: amendment.id,
      at,
    },
    ...{ kind: "unamended", by: amendment.actorId, detail: { amendment: amendment.number } },
  });
}
