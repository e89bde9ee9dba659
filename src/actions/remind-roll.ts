import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { silentOf } from "../store/proposals.ts";
import { loadProposal, lockQuestion } from "../store/questions.ts";
import { say, sayTime } from "./say.ts";

/** Reminds those on the roll who have not answered, a day before the question closes; everybody once. */
export async function remindRoll(ctx: Context, questionId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const question = await lockQuestion(tx, questionId);
    if (!question || question.closedAt || question.closesAt <= ctx.now()) return;
    const assembly = await loadAssemblyById(tx, question.assemblyId);
    const proposal = await loadProposal(tx, question.proposalId);
    for (const toActor of await silentOf(tx, questionId)) {
      await say(ctx, tx, {
        ...{ assembly, toActor, says: "reminder", inReplyTo: null, once: true },
        values: {
          ...{ assembly: assembly.name, title: proposal?.title ?? "" },
          closes: sayTime(assembly.language, assembly.timeZone, question.closesAt),
          bearsBlocks: question.rule.blocks === null ? "no" : "yes",
          url: addressesOf(ctx.env.origin).question(questionId),
        },
        questionId,
        proposalId: question.proposalId,
      });
    }
  });
}
