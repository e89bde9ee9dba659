import type { Context } from "../context.ts";
import { type CharterDraft, readCharter } from "../domain/assembly.ts";
import { constitutionOf } from "../domain/constitution.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { saveKeys } from "../store/actors.ts";
import { type Assembly, loadAssembly, loadAssemblyById, saveAssembly } from "../store/assemblies.ts";
import { enterConstitution, enterFounding } from "./enter-ledger.ts";
import { makeKeys } from "./make-keys.ts";

/** Founds an assembly with its keys. Refuses a taken or malformed handle, and what `readCharter` refuses. */
export async function foundAssembly(ctx: Context, draft: CharterDraft): Promise<Assembly | Refusal> {
  const charter = readCharter(draft, ctx.env.isPublic);
  if (isRefusal(charter)) return charter;
  if (await loadAssembly(ctx.db, charter.handle)) return refuse("handle-taken", { handle: charter.handle });
  const pairs = await makeKeys(ctx);
  const id = ctx.newId();
  return ctx.db.transaction(async (tx) => {
    const saved = await saveAssembly(tx, { id, ...charter, createdAt: ctx.now() });
    if (!saved) return refuse("handle-taken", { handle: charter.handle });
    await saveKeys(
      tx,
      pairs.map((pair) => ({ owner: id, ...pair })),
    );
    const ed25519 = pairs.find(({ kind }) => kind === "ed25519");
    if (!ed25519) throw new Error("keys were made without the one that signs");
    const assembly = await loadAssemblyById(tx, id);
    await enterFounding(ctx, tx, assembly, ed25519.publicSpki);
    const first = { version: 1, proposal: null, at: assembly.createdAt };
    await enterConstitution(ctx, tx, id, constitutionOf(assembly), first);
    return assembly;
  });
}
