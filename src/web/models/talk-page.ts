import type { Context } from "../../context.ts";
import { isId } from "../../domain/addresses.ts";
import { safeAddress } from "../../domain/markup.ts";
import type { Standing } from "../../domain/powers.ts";
import { loadActors } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listAboutPassages, type Stretch } from "../../store/passages.ts";
import { loadVersion, type Proposal } from "../../store/questions.ts";
import { findReply } from "../../store/replies.ts";
import {
  type Contribution,
  countBelow,
  countBelowEach,
  countTalk,
  listBelow,
  listThreads,
  loadContributions,
  type TalkOrder,
} from "../../store/talk.ts";
import { makeClock } from "../clock.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import { personOf } from "../people.ts";
import type { Visitor } from "../visitor.ts";
import { hiderOf } from "./hiding.ts";
import { peopleSaid, placeThreads } from "./talk.ts";
import { type Placed, type TalkPlace, type TalkRow, talkRows, widest } from "./talk-rows.ts";

type Link = { readonly text: string; readonly href: string };

/** A page of a proposal's discussion: all of it by threads, one thread, or what is said of one part of the text. */
export type TalkPage = {
  readonly proposal: { readonly title: string; readonly href: string; readonly language: string };
  readonly title: string;
  /** The ways to sort, where it is sorted. */
  readonly orders: readonly (Link & { readonly isCurrent: boolean })[];
  readonly side: readonly string[];
  /** To what it is a part of, and to where it was written. */
  readonly ways: readonly (Link & { readonly isElsewhere: boolean })[];
  readonly rows: readonly TalkRow[];
  readonly first: string | null;
  readonly next: string | null;
};

/** Whose page it is, and who looks at it. */
export type TalkRoom = {
  readonly ctx: Context;
  readonly tongue: Tongue;
  readonly visitor: Visitor | null;
  readonly who: Standing | null;
};

/** Which part is asked for. */
export type AskedTalk = {
  readonly order: TalkOrder;
  readonly after: string | null;
  readonly about: Stretch | null;
};

const perPage = { threads: 50, each: 4, thread: 100 };

/** Reads what of a query says which part of a discussion is asked for; what makes no sense asks for the first. */
export function readAskedTalk(query: Record<string, unknown>): AskedTalk {
  const { sort, after, about } = query;
  const [, version, from, to] =
    /^(\d{1,6})\.(\d{1,7})-(\d{1,7})$/.exec(typeof about === "string" ? about : "") ?? [];
  return {
    order: sort === "weight" ? "weight" : "time",
    after: typeof after === "string" && isId(after) ? after : null,
    about: version ? { version: Number(version), from: Number(from), to: Number(to) } : null,
  };
}

/** The same as a query, from another place on. */
export function talkQuery({ order, about }: AskedTalk, after: string | null = null): string {
  const parts = [
    about ? `about=${about.version}.${about.from}-${about.to}` : "",
    order === "weight" ? "sort=weight" : "",
    after ? `after=${after}` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** All that was said about a proposal, thread by thread, or what is said of one part of its text. */
export async function talkPage(
  room: TalkRoom,
  assembly: Assembly,
  proposal: Proposal,
  asked: AskedTalk,
): Promise<TalkPage> {
  const { ctx, tongue } = room;
  const { where, common } = await begin(room, assembly, proposal);
  const path = `${where.path}/talk`;
  const n = await countTalk(ctx.db, proposal.id);
  const to = (query: string): string => tongue.to(path + query);
  const cursor = { after: asked.after ?? undefined };
  const page = asked.about
    ? await aboutPart(where, proposal.id, asked.about, cursor)
    : await threadsPart(where, proposal.id, asked.order, cursor);
  const orders = (["time", "weight"] as const).map((order) => ({
    text: tongue.say(`talk.by-${order}`),
    href: to(talkQuery({ ...asked, order })),
    isCurrent: order === asked.order,
  }));
  return {
    ...common,
    title: asked.about ? tongue.say("talk.of-passage") : tongue.say("talk.heading", { n }),
    orders: asked.about || n === 0 ? [] : orders,
    side: asked.about ? [] : ["side", "how", "weight"].map((name) => tongue.say(`talk.${name}`)),
    ways: asked.about ? [{ text: tongue.say("talk.all"), href: tongue.to(path), isElsewhere: false }] : [],
    rows: await talkRows(where, page.rows),
    first: asked.after ? to(talkQuery(asked)) : null,
    next: page.next ? to(talkQuery(asked, page.next)) : null,
  };
}

type Part = { readonly rows: readonly Placed[]; readonly next: string | null };
type Cursor = { readonly after: string | undefined };

async function threadsPart(
  where: TalkPlace,
  proposalId: string,
  order: TalkOrder,
  { after }: Cursor,
): Promise<Part> {
  const limit = perPage.threads + 1;
  const found = await listThreads(where.ctx.db, proposalId, { order, limit, after });
  const heads = found.slice(0, perPage.threads);
  return {
    rows: await placeThreads(where, heads, perPage.each),
    next: found.length > heads.length ? (heads.at(-1)?.id ?? null) : null,
  };
}

async function aboutPart(
  where: TalkPlace,
  proposalId: string,
  about: Stretch,
  { after }: Cursor,
): Promise<Part> {
  const found = await listAboutPassages(where.ctx.db, proposalId, about, {
    limit: perPage.threads + 1,
    after,
  });
  const ids = found.slice(0, perPage.threads).map(({ id }) => id);
  const all = await loadContributions(where.ctx.db, ids);
  return {
    rows: ids.flatMap((id) => all.get(id) ?? []).map((contribution) => ({ contribution, level: 0 })),
    next: found.length > ids.length ? (ids.at(-1) ?? null) : null,
  };
}

/**
 * One reply with what stands below it, `widest` levels deep, a page at a time. Null where there is no such reply, it
 * was not public, or neither it nor anything below it is part of the discussion.
 */
export async function threadPage(
  room: TalkRoom,
  assembly: Assembly,
  proposal: Proposal,
  id: string,
  after: string | null,
): Promise<TalkPage | null> {
  const { ctx, tongue } = room;
  const of = isId(id) ? await findReply(ctx.db, proposal.id, id) : null;
  if (!of?.isPublic) return null;
  const { below, people } = await countBelow(ctx.db, of);
  const { where, common } = await begin(room, assembly, proposal);
  const deep = widest;
  const found = await listBelow(ctx.db, of, { limit: perPage.thread + 1, deep, after: after ?? undefined });
  const ids = found.slice(0, perPage.thread);
  const all = await loadContributions(ctx.db, [of.id, ...ids]);
  const head = all.get(of.id);
  if (!head || (!head.isSaid && below === 0)) return null;
  const shown = ids.flatMap((one) => all.get(one) ?? []);
  const deepest = of.place.length + deep;
  const rest = await countBelowEach(
    ctx.db,
    of.rootId ?? of.id,
    shown.filter((one) => one.place.length === deepest).map((one) => one.id),
    deepest,
  );
  const path = `${where.path}/talk`;
  const here = `${path}/${of.id}`;
  const moreOf = (one: Contribution): TalkRow["more"] => {
    const n = one.place.length === deepest ? (rest.get(one.id) ?? 0) : 0;
    return n > 0 ? { text: tongue.say("talk.replies", { n }), href: tongue.to(`${path}/${one.id}`) } : null;
  };
  const rows: Placed[] = [
    { contribution: head, level: 0, people: peopleSaid(tongue, people), isWhole: true },
    ...shown.map((contribution) => ({
      ...{ contribution, level: contribution.place.length - of.place.length },
      more: moreOf(contribution),
    })),
  ];
  const way = (name: string, to: string) => ({
    ...{ text: tongue.say(`talk.${name}`), href: tongue.to(path + to), isElsewhere: false },
  });
  const address = head.isOpen ? safeAddress(of.noteId) : null;
  const isElsewhere = address !== null && !address.startsWith(`${ctx.env.origin}/`);
  const original = isElsewhere ? [{ text: tongue.say("talk.original"), href: address, isElsewhere }] : [];
  const author = personOf(tongue, of.actorId, await loadActors(ctx.db, [of.actorId]));
  return {
    ...common,
    title: tongue.say("talk.of", { who: author.name }),
    orders: [],
    side: [],
    ways: [...(of.rootId ? [way("whole-thread", `/${of.rootId}`)] : []), way("all", ""), ...original],
    rows: await talkRows(where, rows),
    first: after ? tongue.to(here) : null,
    next: found.length > ids.length ? tongue.to(`${here}?after=${ids.at(-1)}`) : null,
  };
}

/** What all such pages need to know of the proposal. */
async function begin({ ctx, tongue, visitor, who }: TalkRoom, assembly: Assembly, proposal: Proposal) {
  const version = await loadVersion(ctx.db, proposal.id);
  const path = `/proposals/${proposal.id}`;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const hider = hiderOf(visitor, who, path, "");
  const where: TalkPlace = { ctx, tongue, clock, path, version: version.version, hider };
  const title = { title: plain(version.title), href: tongue.to(path), language: version.language };
  return { where, common: { proposal: title } };
}
