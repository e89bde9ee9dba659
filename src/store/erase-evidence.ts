import { type SQL, sql } from "drizzle-orm";
import { gap } from "../domain/erasure.ts";
import type { Database } from "./database.ts";
import { idList } from "./erase-names.ts";
import type { Erasing } from "./erasures.ts";
import { rowsOf } from "./rows.ts";

/** Where a text in UTF-8 stands in bytes; JSON may write its slashes in two ways. */
const stands = (column: SQL, needles: readonly string[]): SQL =>
  sql.join(
    [...new Set(needles.flatMap((needle) => [needle, needle.replaceAll("/", "\\/")]))].map(
      (needle) => sql`position(convert_to(${needle}, 'UTF8') in ${column}) > 0`,
    ),
    sql` or `,
  );

/**
 * Empties the requests that somebody's acts came with, and those of others in which they are named: the rows stay, as
 * entries refer to them, and open nothing any more. Throws away the documents of their account. `needles`: what is
 * looked for in bytes; `isNamed`: whether it is them, and not a longer name. Answers the ids of others' requests.
 */
export async function eraseEvidence(
  db: Database,
  { actorId, ids }: Erasing,
  needles: readonly string[],
  isNamed: (text: string) => boolean,
): Promise<string[]> {
  const own = sql`(select b.evidence_id from ballot_event b join voter v on v.id = b.voter_id
    where v.actor_id = ${actorId} and b.evidence_id is not null)`;
  const empty = sql`update evidence set method = '', target = '', headers = '[]', body = '', actor_document = '',
    key_id = '', salt = ''`;
  await db.execute(sql`${empty} where id in ${own} or key_id ~ ${ids}`);
  const found = async (table: "evidence" | "actor_document", key: string): Promise<string[]> =>
    rowsOf<{ key: string; body: Uint8Array }>(
      await db.execute(sql`
        select ${sql.identifier(key)} as key, body from ${sql.identifier(table)}
        where ${stands(sql`body`, needles)}`),
    )
      .filter(({ body }) => isNamed(Buffer.from(body).toString("utf8").replaceAll("\\/", "/")))
      .map((row) => row.key);
  const others = await found("evidence", "id");
  if (others.length > 0) await db.execute(sql`${empty} where id in ${idList(others)}`);
  for (const hash of await found("actor_document", "hash")) {
    await db.execute(sql`delete from actor_document where hash = ${hash}`);
    // somebody else whose profile names them is fetched anew before anything of theirs is believed
    await db.execute(sql`update remote_actor set fetched_at = to_timestamp(0) where document_hash = ${hash}`);
  }
  return others;
}

/** The events of the public log that name somebody: as who did it, whom it is about, or in its words. */
export async function eventsNaming(
  db: Database,
  { ids, names, bareNames, actorId }: Erasing,
  notes: readonly string[],
): Promise<string[]> {
  const rows = rowsOf<{ id: string }>(
    await db.execute(sql`
      select id from public_event where by ~ ${ids} or subject ~ ${ids} or detail::text ~* ${names}
        or subject in (select jsonb_array_elements_text(${JSON.stringify(notes)}::jsonb))
        or (proposal_id in (select id from proposal where act->>'who' = ${actorId} or act->>'target' = ${actorId})
          and detail::text ~* ${bareNames})`),
  );
  return rows.map(({ id }) => id);
}

/** Takes somebody out of events of the public log: what was done stays; what they gave as a reason goes. */
export async function eraseEvents(
  db: Database,
  { standIn, ids, bareNames, actorId }: Erasing,
  events: readonly string[],
  notes: readonly string[],
): Promise<void> {
  if (events.length === 0) return;
  const among = sql`id in ${idList(events)}`;
  const theirNotes = sql`(select jsonb_array_elements_text(${JSON.stringify(notes)}::jsonb))`;
  await db.execute(sql`
    update public_event set salt = '',
      subject = case when subject ~ ${ids} or subject in ${theirNotes} then ${standIn} else subject end,
      by = case when by ~ ${ids} then ${standIn} else by end,
      detail = (case when by = ${actorId} and detail ? 'reason'
        then jsonb_set(detail, '{reason}', to_jsonb(${gap}::text)) else detail end)
    where ${among}`);
  await db.execute(sql`
    update public_event set detail = jsonb_set(detail, '{author}', to_jsonb(${standIn}::text))
    where ${among} and detail->>'author' ~ ${ids}`);
  await db.execute(sql`
    update public_event set detail = regexp_replace(detail::text, ${bareNames}, ${gap}, 'gi')::jsonb
    where ${among} and detail::text ~* ${bareNames}`);
}

/**
 * How many entries of each assembly's ledger open no more, once the seats, ballots, events and requests are erased;
 * to be asked before. Of sympathisers nothing was ever open.
 */
export async function countOpenings(
  db: Database,
  actorId: string,
  events: readonly string[],
  evidence: readonly string[],
): Promise<Map<string, number>> {
  const rows = rowsOf<{ assembly_id: string; n: number }>(
    await db.execute(sql`
      select e.assembly_id, count(*)::int as n from ledger_entry e
      where e.about_id in (select id from membership where actor_id = ${actorId}
        union all select id from voter where actor_id = ${actorId} and membership_id is not null)
        or e.about_id in ${events.length > 0 ? idList(events) : sql`(null)`}
        or e.evidence_id in ${evidence.length > 0 ? idList(evidence) : sql`(null)`}
      group by e.assembly_id`),
  );
  return new Map(rows.map((row) => [row.assembly_id, row.n]));
}
