import { type AmendmentState, merge } from "../../domain/amendment.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { isRefusal } from "../../domain/refusal.ts";
import { piecesOf } from "../../domain/wording/diff.ts";
import { narrow } from "../../domain/wording/edits.ts";
import { type Amendment, countSupport, listAmendments, loadMergeDraft } from "../../store/amendments.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadVersion, type Proposal, type Version } from "../../store/questions.ts";
import { type Html, paragraphsOf, plain } from "../html.ts";
import { markChanges } from "../marks/marks.ts";
import { typed, type Visitor } from "../visitor.ts";
import {
  type AmendmentRow,
  amendmentPath,
  amendmentRows,
  collisionsByNumber,
  linksTo,
  sayingOf,
  type Where,
} from "./amendments.ts";
import { type DeskRow, deskRows } from "./desk-rows.ts";
import { type MergingNow, mergingNow } from "./merging-now.ts";
import { type People, peopleOf } from "./people-of.ts";
import { changesOf, type Jumps, jumpsOf, type MarkedPart } from "./text-diff.ts";

/** A merging that somebody laid out for everybody to see. */
export type LaidOut = {
  readonly says: Html;
  readonly note: Html | null;
  /** The text that it would make, marked; null where it does not fit any more. */
  readonly text: readonly MarkedPart[] | null;
  readonly jumps: Jumps | null;
  /** The numbers of what would go in, for the form that accepts it. */
  readonly takes: readonly number[];
};

/** What is filled in where amendments are chosen; only for who may lay out or accept. */
export type MergeForm = {
  readonly note: string;
  readonly ticked: ReadonlySet<number>;
  /** The words of the button that accepts; null for who may only lay out, and while nothing can be merged. */
  readonly accept: string | null;
};

/** The page on which all amendments stand beside the text. */
export type DeskModel = {
  readonly name: string;
  readonly proposal: { readonly title: string; readonly href: string };
  readonly path: string;
  readonly csrf: string | null;
  readonly language: string;
  readonly open: string;
  readonly settledCount: string;
  readonly textSide: string;
  readonly rows: readonly DeskRow[];
  readonly form: MergeForm | null;
  readonly now: MergingNow;
  readonly laidOut: LaidOut | null;
  readonly mayPutAway: boolean;
  readonly error: Html | string | null;
  /** Where a member edits the text; null where nothing can be filed. */
  readonly amend: string | null;
  readonly isOver: boolean;
  readonly settled: readonly { readonly title: string; readonly rows: readonly AmendmentRow[] }[];
};

const settledStates = [
  "accepted",
  "rejected",
  "promoted",
  "withdrawn",
  "obsolete",
] as const satisfies readonly AmendmentState[];

/** Which amendments a form ticks: fields named `take-n`. */
export const tickedIn = (fields: Readonly<Record<string, string>>): number[] =>
  Object.keys(fields).flatMap((name) => {
    const [, number] = /^take-(\d{1,6})$/.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });

/** Puts the page together. `who`: how the visitor stands before the proposal. */
export async function deskModel(
  where: Where,
  assembly: Assembly,
  proposal: Proposal,
  who: Standing | null,
  visitor: Visitor | null,
): Promise<DeskModel> {
  const { ctx, tongue } = where;
  const [current, all, support, draft, now] = await Promise.all([
    loadVersion(ctx.db, proposal.id),
    listAmendments(ctx.db, proposal.id),
    countSupport(ctx.db, proposal.id),
    loadMergeDraft(ctx.db, proposal.id),
    mergingNow(where, proposal),
  ]);
  const open = all.filter(({ state }) => state === "open");
  const people = await peopleOf(where, [...all.map(({ actorId }) => actorId), ...(draft ? [draft.by] : [])]);
  const colliding = collisionsByNumber(open);
  const rowsOf = (rows: readonly Amendment[], hrefOf: (number: number) => string) =>
    amendmentRows(where, proposal, rows, { text: current.text, support, colliding, hrefOf }, people);
  const hereOf = (number: number): string => `#amendment-${number}`;
  const pageOf = (number: number): string => tongue.to(amendmentPath(proposal.id, number));
  const isOver = proposal.state !== "deliberation" && proposal.state !== "voting";
  const mayLayOut = who !== null && !isOver && mayDo("lay-out", who) === null;
  const mayAccept = mayLayOut && mayDo("accept-amendment", who) === null;
  const sent = visitor?.sent ?? null;
  return {
    name: plain(assembly.name),
    proposal: { title: plain(proposal.title), href: tongue.to(`/proposals/${proposal.id}`) },
    path: `/proposals/${proposal.id}`,
    csrf: visitor?.csrf ?? null,
    language: current.language,
    open: tongue.say("amend.open", { n: open.length }),
    settledCount: tongue.say("amend.settled-count", { n: all.length - open.length }),
    textSide: tongue.say("amend.text-side", { n: current.version }),
    rows: open.length > 0 ? deskRows(tongue, current.text, open, await rowsOf(open, hereOf)) : [],
    form:
      mayLayOut && open.length > 0
        ? {
            note: visitor ? typed(visitor, "merge", "note") : "",
            ticked: new Set(sent?.form === "merge" ? tickedIn(sent.fields) : []),
            accept: mayAccept && now.mayBe ? tongue.say("amend.accept", { n: current.version + 1 }) : null,
          }
        : null,
    now,
    laidOut: draft && layoutOf(where, current, draft, all, people, pageOf),
    mayPutAway: mayLayOut,
    error: sent && sayError(where, sent, colliding, hereOf),
    amend: isOver ? null : tongue.to(`/proposals/${proposal.id}/amend`),
    isOver,
    settled: await Promise.all(
      settledStates.flatMap((state) => {
        const rows = all.filter((row) => row.state === state);
        if (rows.length === 0) return [];
        const title = tongue.say(`amend.settled-as.${state}`, { n: rows.length });
        return [rowsOf(rows, pageOf).then((shown) => ({ title, rows: shown }))];
      }),
    ),
  };
}

/** Why a merging was refused; of those that touch the same words, which they are. */
function sayError(
  { tongue }: Where,
  sent: NonNullable<Visitor["sent"]>,
  colliding: ReadonlyMap<number, readonly number[]>,
  hereOf: (number: number) => string,
): Html | string {
  const ticked = tickedIn(sent.fields);
  const apart = ticked.filter((one) => ticked.some((other) => colliding.get(one)?.includes(other)));
  if (apart.length > 0 && sent.error === tongue.refusal("collision"))
    return tongue.rich("amend.choose", { list: linksTo(tongue, apart, hereOf) });
  return ticked.length === 0 && sent.error === tongue.refusal("no-amendment")
    ? tongue.say("amend.tick-first")
    : sent.error;
}

function layoutOf(
  { tongue, clock }: Where,
  current: Version,
  draft: {
    readonly chosen: readonly string[];
    readonly note: string | null;
    readonly by: string;
    readonly at: Date;
  },
  all: readonly Amendment[],
  people: People,
  pageOf: (number: number) => string,
): LaidOut {
  const chosen = all.filter(({ id }) => draft.chosen.includes(id));
  const isWhole = chosen.length > 0 && chosen.every(({ state }) => state === "open");
  const fits = isWhole && !isRefusal(merge(current.text, chosen));
  const edits = chosen.flatMap((one) => one.edits);
  const marked = fits
    ? markChanges(piecesOf(current.text, narrow(current.text, edits)), sayingOf(tongue))
    : null;
  return {
    says: tongue.rich("amend.laid-out-by", {
      who: draft.by === "operator" ? tongue.say("amend.operator") : people.name(draft.by),
      at: clock.element(draft.at, clock.moment(draft.at)),
      list: linksTo(
        tongue,
        chosen.map(({ number }) => number),
        pageOf,
      ),
    }),
    note: draft.note ? paragraphsOf(draft.note) : null,
    text: marked && changesOf({ tongue }, marked),
    jumps: marked && jumpsOf({ tongue }, marked.count),
    takes: fits ? chosen.map(({ number }) => number) : [],
  };
}
