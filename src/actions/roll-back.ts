import { isRefusal, type Refusal } from "../domain/refusal.ts";
import type { Database } from "../store/database.ts";

/**
 * Runs an act in a transaction that a refusal undoes: nothing half done is stored. `db` may be a transaction itself.
 */
export async function orRollBack<Result>(
  { db }: { readonly db: Database },
  act: (tx: Database) => Promise<Result | Refusal>,
): Promise<Result | Refusal> {
  let refusal: Refusal | null = null;
  try {
    return await db.transaction(async (tx) => {
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
