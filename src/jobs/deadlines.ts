import { closeQuestion } from "../actions/close-question.ts";
import type { Context } from "../context.ts";
import { slowestWatermark } from "../store/processes.ts";
import { openQuestions } from "../store/questions.ts";
import { isPendingBefore } from "../store/requests.ts";
import { witnessedAssemblies } from "../store/witnesses.ts";

/**
 * Closes a question at its time. Where something that came in time is still in work, here, in another web process
 * or among the requests that wait for their sender, it comes again in half a second, ten seconds at most.
 */
export async function meetDeadline(ctx: Context, questionId: string): Promise<void> {
  const result = await closeQuestion(ctx, questionId, async (tx, before) => {
    if (ctx.inWork.isBusyBefore(before) || (await isPendingBefore(tx, before))) return true;
    const watermark = await slowestWatermark(tx, ctx.now(), ctx.processId);
    return watermark !== null && watermark < before;
  });
  const [question] =
    result === "early" ? (await openQuestions(ctx.db)).filter((one) => one.id === questionId) : [];
  const startAfter = result === "wait" ? new Date(ctx.now().getTime() + 500) : question?.closesAt;
  if (startAfter) await ctx.jobs.send(ctx.db, "close-question", { questionId }, { startAfter });
}

/**
 * Makes sure, at the start, that every open question will be closed, whatever became of its job; one that may close
 * early is looked at at once.
 */
export async function remindDeadlines(ctx: Context): Promise<void> {
  for (const { id: questionId, closesAt, closeWhenAll } of await openQuestions(ctx.db)) {
    const startAfter = closeWhenAll ? ctx.now() : closesAt;
    await ctx.jobs.send(ctx.db, "close-question", { questionId }, { startAfter });
  }
}

/** Has every ledger that has witnesses signed at the start, which asks them first what they hold. */
export async function remindWitnesses(ctx: Context): Promise<void> {
  for (const assemblyId of await witnessedAssemblies(ctx.db))
    await ctx.jobs.send(ctx.db, "sign-head", { assemblyId });
}
