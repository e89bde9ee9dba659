import { type AboutPassage, listAboutPassages } from "../../store/passages.ts";
import type { Version } from "../../store/questions.ts";
import { loadContributions } from "../../store/talk.ts";
import type { Html } from "../html.ts";
import { type ShownBlock, showBlocks } from "../markdown.ts";
import type { Visitor } from "../visitor.ts";
import { type Talk, talkList } from "./talk.ts";
import { type TalkPlace, type TalkRow, talkRows } from "./talk-rows.ts";

/** What a proposal's page shows of what is said about it. */
export type Discussed = {
  /** Its text paragraph by paragraph with what is said about each; null where nothing is. */
  readonly discussed: readonly DiscussedBlock[] | null;
  readonly talk: Talk | null;
};

/** What is said about a proposal as its own page shows it: by passages of this version, and by threads. */
export async function discussedOn(
  where: Omit<TalkPlace, "version"> & { readonly visitor: Visitor | null },
  version: Version,
): Promise<Discussed> {
  const place = { ...where, version: version.version };
  return {
    discussed: await blocksOf(place, version),
    talk: await talkList(place, version.proposalId, where.visitor),
  };
}

/** A paragraph of a text, or another block of it, with what is said about a passage in it; null where nothing is. */
export type DiscussedBlock = {
  readonly html: Html;
  readonly about: {
    readonly title: string;
    readonly rows: readonly TalkRow[];
    /** Where all of it is read, where there is more than stands here. */
    readonly all: { readonly text: string; readonly href: string } | null;
  } | null;
};

/** So much is shown in place: of each block, in so many blocks; and so much is looked at at all. */
const most = { each: 3, blocks: 30, known: 10_000 };

/** A text paragraph by paragraph, each with what is said about it; null where nothing is said about any of them. */
async function blocksOf(where: TalkPlace, version: Version): Promise<DiscussedBlock[] | null> {
  const { ctx, tongue, path } = where;
  const { proposalId, text } = version;
  const stretch = { version: version.version, from: 0, to: text.length };
  const spoken = await listAboutPassages(ctx.db, proposalId, stretch, { limit: most.known });
  if (spoken.length === 0) return null;
  const blocks = showBlocks(text);
  const starts = startsOf(text);
  const of = groupByBlock(blocks, starts, spoken);
  const first = [...of.values()].slice(0, most.blocks).map((list) => list.slice(0, most.each));
  const all = await loadContributions(
    ctx.db,
    first.flat().map(({ id }) => id),
  );
  const placed = first.flat().flatMap(({ id }) => all.get(id) ?? []);
  const rows = await talkRows(
    { ...where, hider: null },
    placed.map((contribution) => ({ contribution, level: 0 })),
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return blocks.map((block) => {
    const list = of.get(block);
    if (!list) return { html: block.html, about: null };
    const n = list.length;
    const [from, to] = block.lines.map((line) => starts[line] ?? text.length);
    const href = tongue.to(`${path}/talk?about=${version.version}.${from}-${to}`);
    const here = list.slice(0, most.each).flatMap(({ id }) => rowOf.get(`r-${id}`) ?? []);
    return {
      html: block.html,
      about: {
        title: tongue.say("talk.passage", { n }),
        rows: here.map((row) => ({ ...row, about: null })),
        all: n > here.length ? { text: tongue.say("talk.passage-all", { n }), href } : null,
      },
    };
  });
}

/** Where each line of a text begins. */
const startsOf = (text: string): number[] => [
  0,
  ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1),
];

/** What is said, by the block in which the passage begins that it is said of. */
function groupByBlock(
  blocks: readonly ShownBlock[],
  starts: readonly number[],
  spoken: readonly AboutPassage[],
): Map<ShownBlock, AboutPassage[]> {
  const ends = blocks.map(({ lines: [, end] }) => starts[end] ?? Number.POSITIVE_INFINITY);
  const of = new Map<ShownBlock, AboutPassage[]>();
  for (const one of spoken) {
    const block = blocks[ends.findIndex((end) => one.from < end)] ?? blocks.at(-1);
    if (!block) continue;
    const list = of.get(block);
    if (list) list.push(one);
    else of.set(block, [one]);
  }
  return of;
}
