import { loadReply } from "../../store/replies.ts";
import {
  type Contribution,
  countTalk,
  type Head,
  listFirstBelow,
  listThreads,
  loadContributions,
} from "../../store/talk.ts";
import type { Visitor } from "../visitor.ts";
import { type Placed, type TalkPlace, type TalkRow, talkRows, widest } from "./talk-rows.ts";

/** The discussion on a proposal's page: its newest threads, with what was said first in each. */
export type Talk = {
  readonly title: string;
  readonly rows: readonly TalkRow[];
  /** Where all of it is read. */
  readonly all: string;
};

const onPage = { threads: 10, each: 2 };

/** What was said about a proposal, as far as its own page shows it; null where nothing was. */
export async function talkList(
  where: TalkPlace,
  proposalId: string,
  visitor: Visitor | null,
): Promise<Talk | null> {
  const { ctx, tongue, path } = where;
  const n = await countTalk(ctx.db, proposalId);
  if (n === 0) return null;
  const heads = await listThreads(ctx.db, proposalId, { order: "time", limit: onPage.threads });
  const threads = await placeThreads(where, heads, onPage.each);
  const refused = await refusedOne(where, proposalId, visitor, threads);
  return {
    title: tongue.say("talk.title", { n }),
    rows: await talkRows(where, [...refused, ...threads]),
    all: tongue.to(`${path}/talk`),
  };
}

/** What somebody wanted to hide, and was refused, where it would not be on the page: it is to say why beside it. */
async function refusedOne(
  { ctx }: TalkPlace,
  proposalId: string,
  visitor: Visitor | null,
  shown: readonly Placed[],
): Promise<Placed[]> {
  const { form, fields } = visitor?.sent ?? {};
  if (!form?.startsWith("hide-talk-") || !fields?.noteId || !fields.author) return [];
  const reply = await loadReply(ctx.db, fields.noteId, fields.author);
  if (reply?.proposalId !== proposalId || shown.some(({ contribution }) => contribution.id === reply.id))
    return [];
  const contribution = (await loadContributions(ctx.db, [reply.id])).get(reply.id);
  return contribution?.isOpen ? [{ contribution, level: 0 }] : [];
}

/** Threads as lists show them: what each begins with, what was said first below it, and where the rest is read. */
export async function placeThreads(
  { ctx, tongue, path }: TalkPlace,
  heads: readonly Head[],
  each: number,
): Promise<Placed[]> {
  const roots = heads.map(({ id }) => id);
  const belowIds = await listFirstBelow(ctx.db, roots, { each, deep: widest });
  const all = await loadContributions(ctx.db, [...roots, ...belowIds]);
  const below = Map.groupBy(
    belowIds.flatMap((id) => all.get(id) ?? []),
    ({ rootId }) => rootId,
  );
  return heads.flatMap(({ id, people, below: count }) => {
    const head = all.get(id);
    if (!head) return [];
    const shown = below.get(id) ?? [];
    const n = count - shown.length;
    const more =
      n > 0 ? { text: tongue.say("talk.replies", { n }), href: tongue.to(`${path}/talk/${id}`) } : null;
    const rows = [{ contribution: head, level: 0, people: peopleSaid(tongue, people) }, ...shown.map(place)];
    // what is left of a thread is said behind the last of it
    return rows.map((row, at) => (at === rows.length - 1 ? { ...row, more } : row));
  });
}

const place = (contribution: Contribution): Placed => ({
  contribution,
  level: Math.min(widest, contribution.place.length),
});

/** How many others replied below something; null for nobody. */
export const peopleSaid = ({ say }: TalkPlace["tongue"], people: number): string | null =>
  people > 0 ? say("talk.people", { n: people }) : null;
