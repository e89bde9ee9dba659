import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { readMatter } from "../domain/proposal.ts";
import { isRefusal, type Refusal } from "../domain/refusal.ts";
import { applyEdits, type Edit } from "../domain/wording/edits.ts";
import { type Amendment, saveCoauthor, setAmendment } from "../store/amendments.ts";
import type { Database } from "../store/database.ts";
import { loadQuestion } from "../store/questions.ts";
import { type Changed, changeText, type Subject } from "./change-text.ts";
import { askWhetherLifted } from "./lifting-amendment.ts";
import { say } from "./say.ts";

/** Amendments that go into a text together, and who decides that. */
export type TakenIn = {
  readonly chosen: readonly Amendment[];
  /** Their changes, of the newest text, none of which touches another. */
  readonly edits: readonly Edit[];
  /** Whose version it is; null: the operator's. */
  readonly actorId: string | null;
  /** Who decides: an actor id, "operator", or "assembly". */
  readonly by: string;
  readonly reason: string | null;
};

/**
 * The one door by which amendments go into a text, by its author or by the assembly's vote: they make one version, who
 * filed them become its co-authors and are told, and whoever named one as what would lift an objection is asked. Who
 * may is the caller's to ask. Refuses what is no text any more, and what `changeText` refuses.
 */
export async function takeAmendmentsIn(
  ctx: Context,
  tx: Database,
  subject: Subject,
  { chosen, edits, actorId, by, reason }: TakenIn,
): Promise<Changed | Refusal> {
  const { assembly, proposal, current } = subject;
  const text = applyEdits(current.text, edits);
  const matter = readMatter(current.title, text);
  if (isRefusal(matter)) return matter;
  const numbers = chosen.map(({ number }) => number).sort((one, other) => one - other);
  const [at, version] = [ctx.now(), current.version + 1];
  // settled before the text changes, so that they are not taken along with those that stay open
  for (const { id, membershipId, actorId: coauthor } of chosen) {
    const settled = { settledBy: by, settledAt: at, settledVersion: version };
    await setAmendment(tx, id, { state: "accepted", ...settled });
    await saveCoauthor(tx, { proposalId: proposal.id, membershipId, actorId: coauthor, version });
  }
  const changed = await changeText(ctx, tx, subject, {
    next: { ...matter, fields: current.fields, language: current.language },
    ...{ actorId, reason, kind: "merged", by, detail: { amendments: numbers.join(", ") } },
    // where spaces at an end were trimmed, what changed is worked out
    ...(matter.text === text ? { edits } : {}),
  });
  if (isRefusal(changed)) return changed;
  const { questionId } = changed;
  const question = questionId ? await loadQuestion(tx, questionId) : null;
  await askWhetherLifted(ctx, tx, {
    ...{ assembly, proposal: { id: proposal.id, title: current.title }, chosen, version, since: at, by },
    ...{ closesAt: question?.closesAt ?? null, questionId },
  });
  const url = addressesOf(ctx.env.origin).proposal(proposal.id);
  for (const { actorId: toActor, number } of chosen)
    if (toActor !== by)
      await say(ctx, tx, {
        ...{ assembly, toActor, says: "amendment-accepted", inReplyTo: null, proposalId: proposal.id },
        values: { title: current.title, number, version, url },
      });
  return changed;
}
