import { mayDo, type Standing } from "../../domain/powers.ts";
import { amendmentBehind, listCoauthors } from "../../store/amendments.ts";
import { loadProposal, loadVersion, type Proposal, type Version } from "../../store/questions.ts";
import { bestAmendments } from "../../store/versions.ts";
import { bdi, type Html, link, safe } from "../html.ts";
import { type AmendmentRow, amendmentPath, amendmentRows, type Where } from "./amendments.ts";
import { peopleOf } from "./people-of.ts";
import { type VersionList, versionList } from "./versions.ts";

/** What a proposal's page says of how its text came about, and of what members would change in it. */
export type TextParts = {
  readonly by: Html;
  readonly versions: VersionList;
  /** The amendment to another proposal that this one was; null for one that was brought as it is. */
  readonly cameFrom: Html | null;
  /** Null where nobody has filed any and nobody can. */
  readonly amendments: {
    readonly open: string;
    readonly settled: string;
    readonly best: readonly AmendmentRow[];
    readonly desk: string;
    /** Where the visitor edits the text in place; null for who may not. */
    readonly amend: string | null;
  } | null;
};

/** So many co-authors are named; the others are counted. */
const mostNamed = 8;
const mostShown = 3;

/** Reads it all for one proposal, whose page shows that version. */
export async function textParts(
  where: Where,
  proposal: Proposal,
  version: Version,
  who: Standing | null,
): Promise<TextParts> {
  return {
    by: await sayBy(where, proposal, version),
    versions: await versionList(where, proposal),
    cameFrom: await sayOrigin(where, proposal.id),
    amendments: await amendmentsOf(where, proposal, who),
  };
}

async function sayBy(
  { ctx, tongue, addresses, clock }: Where,
  proposal: Proposal,
  version: Version,
): Promise<Html> {
  const at = clock.element(version.createdAt, clock.date(version.createdAt));
  const { author } = proposal;
  const coauthors = (await listCoauthors(ctx.db, proposal.id)).filter((one) => one !== author);
  const named = coauthors.length > mostNamed + 1 ? coauthors.slice(0, mostNamed) : coauthors;
  const people = await peopleOf({ ctx, tongue, addresses }, [...(author ? [author] : []), ...named]);
  const rest = coauthors.length - named.length;
  const others =
    rest > 0
      ? safe(
          `${named.map((one) => people.name(one).html).join(", ")}, ${tongue.rich("people.and-others", { n: rest }).html}`,
        )
      : people.names(named);
  if (author === null)
    return coauthors.length > 0
      ? tongue.rich("proposal.by-operator-with", { at, others })
      : tongue.rich("proposal.by-operator", { at });
  const who = safe(`${people.name(author).html} ${people.handle(author).html}`.trim());
  return coauthors.length > 0
    ? tongue.rich("proposal.by-with", { who, at, others })
    : tongue.rich("proposal.by", { who, at });
}

async function sayOrigin({ ctx, tongue }: Where, proposalId: string): Promise<Html | null> {
  const behind = await amendmentBehind(ctx.db, proposalId);
  const first = behind && (await loadProposal(ctx.db, behind.proposalId));
  if (!behind || !first) return null;
  return tongue.rich("amend.came-from", {
    amendment: link(
      tongue.to(amendmentPath(first.id, behind.number)),
      tongue.say("versions.amendment", { n: behind.number }),
    ),
    proposal: link(tongue.to(`/proposals/${first.id}`), bdi(first.title)),
  });
}

async function amendmentsOf(
  where: Where,
  proposal: Proposal,
  who: Standing | null,
): Promise<TextParts["amendments"]> {
  const { ctx, tongue } = where;
  const { open, settled, best } = await bestAmendments(ctx.db, proposal.id, mostShown);
  const isOpen = proposal.state === "deliberation" || proposal.state === "voting";
  if (open + settled === 0 && !isOpen) return null;
  const { text } = best.length > 0 ? await loadVersion(ctx.db, proposal.id) : { text: "" };
  const support = new Map(best.map((row) => [row.id, row.support]));
  const path = `/proposals/${proposal.id}`;
  const about = { text, support, colliding: new Map<number, number[]>(), hrefOf: () => "" };
  return {
    open: tongue.say("amend.open", { n: open }),
    settled: tongue.say("amend.settled-count", { n: settled }),
    best: await amendmentRows(where, proposal, best, about),
    desk: tongue.to(`${path}/amendments`),
    amend: isOpen && who !== null && mayDo("amend", who) === null ? tongue.to(`${path}/amend`) : null,
  };
}
