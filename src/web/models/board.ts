import { isUnsettled, type ObjectionState, objectionState } from "../../domain/objection.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { loadActors } from "../../store/actors.ts";
import type { Amendment } from "../../store/amendments.ts";
import { listAnswers } from "../../store/answers.ts";
import type { WordedObjection } from "../../store/objections.ts";
import type { Proposal, Question } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, paragraphsOf } from "../html.ts";
import { knownLanguage, type Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { typed, type Visitor } from "../visitor.ts";
import { type AnswerRow, answerRows, nameForeign, type Said } from "./answers.ts";
import { type Hider, hideForm } from "./hiding.ts";
import { type AmendmentChoice, amendmentChoices, liftingWords } from "./lifting.ts";
import type { Place } from "./rows.ts";

/** A concern or a block, with its words, what was answered, and what the visitor may do about it. */
export type BoardRow = Pick<
  AnswerRow,
  "name" | "handle" | "when" | "said" | "remark" | "later" | "laterNote" | "hide"
> & {
  /** Null for a block that stands with its ballot alone. */
  readonly id: string | null;
  readonly mark: "block" | "suggest";
  readonly kind: string;
  readonly state: string | null;
  readonly change: Html | null;
  /** What became of the amendment that would lift it, and until when its author is asked whether it does. */
  readonly amendment: { readonly says: Html; readonly asked: Html | null } | null;
  readonly answer: { readonly by: Html; readonly html: Html; readonly asked: Html | null } | null;
  readonly mayLift: boolean;
  /** What stands in the field for an answer; null for whoever may not give one. */
  readonly reply: string | null;
};

/** What stands in the way of a proposal, or stood; `concern` is what stands in the fields for a new one. */
export type Board = {
  readonly side: string;
  readonly rows: readonly BoardRow[];
  readonly concern: {
    readonly reason: string;
    readonly change: string;
    readonly amendments: readonly AmendmentChoice[];
  } | null;
};

type Where = Place & {
  readonly clock: Clock;
  readonly visitor: Visitor | null;
  readonly hider: Hider | null;
};
type About = {
  readonly proposal: Proposal;
  readonly question: Question | null;
  readonly objections: readonly WordedObjection[];
  readonly who: Standing | null;
  /** The open amendments of the proposal: one of them may be what would lift an objection. */
  readonly open: readonly Amendment[];
};

/** The objection board; null where nothing was raised and nobody here may raise anything. */
export async function objectionBoard(where: Where, about: About): Promise<Board | null> {
  const { tongue, visitor } = where;
  const { proposal, question, objections, who } = about;
  const blocks = await blocksOf(where, question);
  const known = await knownRows(where, about, blocks);
  const named = new Set(objections.filter(({ kind }) => kind === "block").map(({ actorId }) => actorId));
  const bare: BoardRow[] = [...blocks]
    .filter(([voter]) => voter === null || !named.has(voter))
    .map(([, row]) => ({
      ...row,
      ...{ id: null, mark: "block", kind: row.position, state: null, change: null, answer: null },
      amendment: null,
      ...{ mayLift: false, reply: null },
    }));
  const rows = [...bare, ...known];
  const isStage = proposal.state === "deliberation" || proposal.state === "voting";
  const mayRaise = visitor !== null && who !== null && isStage && mayDo("raise", who) === null;
  if (rows.length === 0 && !mayRaise) return null;
  const blocked = rows.some(({ mark }) => mark === "block");
  const side = question?.closedAt ? "objection.side-closed" : blocked ? "objection.side" : "do.board-side";
  return {
    ...{ side: tongue.say(side), rows },
    concern: mayRaise
      ? {
          reason: typed(visitor, "concern", "reason"),
          change: typed(visitor, "concern", "change"),
          amendments: amendmentChoices(tongue, about.open, typed(visitor, "concern", "amendment")),
        }
      : null,
  };
}

/** The blocks that stand with ballots, with their words as they are now and on record, by who cast them. */
async function blocksOf(where: Where, question: Question | null): Promise<[string | null, AnswerRow][]> {
  if (!question || question.rule.blocks === null) return [];
  const { closedAt } = question;
  const filter = { limit: 20, offset: 0, positions: ["block"] as const, closedAt };
  const items = await listAnswers(where.ctx.db, question.id, filter);
  const rows = await answerRows({ ...where, at: "board" }, question, items);
  return rows.map((row, index) => [items[index]?.voter ?? null, row]);
}

async function knownRows(
  { ctx, tongue, clock, visitor, hider }: Where,
  { proposal, question, objections, who }: About,
  blocks: readonly [string | null, AnswerRow][],
): Promise<BoardRow[]> {
  const people = objections.flatMap(({ actorId, answeredBy }) => [
    actorId,
    ...(answeredBy ? [answeredBy] : []),
  ]);
  const actors = await loadActors(ctx.db, people);
  // the same words may stand with a block and with the concern that it became
  const hideable = new Set<string>();
  return objections.map((objection) => {
    const { id, kind, actorId, answer, answeredBy, askedUntil, change, raisedAt } = objection;
    const isStanding =
      kind === "block" && objection.questionId === question?.id && objection.state !== "lifted";
    const cast = isStanding ? blocks.find(([voter]) => voter === actorId)?.[1] : undefined;
    const person = personOf(tongue, actorId, actors);
    const state: ObjectionState = objectionState(objection, clock.now);
    const isOpen = isUnsettled(objection);
    const mine = who && { ...who, isOwn: actorId === visitor?.me.actorId };
    const asked =
      state === "answered" && askedUntil
        ? tongue.rich("do.asked", { at: clock.element(askedUntil, clock.moment(askedUntil)) })
        : null;
    const said = cast ? cast.said : saidOf(tongue, objection);
    const { noteId, amendment } = objection;
    const isMerged = amendment?.state === "accepted";
    const isFirst = noteId !== null && !hideable.has(noteId);
    if (noteId !== null) hideable.add(noteId);
    const own = said && isFirst ? { noteId, author: actorId, at: "board" as const } : null;
    const mayAnswer = isOpen && visitor && who && mayDo("answer-objection", who) === null;
    return {
      ...{ id, mark: kind === "block" ? "block" : "suggest" },
      kind: kind === "block" ? tongue.phrase("positions.consensus.block") : tongue.say("do.concern"),
      name: nameOf(person),
      handle: handleOf(person),
      when: clock.element(raisedAt, clock.recent(raisedAt)),
      said,
      remark: cast?.remark ?? (objection.isHidden ? tongue.say("hiding.words") : null),
      later: cast?.later ?? null,
      laterNote: cast?.laterNote ?? null,
      hide: own && hideForm({ tongue }, hider, own, person),
      state: tongue.say(`do.states.${state}`),
      change: change ? paragraphsOf(change) : null,
      amendment: amendment && {
        says: liftingWords(tongue, proposal.id, amendment),
        asked: isMerged ? asked : null,
      },
      answer: answer
        ? {
            by: tongue.rich("do.answer-by", { who: nameOf(personOf(tongue, answeredBy, actors)) }),
            html: paragraphsOf(answer),
            asked: isMerged ? null : asked,
          }
        : null,
      mayLift: isOpen && mine !== null && mayDo("lift-objection", mine) === null,
      reply: mayAnswer ? typed(visitor, `o-${id}`, "text") : null,
    };
  });
}

function saidOf(tongue: Tongue, { reason, language }: WordedObjection): Said | null {
  if (!reason) return null;
  const known = knownLanguage(language);
  return { html: paragraphsOf(reason), language: known, tongue: nameForeign(tongue, known) };
}
