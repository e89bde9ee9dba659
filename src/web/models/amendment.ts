import { type AmendmentState, maySettle } from "../../domain/amendment.ts";
import { type Deed, mayDo, type Standing } from "../../domain/powers.ts";
import { piecesOf } from "../../domain/wording/diff.ts";
import { collide, narrow } from "../../domain/wording/edits.ts";
import { type Amendment, listAmendments, supportersOfOne } from "../../store/amendments.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadProposal, loadVersion, type Proposal } from "../../store/questions.ts";
import { bdi, type Html, link, paragraphsOf, plain } from "../html.ts";
import { markChanges } from "../marks/marks.ts";
import { typed, type Visitor } from "../visitor.ts";
import { amendmentPath, sayCollision, sayingOf, type Where } from "./amendments.ts";
import { mergingNow } from "./merging-now.ts";
import { areOf, type Passage, passagesOf } from "./passages.ts";
import { type People, peopleOf } from "./people-of.ts";

/** What somebody signed in may do with an amendment; null or false for what they may not. */
export type AmendmentActs = {
  readonly support: "begin" | "end" | null;
  readonly file: boolean;
  readonly withdraw: boolean;
  /** The title that it would have as a proposal of its own. */
  readonly promote: string | null;
  /** The words of the button, and why it cannot be done now. */
  readonly accept: { readonly text: string; readonly says: string | null; readonly mayBe: boolean } | null;
  /** What stands in the field for the reason. */
  readonly reject: string | null;
};

/** The page of one amendment. */
export type AmendmentModel = {
  readonly name: string;
  readonly heading: string;
  readonly proposal: { readonly title: string; readonly href: string };
  readonly desk: string;
  readonly state: AmendmentState;
  readonly word: string;
  readonly language: string;
  readonly filed: Html;
  /** How it came to its state, in a sentence, with the answer where there is one. */
  readonly howCome: Html | null;
  readonly answer: Html | null;
  readonly reason: Html | null;
  /** The paragraphs that it touches, marked; null in between stands for what is left out. */
  readonly context: readonly (Html | null)[] | null;
  readonly contextSide: string;
  /** Its words without what stands around them, where that text is not there any more. */
  readonly passages: readonly Passage[];
  /** How many stand behind it; null where nobody did before it was settled. */
  readonly support: string | null;
  readonly supporters: Html | null;
  readonly collides: Html | null;
  readonly path: string;
  readonly csrf: string | null;
  readonly refused: { readonly error: string; readonly form: string } | null;
  readonly acts: AmendmentActs | null;
};

/** Puts the page together. `who`: how the visitor stands before it. */
export async function amendmentModel(
  where: Where,
  { assembly, proposal, amendment }: { assembly: Assembly; proposal: Proposal; amendment: Amendment },
  who: Standing | null,
  visitor: Visitor | null,
): Promise<AmendmentModel> {
  const { ctx, tongue, clock } = where;
  const { number, state, atVersion } = amendment;
  const open = state === "open" ? await listAmendments(ctx.db, proposal.id, "open") : [];
  const supporters = await supportersOfOne(ctx.db, amendment.id);
  const touching = open
    .filter(({ id, edits }) => id !== amendment.id && collide(edits, amendment.edits))
    .map((other) => other.number);
  const people = await peopleOf(where, [
    amendment.actorId,
    ...(amendment.settledBy ? [amendment.settledBy] : []),
    ...supporters,
  ]);
  const { text } = await loadVersion(ctx.db, proposal.id, atVersion);
  const isThere = areOf(text, amendment.edits, amendment.replacements);
  const at = amendment.openedAt ?? amendment.createdAt;
  const hrefOf = (other: number): string => tongue.to(amendmentPath(proposal.id, other));
  return {
    name: plain(assembly.name),
    heading: tongue.say("amend.name", { n: number }),
    proposal: { title: plain(proposal.title), href: tongue.to(`/proposals/${proposal.id}`) },
    desk: tongue.to(`/proposals/${proposal.id}/amendments`),
    ...{ state, word: tongue.say(`amend.states.${state}`), language: amendment.language },
    filed: tongue.rich(state === "draft" ? "amend.drafted" : "amend.filed", {
      who: people.name(amendment.actorId),
      at: clock.element(at, clock.date(at)),
      n: amendment.onVersion,
    }),
    howCome: await sayHowCome(where, proposal, amendment, people),
    answer: amendment.answer ? paragraphsOf(amendment.answer) : null,
    reason: amendment.reason ? paragraphsOf(amendment.reason) : null,
    context: isThere ? contextOf(where, text, amendment) : null,
    contextSide: tongue.say("amend.context-side", { n: atVersion }),
    passages: isThere ? [] : passagesOf(text, amendment.edits, amendment.replacements),
    support:
      state === "open" || supporters.length > 0
        ? tongue.say("amend.support", { n: supporters.length })
        : null,
    supporters: supporters.length > 0 ? people.names(supporters) : null,
    collides: sayCollision(tongue, touching, hrefOf),
    path: amendmentPath(proposal.id, number),
    csrf: visitor?.csrf ?? null,
    refused: visitor?.sent ?? null,
    acts: visitor && who ? await actsOf(where, proposal, amendment, who, visitor, supporters) : null,
  };
}

/** The paragraphs that change, each with its marks; what lies between is left out. */
function contextOf({ tongue }: Where, text: string, { edits }: Amendment): (Html | null)[] {
  const { stretches } = markChanges(piecesOf(text, narrow(text, edits)), sayingOf(tongue), 3);
  return stretches.flatMap(({ html, changes }, index) => {
    if (changes.length > 0) return [html];
    const isGap = index === 0 || (stretches[index - 1]?.changes.length ?? 0) > 0;
    return isGap ? [null] : [];
  });
}

async function sayHowCome(
  { ctx, tongue, clock }: Where,
  proposal: Proposal,
  { state, settledAt, settledBy, settledVersion, promotedId }: Amendment,
  people: People,
): Promise<Html | null> {
  if (state === "open") return null;
  const at = settledAt ? clock.element(settledAt, clock.date(settledAt)) : "";
  const who =
    settledBy === null || settledBy === "operator" ? tongue.say("amend.operator") : people.name(settledBy);
  const promoted = promotedId ? await loadProposal(ctx.db, promotedId) : null;
  const version = settledVersion ?? 0;
  return tongue.rich(`amend.how-come.${state}`, {
    ...{ at, who },
    version: link(tongue.to(`/proposals/${proposal.id}/versions/${version}`), tongue.number(version)),
    proposal: promoted ? link(tongue.to(`/proposals/${promoted.id}`), bdi(promoted.title)) : "",
  });
}

async function actsOf(
  where: Where,
  proposal: Proposal,
  { state, actorId }: Amendment,
  who: Standing,
  visitor: Visitor,
  supporters: readonly string[],
): Promise<AmendmentActs | null> {
  const { tongue } = where;
  const may = (deed: Deed): boolean => mayDo(deed, who) === null;
  const merging =
    may("accept-amendment") && maySettle(state, "accept") ? await mergingNow(where, proposal) : null;
  const { version, title } = await loadVersion(where.ctx.db, proposal.id);
  const isOpen = state === "open";
  const acts: AmendmentActs = {
    support:
      isOpen && may("support-amendment") ? (supporters.includes(visitor.me.actorId) ? "end" : "begin") : null,
    file: maySettle(state, "file") && may("amend") && actorId === visitor.me.actorId,
    withdraw: maySettle(state, "withdraw") && may("withdraw-amendment"),
    promote:
      maySettle(state, "promote") && may("promote-amendment")
        ? typed(visitor, "promote", "title", title)
        : null,
    accept: merging && {
      text: tongue.say("amend.do-accept", { n: version + 1 }),
      ...merging,
    },
    reject: maySettle(state, "reject") && may("reject-amendment") ? typed(visitor, "reject", "reason") : null,
  };
  return Object.values(acts).some((act) => act !== null && act !== false) ? acts : null;
}
