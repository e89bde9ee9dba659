import type { Context } from "../context.ts";
import type { Act } from "../domain/act.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";

/** Whether an act can be proposed now. */
export async function checkAct(
  _ctx: Context,
  _tx: Database,
  _assembly: Assembly,
  act: Act,
): Promise<Refusal | null> {
  return act.what === "settle" ? null : refuse("no-person");
}
