import type { Context } from "../context.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Degree, isDegree, readWish } from "../domain/suggestion.ts";
import type { Database } from "../store/database.ts";
import { lockProposal } from "../store/questions.ts";
import { keepWords } from "./keep-words.ts";
import { type Suggested, suggest } from "./suggest.ts";

/** A suggestion given here, by a form or the API; `degree` as it was sent, nothing where none was. */
export type GivenSuggestion = {
  readonly proposalId: string;
  readonly actorId: string;
  readonly text: string;
  readonly degree?: string | undefined;
  readonly language?: string | undefined;
  readonly receivedAt: Date;
};

/** Reads a degree as it was sent; null where none was. Refuses `bad-suggestion`. */
export const readDegree = (sent: string | null | undefined): Degree | null | Refusal => {
  if (!sent) return null;
  return isDegree(sent) ? sent : refuse("bad-suggestion");
};

/** Keeps the words of a suggestion given here and puts it beside its proposal. Refuses `bad-suggestion`, and what `suggest` does. */
export async function giveSuggestion(
  ctx: Context,
  tx: Database,
  { proposalId, actorId, language, receivedAt, ...given }: GivenSuggestion,
): Promise<Suggested | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const text = readWish(given.text);
  if (isRefusal(text)) return text;
  const degree = readDegree(given.degree);
  if (isRefusal(degree)) return degree;
  const noteId = await keepWords(ctx, tx, {
    ...{ assemblyId: proposal.assemblyId, proposalId, questionId: null },
    ...{ actorId, text, command: "suggest", language, receivedAt },
  });
  return suggest(ctx, tx, { proposalId, actorId, noteId, degree });
}
