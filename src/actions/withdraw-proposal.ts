import type { Context } from "../context.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { loadConstitution } from "../store/constitutions.ts";
import type { Database } from "../store/database.ts";
import { lockProposal, lockQuestion, questionOf } from "../store/questions.ts";
import { endQuestion } from "./close-question.ts";
import { moveProposal } from "./move-proposal.ts";
import { standingOf } from "./standing.ts";

/**
 * The author takes a proposal back (`actorId` null: the operator, what was entered so): until voting opens, while
 * voting only where the constitution that the question was opened under allows it. Ballots stay on record. Refuses
 * who is not its author, `cannot-withdraw`, `wrong-state`.
 */
export async function withdrawProposal(
  ctx: Context,
  tx: Database,
  { proposalId, actorId }: { proposalId: string; actorId: string | null },
): Promise<Refusal | null> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = mayDo(
    "withdraw",
    await standingOf(ctx, tx, assembly, actorId, { author: proposal.author }),
  );
  if (refused) return refused;
  if (proposal.state === "voting") {
    const open = await questionOf(tx, proposal.id);
    const question = open && (await lockQuestion(tx, open.id));
    const frozen = question && (await loadConstitution(tx, assembly.id, question.constitution));
    if (!question || question.closedAt || !frozen?.settings.withdrawWhileVoting)
      return refuse("cannot-withdraw");
    const now = ctx.now();
    if (question.closesAt <= now) return refuse("late");
    await endQuestion(ctx, tx, question, "withdrawn", now);
  }
  const by = actorId ?? "operator";
  return moveProposal(ctx, tx, proposal, { step: "withdraw", to: "withdrawn", kind: "withdrawn", by });
}
