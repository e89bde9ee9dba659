import { placeWish } from "../../actions/file-amendment.ts";
import { isRefusal } from "../../domain/refusal.ts";
import { diff, piecesOf } from "../../domain/wording/diff.ts";
import { narrow } from "../../domain/wording/edits.ts";
import { draftAmendments } from "../../store/amendments.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadVersion, type Proposal, type Version } from "../../store/questions.ts";
import { plain } from "../html.ts";
import { markChanges } from "../marks/marks.ts";
import { typed, type Visitor } from "../visitor.ts";
import { type AmendmentRow, amendmentRows, sayingOf, type Where } from "./amendments.ts";
import { changesOf, type Jumps, jumpsOf, type MarkedPart } from "./text-diff.ts";

type Shown = { readonly jumps: Jumps; readonly text: readonly MarkedPart[] };

/** The page on which a text is edited in place: what becomes of it is an amendment. */
export type AmendModel = {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  /** The proposal's path: forms are sent to what lies below. */
  readonly path: string;
  readonly csrf: string;
  readonly error: string | null;
  readonly text: string;
  readonly why: string;
  /** The version that the text in the form was made of. */
  readonly version: number;
  /** What somebody would change, marked in the text as it stands; null before they ask. */
  readonly preview: Shown | null;
  /** What changed in the text since they began. */
  readonly stale: (Shown & { readonly says: string }) | null;
  readonly isKept: boolean;
  readonly drafts: readonly AmendmentRow[];
};

/** Puts the page together; `isPreview`: what was typed is shown, and nothing was wrong with it. */
export async function amendModel(
  where: Where,
  assembly: Assembly,
  proposal: Proposal,
  visitor: Visitor,
  more: { readonly isPreview: boolean; readonly isKept: boolean },
): Promise<AmendModel> {
  const { ctx, tongue } = where;
  const current = await loadVersion(ctx.db, proposal.id);
  const text = typed(visitor, "amend", "text", current.text);
  const version = readVersion(typed(visitor, "amend", "version"), current);
  const drafts = await draftAmendments(ctx.db, proposal.id, visitor.me.actorId);
  const nobody = { support: new Map(), colliding: new Map(), hrefOf: () => "" };
  return {
    name: plain(assembly.name),
    title: plain(current.title),
    language: current.language,
    path: `/proposals/${proposal.id}`,
    csrf: visitor.csrf,
    error: more.isPreview ? null : (visitor.sent?.error ?? null),
    ...{ text, version },
    why: typed(visitor, "amend", "why"),
    preview: more.isPreview ? await previewOf(where, proposal, current, text, version) : null,
    stale:
      version < current.version && visitor.sent
        ? {
            ...shown(
              where,
              diff((await loadVersion(ctx.db, proposal.id, version)).text, current.text),
              "since",
            ),
            says: tongue.say("amend.stale-how", { from: version, to: current.version }),
          }
        : null,
    isKept: more.isKept,
    drafts: await amendmentRows(where, proposal, drafts, { ...nobody, text: current.text }),
  };
}

/** A version that a form names: one there is, or the newest. */
export function readVersion(text: string, { version }: Pick<Version, "version">): number {
  const named = /^\d{1,6}$/.test(text) ? Number(text) : version;
  return named >= 1 && named <= version ? named : version;
}

async function previewOf(
  where: Where,
  { id }: Proposal,
  current: Version,
  edited: string,
  version: number,
): Promise<Shown | null> {
  const edits = await placeWish(where.ctx.db, id, current, { wish: { edited }, version });
  return isRefusal(edits)
    ? null
    : shown(where, piecesOf(current.text, narrow(current.text, edits)), "change");
}

function shown(where: Where, pieces: ReturnType<typeof diff>, before: string): Shown {
  const marked = markChanges(pieces, sayingOf(where.tongue, before));
  return { jumps: jumpsOf(where, marked.count, before), text: changesOf(where, marked) };
}
