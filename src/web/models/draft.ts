import type { Assembly } from "../../store/assemblies.ts";
import { loadProposal, loadVersion, type Proposal } from "../../store/questions.ts";
import { plain } from "../html.ts";
import type { Sent } from "./fields.ts";
import { type ProposeModel, proposeModel } from "./propose.ts";
import type { Place } from "./rows.ts";

/** The page of one's own draft: the form of a proposal, filled in. */
export type DraftModel = Omit<ProposeModel, "drafts" | "templates"> & {
  readonly title: string;
  /** Where the form is sent that throws it away. */
  readonly ending: string;
  /** Whether it was kept just now. */
  readonly isKept: boolean;
};

/** A draft as the fields of the form first show it. */
export async function sentOfDraft({ ctx }: Place, draft: Proposal): Promise<Sent> {
  const { title, text, fields } = await loadVersion(ctx.db, draft.id);
  const { sources = [], ...others } = fields;
  const decision = draft.changesId ? await loadProposal(ctx.db, draft.changesId) : null;
  return {
    ...{ ...others, title, text, sources: sources.join("\n") },
    ...{ how: draft.changesHow ?? "", decision: decision ? String(decision.number) : "" },
    alternativeTo: draft.problemId ?? "",
  };
}

/** Puts the page together. */
export async function draftModel(
  place: Place,
  assembly: Assembly,
  draft: Proposal,
  form: { readonly csrf: string; readonly action: string; readonly author: string; readonly isKept: boolean },
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): Promise<DraftModel> {
  const { drafts: _, templates: __, ...model } = await proposeModel(place, assembly, form, sent, errors);
  const ending = place.tongue.to(`/assemblies/${assembly.handle}/propose/${draft.id}/withdraw`);
  return { ...model, title: plain(draft.title), ending, isKept: form.isKept };
}
