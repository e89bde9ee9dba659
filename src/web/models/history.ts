import { loadActors } from "../../store/actors.ts";
import { eventsOfProposal, type PublicEvent } from "../../store/public-log.ts";
import { loadVersion } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import type { Html } from "../html.ts";
import { nameOf, personOf } from "../people.ts";
import type { Place } from "./rows.ts";

/** What was done with a proposal, oldest first, as its public log says. */
export type History = {
  readonly title: string;
  readonly rows: readonly { readonly at: Html; readonly what: string; readonly by: Html | null }[];
  /** How many texts it has had before this one; null where there are none. */
  readonly earlier: string | null;
};

/** Every step of a proposal, dated, with by whom it was done. */
export async function historyOf(
  { ctx, tongue, clock }: Place & { readonly clock: Clock },
  proposalId: string,
): Promise<History> {
  const events = await eventsOfProposal(ctx.db, proposalId);
  const people = events.map(({ by }) => by).filter((by) => by !== "operator" && by !== "assembly");
  const actors = await loadActors(ctx.db, [...new Set(people)]);
  const what = ({ kind, detail }: PublicEvent): string => {
    const deed = tongue.say(`deeds.${kind}`);
    if (kind !== "closed" || !detail?.outcome) return deed;
    return tongue.say("deeds.closed-as", { deed, outcome: tongue.phrase(`outcomes.${detail.outcome}`) });
  };
  // versions are counted from 1 without a gap: nobody needs to read them all for that
  const { version } = await loadVersion(ctx.db, proposalId);
  return {
    title: tongue.say("deeds.title", { n: events.length }),
    rows: events.map((event) => ({
      at: clock.element(event.at, clock.date(event.at)),
      what: what(event),
      by: actors.has(event.by) ? nameOf(personOf(tongue, event.by, actors)) : null,
    })),
    earlier: version > 1 ? tongue.say("deeds.earlier", { n: version - 1 }) : null,
  };
}
