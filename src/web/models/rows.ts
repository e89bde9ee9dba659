import type { Context } from "../../context.ts";
import type { Addresses } from "../../domain/addresses.ts";
import { outcome, type Tally } from "../../domain/rule.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { countBallotsOf, type Listed, newestVersions } from "../../store/board.ts";
import type { Proposal } from "../../store/questions.ts";
import type { Decision } from "../../store/register.ts";
import { makeClock } from "../clock.ts";
import type { Html } from "../html.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import { type Counted, outcomeMark, sayFinding } from "./finding.ts";
import { type SmallTally, smallTally } from "./tally.ts";

/** What a list needs to know of where it stands. */
export type Place = { readonly ctx: Context; readonly addresses: Addresses; readonly tongue: Tongue };

/** Whose a row is, on pages of more than one assembly. */
export type From = { readonly name: string; readonly href: string } | null;

type Titled = {
  readonly title: string;
  readonly language: string;
  readonly href: string;
  readonly from: From;
};

/** An open question in a list, read like a departure board. */
export type OpenRow = Titled & {
  readonly distance: string;
  readonly closes: Html;
  readonly tally: SmallTally;
  readonly says: string;
  readonly means: string;
  /** Whether it is a block that stands in the way. */
  readonly isBlocked: boolean;
};

/** A proposal that is being talked about. */
export type TalkRow = Titled & { readonly from: From; readonly since: Html; readonly what: string };

/** A decided question in a register. */
export type DecisionRow = Titled & {
  readonly date: Html;
  readonly number: string;
  readonly mark: (typeof outcomeMark)[keyof typeof outcomeMark];
  readonly outcome: string;
  readonly means: string;
  readonly says: string;
  readonly tally: SmallTally;
};

/** The assembly that a row is of, on a page of more than one; null on its own. */
export const fromOf = ({ tongue }: Place, assembly: Assembly, isNamed: boolean): From =>
  isNamed ? { name: plain(assembly.name), href: tongue.to(`/assemblies/${assembly.handle}`) } : null;

const nothing: Tally = { agree: 0, abstain: 0, disagree: 0, block: 0, unreasonedBlock: 0 };

/** Rows of open questions, their bars counted in one query. */
export async function openRows(
  place: Place,
  listed: readonly Listed[],
  isNamed: boolean,
): Promise<OpenRow[]> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const tallies = await countBallotsOf(
    ctx.db,
    listed.map(({ question }) => question.id),
  );
  return listed.map(({ assembly, proposal, question, title, language }) => {
    const clock = makeClock(tongue, assembly.timeZone, now);
    const { rule, rollSize: roll, closesAt } = question;
    const counted: Counted = { rule, roll, tally: tallies.get(question.id) ?? nothing, outcome: null };
    const isDue = closesAt <= now;
    return {
      title: plain(title),
      language,
      href: tongue.to(`/proposals/${proposal.id}`),
      from: fromOf(place, assembly, isNamed),
      distance: isDue ? tongue.say("when.counting") : clock.distance(now, closesAt),
      closes: clock.element(closesAt, clock.moment(closesAt)),
      tally: smallTally(tongue, `q${question.id.slice(-8)}`, counted),
      ...sayFinding(tongue, counted),
      isBlocked: outcome(rule, roll, counted.tally) === "blocked",
    };
  });
}

/** Rows of what is being talked about. */
export async function talkRows(
  place: Place,
  listed: readonly { assembly: Assembly; proposal: Proposal }[],
  isNamed: boolean,
): Promise<TalkRow[]> {
  const { ctx, tongue } = place;
  const versions = await newestVersions(
    ctx.db,
    listed.map(({ proposal }) => proposal.id),
  );
  return listed.map(({ assembly, proposal }) => {
    const clock = makeClock(tongue, assembly.timeZone, ctx.now());
    const opens = opensAt(proposal, assembly);
    const since = proposal.deliberationFrom ?? proposal.createdAt;
    const { version, language } = versions.get(proposal.id) ?? { version: 1, language: assembly.language };
    return {
      title: plain(proposal.title),
      language,
      href: tongue.to(`/proposals/${proposal.id}`),
      from: fromOf(place, assembly, isNamed),
      since:
        opens > ctx.now()
          ? tongue.rich("talk.opens", { at: clock.element(opens, clock.moment(opens)) })
          : tongue.rich("talk.since", { at: clock.element(since, clock.date(since)) }),
      what: tongue.say("talk.what", { version: tongue.number(version) }),
    };
  });
}

/** The earliest instant at which a proposal can be put to the vote. */
export const opensAt = (proposal: Proposal, assembly: Assembly): Date =>
  new Date(
    (proposal.deliberationFrom ?? proposal.createdAt).getTime() + assembly.deliberationHours * 3_600_000,
  );

/** Rows of what was decided, each with the title, the rule and the roll of its own day. */
export function decisionRows(
  place: Place,
  decisions: readonly Decision[],
  assemblies: ReadonlyMap<string, Assembly>,
  isNamed: boolean,
): DecisionRow[] {
  const { ctx, tongue } = place;
  return decisions.flatMap(({ question, proposal, title, language }) => {
    const assembly = assemblies.get(question.assemblyId);
    if (!assembly || !question.outcome || !question.closedAt) return [];
    const clock = makeClock(tongue, assembly.timeZone, ctx.now());
    const { rule, rollSize: roll } = question;
    const counted: Counted = { rule, roll, tally: question.finalTally ?? nothing, outcome: question.outcome };
    return [
      {
        title: plain(title),
        language,
        href: tongue.to(`/proposals/${proposal.id}`),
        from: fromOf(place, assembly, isNamed),
        date: clock.element(question.closedAt, clock.date(question.closedAt)),
        number: tongue.number(proposal.number),
        mark: outcomeMark[question.outcome],
        outcome: tongue.phrase(`outcomes.${question.outcome}`),
        tally: smallTally(tongue, `d${question.id.slice(-8)}`, counted),
        ...sayFinding(tongue, counted),
      },
    ];
  });
}
