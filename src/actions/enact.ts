import type { Context } from "../context.ts";
import { constitutionOf, withChanges } from "../domain/constitution.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { loadConstitution, saveConstitution } from "../store/constitutions.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import type { Proposal } from "../store/questions.ts";
import { enactAct } from "./enact-membership.ts";
import { enterConstitution } from "./enter-ledger.ts";
import { enactAmendment } from "./vote-on-amendment.ts";

/** Does what an adopted proposal does by itself, in the transaction that decides it. */
export async function enact(ctx: Context, tx: Database, proposal: Proposal): Promise<void> {
  const { act } = proposal;
  if (!act) return;
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  if (act.what === "amend") return enactAmendment(ctx, tx, assembly, { id: proposal.id, act });
  if (act.what !== "settle") return enactAct(ctx, tx, assembly, { id: proposal.id, act });
  const at = ctx.now();
  // what the assembly changed since it was proposed stays, where this proposal does not name it
  const before = await loadConstitution(tx, assembly.id, act.since ?? assembly.constitution);
  const current = constitutionOf(assembly);
  const settings = withChanges(current, act.changes, before?.settings ?? current);
  const version = await saveConstitution(tx, assembly.id, settings, { proposalId: proposal.id, at });
  await enterConstitution(ctx, tx, assembly.id, settings, { version, proposal: proposal.id, at });
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId: proposal.id, subject: assembly.id },
    ...{ kind: "constitution", by: "assembly", at, detail: { version } },
  });
  // name, values, rule and joining stand in the actor's own document, which others keep
  await ctx.jobs.send(tx, "announce", { subject: `actor:${assembly.id}` });
}
