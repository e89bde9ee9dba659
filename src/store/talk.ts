import { type SQL, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import type { Reply } from "./replies.ts";
import { rowsOf } from "./rows.ts";
import { replies } from "./schema/index.ts";

/** Holds for a row of `reply` under this alias that everybody may read now. */
const isOpen = (of: string): SQL => {
  const row = sql.raw(of);
  return sql`${row}.is_public and ${row}.deleted_at is null and ${row}.html is not null and ${isShown(of)}`;
};

/**
 * Holds for a row of `reply` that is part of the discussion by itself. Words that came as an answer to the
 * proposal's question are shown there, or, where they are no member's, not at all; "agree" while there is no question
 * yet is talk like any other; suggestions have their own list. What stands below another is always talk.
 */
const isSaid = (of: string): SQL => {
  const row = sql.raw(of);
  return sql`(${isOpen(of)} and (${row}.root_id is not null or ${row}.command in ('none', 'ask', 'suggest', 'amend', 'vote')
    and (${row}.command <> 'vote' or ${row}.question_id is null)
    and not exists (select 1 from ballot_event b where b.note_id = ${row}.note_id)
    and not exists (select 1 from suggestion s where s.note_id = ${row}.note_id
      and s.actor_id = ${row}.actor_id and s.withdrawn_at is null)))`;
};

/** The same for a row under the alias `r`. */
export const isSaidRow = isSaid("r");

/** In which order threads are listed: the newest first, or those first in which the most people spoke. */
export type TalkOrder = "time" | "weight";

/** What a thread begins with; `people` is how many others spoke below it, `below` how often. */
export type Head = { readonly id: string; readonly people: number; readonly below: number };

/**
 * The threads about a proposal, a page at a time; `after` is the id of the one before. What is not part of the
 * discussion by itself, an answer to the question or words that are gone, begins a thread where somebody replied to it.
 */
export async function listThreads(
  db: Database,
  proposalId: string,
  page: { readonly order: TalkOrder; readonly limit: number; readonly after?: string | undefined },
): Promise<Head[]> {
  const by = page.order === "weight" ? sql.raw("people, received_at, id") : sql.raw("received_at, id");
  const ways =
    page.order === "weight" ? "people desc, received_at desc, id desc" : "received_at desc, id desc";
  const rows = rowsOf<{ id: string; people: string | number; below: string | number }>(
    await db.execute(sql`
      with beneath as (
        select c.root_id, count(*) as below, count(distinct c.actor_id) filter (where c.actor_id <> h.actor_id) as people
        from reply c join reply h on h.id = c.root_id
        where c.proposal_id = ${proposalId} and ${isOpen("c")} group by c.root_id),
      head as (
        select r.id, r.received_at, coalesce(b.people, 0) as people, coalesce(b.below, 0) as below
        from reply r left join beneath b on b.root_id = r.id
        where r.proposal_id = ${proposalId} and r.root_id is null and (b.root_id is not null or ${isSaidRow}))
      select id, people, below from head
      ${page.after ? sql`where (${by}) < (select ${by} from head where id = ${page.after})` : sql``}
      order by ${sql.raw(ways)} limit ${page.limit}`),
  );
  return rows.map(({ id, people, below }) => ({ id, people: Number(people), below: Number(below) }));
}

/** How often people have said something about a proposal that is shown with the discussion. */
export async function countTalk(db: Database, proposalId: string): Promise<number> {
  const rows = rowsOf<{ n: string | number }>(
    await db.execute(
      sql`select count(*) as n from reply r where r.proposal_id = ${proposalId} and ${isSaidRow}`,
    ),
  );
  return Number(rows[0]?.n ?? 0);
}

const idsIn = (ids: readonly string[]): SQL =>
  sql`(select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::text::json))`;

/** What stands first below each of some threads' beginnings, in the order of reading: so many each, so deep. */
export async function listFirstBelow(
  db: Database,
  roots: readonly string[],
  { each, deep }: { readonly each: number; readonly deep: number },
): Promise<string[]> {
  if (roots.length === 0 || each === 0) return [];
  const rows = rowsOf<{ id: string }>(
    await db.execute(sql`
      select c.id from reply h cross join lateral (
        select c.id, c.place from reply c
        where c.root_id = h.id and cardinality(c.place) <= ${deep} and ${isOpen("c")}
        order by c.place limit ${each}) c
      where h.id in ${idsIn(roots)} order by h.id, c.place`),
  );
  return rows.map(({ id }) => id);
}

/** Where a reply stands in its thread. */
type Placed = Pick<Reply, "id" | "rootId" | "place">;

const below = ({ id, rootId, place }: Placed): SQL =>
  rootId === null
    ? sql`c.root_id = ${id}`
    : sql`c.root_id = ${rootId} and cardinality(c.place) > ${place.length}
        and c.place[1:${sql.raw(String(place.length))}] = ${uuids(place)}`;

const uuids = (ids: readonly string[]): SQL => sql`${`{${ids.join(",")}}`}::text::uuid[]`;

/** What stands below a reply, in the order of reading, a page at a time; `deep` levels below it, and no further. */
export async function listBelow(
  db: Database,
  of: Placed,
  page: { readonly limit: number; readonly deep: number; readonly after?: string | undefined },
): Promise<string[]> {
  const rows = rowsOf<{ id: string }>(
    await db.execute(sql`
      select c.id from reply c where ${below(of)} and ${isOpen("c")}
        and cardinality(c.place) <= ${of.place.length + page.deep}
        ${page.after ? sql`and c.place > (select place from reply where id = ${page.after})` : sql``}
      order by c.place limit ${page.limit}`),
  );
  return rows.map(({ id }) => id);
}

/** How much stands below a reply in all; `people`: how many others said it. */
export async function countBelow(db: Database, of: Placed & Pick<Reply, "actorId">): Promise<Head> {
  const rows = rowsOf<{ n: string | number; people: string | number }>(
    await db.execute(sql`
      select count(*) as n, count(distinct c.actor_id) filter (where c.actor_id <> ${of.actorId}) as people
      from reply c where ${below(of)} and ${isOpen("c")}`),
  );
  return { id: of.id, below: Number(rows[0]?.n ?? 0), people: Number(rows[0]?.people ?? 0) };
}

/** How much stands below each of some replies of one thread that stand equally deep; nothing where nothing does. */
export async function countBelowEach(
  db: Database,
  rootId: string,
  ids: readonly string[],
  level: number,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const at = sql.raw(String(level));
  const rows = rowsOf<{ id: string; n: string | number }>(
    await db.execute(sql`
      select c.place[${at}] as id, count(*) as n from reply c
      where c.root_id = ${rootId} and cardinality(c.place) > ${at} and c.place[${at}] in ${idsIn(ids)} and ${isOpen("c")}
      group by 1`),
  );
  return new Map(rows.map(({ id, n }) => [id, Number(n)]));
}

/** A reply as it is shown: whether it is now, and, where it answers another, who wrote that and whether that is shown. */
export type Contribution = Reply & {
  readonly isOpen: boolean;
  /** It is part of the discussion by itself, whatever stands below it. */
  readonly isSaid: boolean;
  readonly isHidden: boolean;
  readonly parentId: string | null;
  readonly parentAuthor: string | null;
  readonly parentIsOpen: boolean;
};

/** Contributions by their ids, for as many as there are. */
export async function loadContributions(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, Contribution>> {
  if (ids.length === 0) return new Map();
  const ofParent = (what: SQL): SQL =>
    sql`(select ${what} from reply p where p.note_id = ${replies.inReplyTo} and p.proposal_id = ${replies.proposalId} limit 1)`;
  const rows = await db
    .select({
      reply: replies,
      isOpen: sql<boolean>`(${isOpen("reply")})`,
      isSaid: sql<boolean>`${isSaid("reply")}`,
      isHidden: sql<boolean>`(not ${isShown("reply")})`,
      parentId: sql<string | null>`${ofParent(sql`p.id`)}`,
      parentAuthor: sql<string | null>`${ofParent(sql`p.actor_id`)}`,
      parentIsOpen: sql<boolean>`coalesce(${ofParent(isOpen("p"))}, false)`,
    })
    .from(replies)
    .where(sql`${replies.id} in ${idsIn(ids)}`);
  return new Map(rows.map(({ reply, ...more }) => [reply.id, { ...reply, ...more }]));
}
