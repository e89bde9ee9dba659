import type { Assembly } from "../../store/assemblies.ts";
import { listQuestionsOf } from "../../store/proposals.ts";
import type { Proposal, Question } from "../../store/questions.ts";
import { belongingsOf, type VersionHead, versionHeads } from "../../store/versions.ts";
import { type Html, link, plain } from "../html.ts";
import { listed } from "../listed.ts";
import { amendmentPath, type Where } from "./amendments.ts";
import { type People, peopleOf } from "./people-of.ts";

/** One text that a proposal has had, in a list. */
export type VersionRow = {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly isNewest: boolean;
  readonly by: Html;
  readonly reason: string | null;
  /** Whose amendments went into it; null where none did. */
  readonly takes: Html | null;
  /** What else there is about it: the votes on it, how many answers and concerns. */
  readonly belongs: readonly Html[];
  /** What differs from the one before; null for the first. */
  readonly changed: { readonly href: string; readonly text: string } | null;
};

/** The texts that a proposal has had, in short, as its own page lists them. */
export type VersionList = {
  readonly rows: readonly VersionRow[];
  readonly all: { readonly href: string; readonly text: string };
};

/** The page of every text that a proposal has had. */
export type VersionsModel = {
  readonly name: string;
  readonly proposal: { readonly title: string; readonly href: string; readonly language: string };
  readonly count: string;
  readonly rows: readonly VersionRow[];
  /** Where any two are compared; null while there is one only. */
  readonly compare: { readonly action: string; readonly lang: string | null; readonly from: number } | null;
};

const inShort = 5;
const everything = 100_000;

/** The address of what differs between two versions. */
export const diffPath = (proposalId: string, from: number, to: number): string =>
  `/proposals/${proposalId}/versions/${from}...${to}`;

/** The newest few texts of a proposal. */
export async function versionList(where: Where, { id }: Proposal): Promise<VersionList> {
  const { ctx, tongue } = where;
  const heads = await versionHeads(ctx.db, id, inShort);
  const newest = heads[0]?.version ?? 1;
  return {
    rows: await rowsOf(where, id, heads),
    all: {
      href: tongue.to(`/proposals/${id}/versions`),
      text: tongue.say("versions.all", { n: newest }),
    },
  };
}

/** Puts the page of all versions together. */
export async function versionsModel(
  where: Where,
  assembly: Assembly,
  proposal: Proposal,
  language: string,
): Promise<VersionsModel> {
  const { ctx, tongue } = where;
  const { id } = proposal;
  const heads = await versionHeads(ctx.db, id, everything);
  const [belongings, questions] = await Promise.all([belongingsOf(ctx.db, id), listQuestionsOf(ctx.db, id)]);
  const rows = await rowsOf(where, id, heads);
  return {
    name: plain(assembly.name),
    proposal: { title: plain(proposal.title), href: tongue.to(`/proposals/${id}`), language },
    count: tongue.say("versions.count", { n: heads.length }),
    rows: rows.map((row) => {
      const { ballots = 0, concerns = 0 } = belongings.get(row.number) ?? {};
      const counts = [
        ...(ballots > 0 ? [tongue.say("versions.ballots", { n: ballots })] : []),
        ...(concerns > 0 ? [tongue.say("versions.concerns", { n: concerns })] : []),
      ];
      return {
        ...row,
        belongs: [
          ...questions.filter(({ version }) => version === row.number).map((one) => sayVote(where, one)),
          ...(counts.length > 0 ? [tongue.rich("versions.belongs", { list: tongue.list(counts) })] : []),
        ],
      };
    }),
    compare:
      heads.length > 1
        ? {
            action: `/proposals/${id}/versions`,
            lang: tongue.to("/").includes("lang=") ? tongue.language : null,
            from: heads.length - 1,
          }
        : null,
  };
}

/** When a text was voted on, and what came of it. */
function sayVote({ tongue, clock }: Where, { opensAt, closedAt, outcome }: Question): Html {
  const voted = tongue.rich("versions.voted", {
    isOpen: closedAt ? "no" : "yes",
    at: clock.element(opensAt, clock.date(opensAt)),
  });
  if (!closedAt) return voted;
  const how = outcome ? tongue.phrase(`outcomes.${outcome}`) : tongue.say("versions.replaced");
  return tongue.rich("versions.voted-as", { voted, outcome: how });
}

async function rowsOf(
  where: Where,
  proposalId: string,
  heads: readonly VersionHead[],
): Promise<VersionRow[]> {
  const { tongue, clock } = where;
  const people = await peopleOf(
    where,
    heads.flatMap(({ author, amendments }) => [
      ...(author ? [author] : []),
      ...amendments.map(({ actorId }) => actorId),
    ]),
  );
  return heads.map((head, index) => {
    const { version, author, createdAt } = head;
    const at = clock.element(createdAt, clock.date(createdAt));
    return {
      number: version,
      id: `version-${version}`,
      name: tongue.say("versions.name", { n: version }),
      href: tongue.to(`/proposals/${proposalId}/versions/${version}`),
      isNewest: index === 0,
      by:
        author === null
          ? tongue.rich("versions.by-operator", { at })
          : tongue.rich("versions.by", { at, who: people.name(author) }),
      reason: head.reason,
      takes: sayTaken(where, proposalId, head, people),
      belongs: [],
      changed:
        version > 1
          ? {
              href: tongue.to(diffPath(proposalId, version - 1, version)),
              text: tongue.say("versions.changed", { n: version - 1 }),
            }
          : null,
    };
  });
}

function sayTaken(
  { tongue }: Where,
  proposalId: string,
  { amendments }: VersionHead,
  people: People,
): Html | null {
  if (amendments.length === 0) return null;
  const items = amendments.map(({ number, actorId }) =>
    tongue.rich("versions.amendment-by", {
      amendment: link(
        tongue.to(amendmentPath(proposalId, number)),
        tongue.say("versions.amendment", { n: number }),
      ),
      who: people.name(actorId),
    }),
  );
  return tongue.rich("versions.takes-in", { n: items.length, list: listed(tongue, items) });
}
