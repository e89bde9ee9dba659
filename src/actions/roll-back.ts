import type { Context } from "../context.ts";
import { isRefusal, type Refusal } from "../domain/refusal.ts";

/** Runs an act in a transaction that a refusal undoes: nothing half done is stored. */
export async function orRollBack<Result>(
  ctx: Context,
  act: (tx: Context["db"]) => Promise<Result | Refusal>,
): Promise<Result | Refusal> {
  let refusal: Refusal | null = null;
  try {
    return await ctx.db.transaction(async (tx) => {
      const result = await act(tx);
      if (!isRefusal(result)) return result;
      refusal = result;
      throw new Error("rolled back");
    });
  } catch (error) {
    if (refusal) return refusal;
    throw error;
  }
}
