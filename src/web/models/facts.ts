import type { Context } from "../../context.ts";
import { outcome, quorumOf } from "../../domain/rule.ts";
import { sayRule } from "../../sentences.ts";
import type { Assembly } from "../../store/assemblies.ts";
import type { Proposal, Question } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, safe } from "../html.ts";
import type { Tongue } from "../language.ts";
import { type Counted, castOf, outcomeMark } from "./finding.ts";
import { opensAt } from "./rows.ts";

/** One fact of the margin: its name, a word in large, and the rest; `mark` is the shape before it. */
export type Fact = {
  readonly term: string;
  readonly big: string | null;
  readonly mark: (typeof outcomeMark)[keyof typeof outcomeMark] | null;
  readonly marked: string | null;
  readonly detail: Html | string | null;
};

/** The facts of a proposal; on a phone they fold into one line; the first stands on paper too, as `printed`. */
export type Facts = {
  readonly summary: string;
  readonly printed: string;
  readonly items: readonly Fact[];
  readonly button: string | null;
};

type Where = { readonly ctx: Context; readonly tongue: Tongue; readonly clock: Clock };
const fact = (term: string, detail: Fact["detail"], more: Partial<Fact> = {}): Fact => ({
  ...{ term, detail, big: null, mark: null, marked: null },
  ...more,
});

/** The facts of a question, open or decided. */
export function questionFacts(
  { ctx, tongue, clock }: Where,
  question: Question,
  counted: Counted,
  reachedAt: Date | null,
): Facts {
  const { closesAt, closedAt, rule, rollSize: roll } = question;
  const cast = castOf(counted.tally);
  const quorum = quorumOf(rule, roll);
  const say = tongue.say;
  const reached = reachedAt
    ? tongue.rich("facts.quorum-since", {
        n: quorum,
        roll,
        at: clock.element(reachedAt, clock.date(reachedAt)),
      })
    : say(
        cast >= quorum ? "facts.quorum-reached" : closedAt ? "facts.quorum-missed" : "facts.quorum-missing",
        { n: quorum, roll, cast },
      );
  const asks = rule.quorum[0] > 0 && roll > 0 ? [fact(say("facts.quorum"), reached)] : [];
  const rules = fact(say("facts.rule"), sayRule(ctx.phrases, tongue.language, rule));
  const zoned = (at: Date): Html => clock.element(at, `${clock.moment(at)} ${clock.zone(at)}`);
  if (question.outcome && closedAt) {
    const word = tongue.phrase(`outcomes.${question.outcome}`);
    return {
      summary: say("facts.summary-closed", { outcome: word, date: clock.date(closedAt), cast, roll }),
      printed: say("facts.printed-closed", { outcome: word, at: clock.fullMoment(closesAt) }),
      items: [
        fact(say("facts.outcome"), null, { mark: outcomeMark[question.outcome], big: word }),
        fact(say("facts.closed"), zoned(closesAt)),
        ...asks,
        rules,
      ],
      button: null,
    };
  }
  const isDue = closesAt <= clock.now;
  const would = outcome(rule, roll, counted.tally);
  const left = isDue ? say("when.counting") : clock.distance(clock.now, closesAt);
  const blocks = rule.blocks === null ? 0 : counted.tally.block;
  return {
    summary: say("facts.summary-open", { left, isDue: isDue ? "yes" : "no", cast, roll, blocks }),
    printed: say("facts.printed-open", { at: clock.fullMoment(closesAt) }),
    items: [
      fact(say(isDue ? "facts.closed" : "facts.closes"), zoned(closesAt), { big: left }),
      ...asks,
      rules,
      fact(say("facts.now"), say(`facts.would.${would}`), {
        mark: outcomeMark[would],
        marked: tongue.phrase(`outcomes.${would}`),
      }),
    ],
    button: isDue ? null : say("facts.answer"),
  };
}

/** The facts of a proposal without a question. */
export function talkFacts({ ctx, tongue, clock }: Where, assembly: Assembly, proposal: Proposal): Facts {
  const say = tongue.say;
  const isTalk = proposal.state === "deliberation";
  const opens = opensAt(proposal, assembly);
  const since = proposal.deliberationFrom ?? proposal.createdAt;
  const state = say(`state.${isTalk ? "deliberation" : proposal.state === "draft" ? "draft" : "withdrawn"}`);
  const vote = opens > clock.now ? clock.element(opens, clock.moment(opens)) : safe("");
  return {
    summary: say("facts.summary-talk", { state, since: clock.date(since) }),
    printed: say("facts.printed-talk", { state }),
    items: [
      fact(say("facts.state"), tongue.rich("facts.since", { at: clock.element(since, clock.date(since)) }), {
        big: state,
      }),
      ...(isTalk
        ? [
            fact(
              say("facts.vote"),
              vote.html ? tongue.rich("facts.vote-from", { at: vote }) : say("facts.vote-any"),
            ),
          ]
        : []),
      fact(say("facts.rule"), sayRule(ctx.phrases, tongue.language, assembly.rule)),
    ],
    button: isTalk ? say("facts.talk") : null,
  };
}
