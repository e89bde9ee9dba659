import type { Tally } from "../../domain/rule.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { countBallotsOf } from "../../store/board.ts";
import { listAlternatives } from "../../store/proposals.ts";
import { loadVersion, type Proposal, type Question, questionOf } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { showMarkdown } from "../markdown.ts";
import { type FieldRow, fieldNames, fieldRowsOf, sayState } from "./beside.ts";
import { type Counted, sayFinding } from "./finding.ts";
import type { Place } from "./rows.ts";
import { type SmallTally, smallTally } from "./tally.ts";

/** One proposal of several for a problem: a column. `cells` are the same rows in every column. */
export type Column = {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  readonly language: string;
  readonly line: string;
  readonly state: string;
  /** Whether no vote is or was held on it. */
  readonly isWaiting: boolean;
  /** How its vote stands, or what it came to; null where none was put. */
  readonly tally: (SmallTally & { readonly says: string; readonly means: string }) | null;
  readonly text: Html;
  /** What stands beside the text. Where this one says nothing of it, `says` is null, and `unsaid` what that means. */
  readonly cells: readonly {
    readonly label: string;
    readonly says: Html | null;
    readonly isOwn: boolean;
    readonly unsaid: string;
  }[];
};

/** The proposals for one problem, side by side. */
export type AlternativesModel = {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Where one proposes another way. */
  readonly another: string;
};

type Read = { readonly column: Omit<Column, "cells">; readonly fields: readonly FieldRow[] };

/** Puts a proposal beside the others for the same problem, oldest first; rows that none of them fills are left out. */
export async function alternativesModel(
  place: Place,
  assembly: Assembly,
  proposal: Proposal,
): Promise<AlternativesModel> {
  const { ctx, tongue } = place;
  const others = await listAlternatives(ctx.db, proposal);
  const all = [proposal, ...others].sort((one, other) => one.number - other.number);
  const read = await Promise.all(all.map((one) => readOne(place, assembly, one)));
  const labels = fieldNames.flatMap((name) => {
    const filled = read.flatMap(({ fields }) => fields.find((field) => field.name === name) ?? []);
    return filled[0] ? [{ name, label: filled[0].label }] : [];
  });
  return {
    name: plain(assembly.name),
    columns: read.map(({ column, fields }) => ({
      ...column,
      cells: labels.map(({ name, label }) => {
        const { says, isOwn } = fields.find((field) => field.name === name) ?? { says: null, isOwn: false };
        const unsaid = tongue.say(name === "binds" ? "propose.as-settled" : "alternatives.unsaid");
        return { label, says, isOwn, unsaid };
      }),
    })),
    another: tongue.to(`/assemblies/${assembly.handle}/propose?alternativeTo=${proposal.id}`),
  };
}

async function readOne(place: Place, assembly: Assembly, proposal: Proposal): Promise<Read> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  // back in deliberation or taken back, it is not the question of the past that counts
  const isPast = proposal.state === "deliberation" || proposal.state === "withdrawn";
  const question = isPast ? null : await questionOf(ctx.db, proposal.id);
  const version = await loadVersion(ctx.db, proposal.id, question?.version);
  const id = `p${proposal.number}`;
  return {
    column: {
      ...{ id, title: plain(version.title), language: version.language },
      href: tongue.to(`/proposals/${proposal.id}`),
      line: tongue.say("proposal.line", { number: proposal.number, version: version.version }),
      ...{ state: sayState(place, proposal.state), isWaiting: question === null },
      tally: question && (await tallyOf(place, question, id)),
      text: showMarkdown(version.text, 4),
    },
    fields: await fieldRowsOf({ ...place, clock }, proposal, version.fields, 4),
  };
}

async function tallyOf({ ctx, tongue }: Place, question: Question, id: string): Promise<Column["tally"]> {
  const counts = await countBallotsOf(ctx.db, [question.id]);
  const counted: Counted = {
    ...{ rule: question.rule, roll: question.rollSize, outcome: question.outcome },
    tally: question.finalTally ?? (counts.get(question.id) as Tally),
  };
  return { ...smallTally(tongue, `${id}-bar`, counted), ...sayFinding(tongue, counted) };
}
