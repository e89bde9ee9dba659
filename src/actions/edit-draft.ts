import type { Context } from "../context.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { setProposal } from "../store/proposals.ts";
import { lockProposal } from "../store/questions.ts";
import { type ProposalDraft, readLinks } from "./propose.ts";
import { reviseProposal } from "./revise-proposal.ts";

/** A draft as its author now wants it. */
export type DraftEdit = Pick<ProposalDraft, "title" | "text" | "fields" | "changes" | "alternativeTo">;

/**
 * The author writes over their draft: its text, its fields, and what it is linked to. Refuses `no-proposal`,
 * `wrong-state` once it was brought, `not-the-author`, and what is no title, text, field or link.
 */
export async function editDraft(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { proposalId, author }: { readonly proposalId: string; readonly author: string },
  edit: DraftEdit,
): Promise<Refusal | null> {
  const proposal = await lockProposal(tx, proposalId);
  if (proposal?.assemblyId !== assembly.id) return refuse("no-proposal");
  if (proposal.state !== "draft") return refuse("wrong-state", { state: proposal.state });
  const { title, text, fields = {} } = edit;
  const revised = await reviseProposal(ctx, tx, { proposalId, actorId: author, title, text, fields });
  if (isRefusal(revised)) return revised;
  const links = await readLinks(tx, assembly, edit);
  if (isRefusal(links)) return links;
  await setProposal(tx, proposalId, links);
  return null;
}
