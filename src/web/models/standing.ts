import { mayDo, type Standing as Powers, proposingDeed } from "../../domain/powers.ts";
import { type Standing, standingOf } from "../../domain/proposal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { changersOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import type { Decision } from "../../store/register.ts";
import { type Html, link } from "../html.ts";
import type { Place } from "./rows.ts";

/** Where an adopted decision stands, and the later ones that changed it. */
export type StandingWords = {
  readonly word: string;
  readonly by: readonly Html[];
  readonly isInForce: boolean;
};

/** A link that leads to proposing another decision about this one. */
export type ChangeWay = { readonly text: string; readonly href: string };

/** Every standing, in the order in which a register offers them. */
export const standings = [
  "in-force",
  "superseded",
  "repealed",
  "lapsed",
] as const satisfies readonly Standing[];

/** Where decisions stand now, by the page of their proposal; those that were not adopted stand nowhere. */
export async function standingsOf(
  { ctx, tongue }: Place,
  decisions: readonly Pick<Decision, "proposal" | "question">[],
): Promise<Map<string, StandingWords>> {
  const adopted = decisions.filter(({ question }) => question.outcome === "adopted");
  const changers = await changersOf(
    ctx.db,
    adopted.map(({ proposal }) => proposal.id),
  );
  return new Map(
    adopted.map(({ proposal }) => {
      const later = changers.get(proposal.id) ?? [];
      const { lapsesAt } = proposal;
      const standing = standingOf({ lapsesAt, changedBy: later.map(({ how }) => how) }, ctx.now());
      const by = later.map(({ id, number }) =>
        tongue.rich("standing.by", {
          decision: link(
            tongue.to(`/proposals/${id}`),
            tongue.say("register.number", { number: tongue.number(number) }),
          ),
        }),
      );
      const words = { word: tongue.say(`standing.${standing}`), by, isInForce: standing === "in-force" };
      return [tongue.to(`/proposals/${proposal.id}`), words];
    }),
  );
}

/** Where a decision in force can be proposed to be replaced or repealed, for those who may propose; else nowhere. */
export const changeWays = (
  { tongue }: Place,
  assembly: Assembly,
  { number }: Proposal,
  who: Powers | null,
): ChangeWay[] =>
  who === null || mayDo(proposingDeed(assembly), who) !== null
    ? []
    : (["replace", "repeal"] as const).map((how) => ({
        text: tongue.say(`needs.${how}`),
        href: tongue.to(`/assemblies/${assembly.handle}/propose?how=${how}&decision=${number}`),
      }));
