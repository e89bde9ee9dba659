import { excerpt } from "../../domain/wording/excerpt.ts";
import type { Amendment } from "../../store/amendments.ts";
import type { Lifting } from "../../store/objections.ts";
import { type Html, link, plain } from "../html.ts";
import type { Tongue } from "../language.ts";

/** An open amendment to choose as what would lift an objection. */
export type AmendmentChoice = {
  readonly number: number;
  readonly text: string;
  readonly isChosen: boolean;
};

/** The open amendments to choose from, each with the words that it changes; `chosen`: a number, as text. */
export const amendmentChoices = (
  tongue: Tongue,
  open: readonly Amendment[],
  chosen: string,
): AmendmentChoice[] =>
  open.map(({ number, replacements }) => ({
    number,
    text: tongue.say("objection.choice", { number, words: plain(excerpt(replacements[0]?.old ?? "")) }),
    isChosen: String(number) === chosen,
  }));

/** What became of the amendment that would lift an objection, in a sentence. */
export const liftingWords = (tongue: Tongue, proposalId: string, { number, state, version }: Lifting): Html =>
  tongue.rich("objection.amendment", {
    amendment: link(
      tongue.to(`/proposals/${proposalId}/amendments/${number}`),
      tongue.say("objection.amendment-name", { number }),
    ),
    ...{ state, version: version ?? 0 },
  });
