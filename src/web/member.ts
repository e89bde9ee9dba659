import { standingOf } from "../actions/standing.ts";
import { type Deed, mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import { findAssembly } from "./find.ts";
import type { SignedIn } from "./session.ts";
import type { Web } from "./views.ts";

/** The assembly with a handle, for somebody who may do something there; else why not. */
export async function assemblyFor(
  { ctx }: Web,
  handle: string,
  me: SignedIn,
  deed: (assembly: Assembly) => Deed,
): Promise<Assembly | Refusal> {
  const assembly = await findAssembly(ctx.db, handle);
  if (!assembly) return refuse("no-assembly");
  return mayDo(deed(assembly), await standingOf(ctx, ctx.db, assembly, me.actorId)) ?? assembly;
}
