import type { Context } from "../context.ts";
import { concerns } from "../domain/act.ts";
import { addressesOf } from "../domain/addresses.ts";
import { readReason } from "../domain/leaving.ts";
import { paragraphs } from "../domain/markup.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import { setProposal } from "../store/proposals.ts";
import { lockProposal } from "../store/questions.ts";
import { logProposal } from "./move-proposal.ts";
import { standingOf } from "./standing.ts";

/**
 * The person whom a proposal is about says something to it before voting opens; it is published and stands with
 * the text. Refuses everybody else, an empty statement, and a proposal that is not being deliberated.
 */
export async function makeStatement(
  ctx: Context,
  tx: Database,
  { proposalId, actorId, text }: { proposalId: string; actorId: string; text: string },
): Promise<Refusal | null> {
  const statement = readReason(text);
  if (isRefusal(statement)) return statement;
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, actorId, { own: concerns(proposal.act) });
  const refused = mayDo("answer-in-public", who);
  if (refused) return refused;
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  await setProposal(tx, proposal.id, { statement, statementAt: ctx.now() });
  await logProposal(ctx, tx, proposal, { kind: "statement", by: actorId });
  const { origin, proposal: addressOf } = addressesOf(ctx.env.origin);
  const says = ctx.phrases.say(assembly.language, "replies.statement", {
    ...{ title: proposal.title, statement, url: addressOf(proposal.id) },
  });
  const id = ctx.newId();
  await saveNote(tx, {
    ...{ id, assemblyId: assembly.id, kind: "statement", proposalId, says: "statement" },
    ...{ html: paragraphs(says, origin), language: assembly.language, publishedAt: ctx.now() },
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
  return null;
}
