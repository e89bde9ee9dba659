import { type SQL, sql } from "drizzle-orm";
import { gap } from "../domain/erasure.ts";
import type { Database } from "./database.ts";
import { erasable } from "./erase-columns.ts";
import type { Erasing } from "./erasures.ts";
import { rowsOf } from "./rows.ts";

/** Ids of rows of ours as a list in SQL; not of none. */
export const idList = (ids: readonly string[]): SQL =>
  sql`(${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;

const cut = (column: SQL, pattern: string, left: string): SQL =>
  sql`regexp_replace(${column}, ${pattern}, ${left}, 'gi')`;

/**
 * Puts the stand-in in the place of somebody's id wherever an account's stands, and takes their name out of texts,
 * whoever wrote them (`erase-columns.ts`). `notes`: the ids of what they wrote, which link to them.
 */
export async function eraseNames(db: Database, who: Erasing, notes: readonly string[]): Promise<void> {
  const { ids, names, standIn } = who;
  const theirs = sql`array(select jsonb_array_elements_text(${JSON.stringify(notes)}::jsonb))`;
  for (const [table, { ids: people = [], links = [], words = [], json = [] }] of Object.entries(erasable)) {
    const set: SQL[] = [];
    const where: SQL[] = [];
    for (const [columns, left] of [
      [people, sql`${standIn}::text`],
      [links, sql`null`],
    ] as const)
      for (const name of columns) {
        const column = sql.identifier(name);
        const isTheirs = sql`(${column} ~ ${ids} or ${column} = any(${theirs}))`;
        set.push(sql`${column} = case when ${isTheirs} then ${left} else ${column} end`);
        where.push(isTheirs);
      }
    for (const [columns, type] of [
      [words, "text"],
      [json, "jsonb"],
    ] as const)
      for (const name of columns) {
        const column = sql.identifier(name);
        set.push(sql`${column} = ${cut(sql`${column}::text`, names, gap)}::${sql.raw(type)}`);
        where.push(sql`${column}::text ~* ${names}`);
      }
    if (set.length > 0)
      await db.execute(
        sql`update ${sql.identifier(table)} set ${sql.join(set, sql`, `)} where ${sql.join(where, sql` or `)}`,
      );
  }
}

/**
 * Takes also the bare name out of what is about somebody: the proposals that do something to them, what was said of
 * these, and why they were banned. To be called before their id goes.
 */
export async function eraseBareNames(db: Database, { actorId, bareNames }: Erasing): Promise<void> {
  const about = sql`(select id from proposal where act->>'who' = ${actorId} or act->>'target' = ${actorId})`;
  const change = (table: string, columns: readonly string[], where: SQL, type = "text") =>
    db.execute(
      sql`update ${sql.identifier(table)} set ${sql.join(
        columns.map((name) => {
          const column = sql.identifier(name);
          return sql`${column} = ${cut(sql`${column}::text`, bareNames, gap)}::${sql.raw(type)}`;
        }),
        sql`, `,
      )} where ${where}`,
    );
  // what is sent of a question is made anew from what it says now
  await db.execute(sql`delete from announcement where json ~* ${bareNames} and subject in (
    select 'question:' || id from question where proposal_id in ${about}
    union select 'note:' || id from note where proposal_id in ${about})`);
  await db.execute(sql`update question set revision = revision + 1 where proposal_id in ${about}`);
  await change("version", ["title", "text", "reason"], sql`proposal_id in ${about}`);
  await change("version", ["fields"], sql`proposal_id in ${about}`, "jsonb");
  await change("proposal", ["title", "statement"], sql`id in ${about}`);
  await change("ban", ["reason"], sql`target = ${actorId}`);
  const seats = sql`(select id from membership where actor_id = ${actorId})`;
  await change("leave_invitation", ["reasons"], sql`membership_id in ${seats}`);
}

/** A note of ours that has other words now; null `toActor`: everybody was told it. */
export type Renoted = {
  readonly id: string;
  readonly toActor: string | null;
};

/**
 * Takes somebody's name out of what assemblies said, and their words where these were passed on; answers which notes
 * have other words now.
 */
export async function eraseFromNotes(db: Database, who: Erasing, at: Date): Promise<Renoted[]> {
  const { actorId, names, bareNames } = who;
  const rows = rowsOf<{ id: string; to_actor: string | null }>(
    await db.execute(sql`
      with about as (select id from proposal where act->>'who' = ${actorId} or act->>'target' = ${actorId}),
      asked as (select id::text from objection where answered_by = ${actorId}
        union all select id::text from leave_invitation where by = ${actorId}),
      found as (select n.id, n.kind = 'statement' and n.proposal_id in (select id from about)
            or coalesce(n.asks->>'objectionId', n.asks->>'invitationId') in (select id from asked)
            or n.says = 'amendment-rejected' and n.asks->>'amendmentId' in (
              select id::text from amendment where settled_by = ${actorId}) as is_theirs,
          case when n.proposal_id in (select id from about) then ${bareNames}::text else ${names}::text end as pattern
        from note n where n.to_actor is distinct from ${actorId}),
      unsigned as (delete from announcement where subject in (select 'note:' || id from found where is_theirs))
      update note set revision = revision + 1, updated_at = ${at.toISOString()}::timestamptz,
        html = case when f.is_theirs then ${`<p>${gap}</p>`} else regexp_replace(html, f.pattern, ${gap}, 'gi') end
      from found f where f.id = note.id and (f.is_theirs or html ~* f.pattern)
      returning note.id, note.to_actor`),
  );
  return rows.map(({ id, to_actor }) => ({ id, toActor: to_actor }));
}
