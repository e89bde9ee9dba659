import type { Constitution } from "../../domain/constitution.ts";
import { type Asked, whileVoting } from "../../domain/proposal.ts";
import { loadConstitution } from "../../store/constitutions.ts";
import { listQuestionsOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import type { Place } from "./rows.ts";

/** Whether amendments can go into a text now; `says`: on what terms, or why not, where it is not only talked about. */
export type MergingNow = { readonly mayBe: boolean; readonly says: string | null };

/** Asks the stage of a proposal, and the constitution that its question was opened under, whether its text can change. */
export async function mergingNow({ ctx, tongue }: Place, proposal: Proposal): Promise<MergingNow> {
  const { state, act, id, assemblyId } = proposal;
  if (state === "deliberation") return { mayBe: true, says: null };
  if (state !== "voting") return { mayBe: false, says: tongue.say("amend.while.over") };
  const asked = await listQuestionsOf(ctx.db, id);
  const question = asked.at(-1);
  const frozen = question && (await loadConstitution(ctx.db, assemblyId, question.constitution));
  const mayBe = frozen ? whileVoting(frozen.settings, asked, ctx.now(), act).mayRevise : false;
  const why = mayBe ? "once" : act?.what === "remove" ? "removal" : whyNot(frozen?.settings, asked);
  return { mayBe, says: tongue.say(`amend.while.${why}`) };
}

function whyNot(settings: Pick<Constitution, "amendWhileVoting"> | undefined, asked: Asked): string {
  if (settings?.amendWhileVoting !== "once") return "never";
  return asked.some(({ replacesId }) => replacesId !== null) ? "done" : "late";
}
