import { sql } from "drizzle-orm";
import { gap } from "../domain/erasure.ts";
import type { Database } from "./database.ts";
import { idList } from "./erase-names.ts";
import type { Erasing, Seat } from "./erasures.ts";
import { rowsOf } from "./rows.ts";

/** The ids of the notes that somebody wrote or voted by, as far as they are known here. */
export async function notesOf(db: Database, actorId: string): Promise<string[]> {
  const rows = rowsOf<{ note_id: string }>(
    await db.execute(sql`
      select note_id from reply where actor_id = ${actorId}
      union select b.note_id from ballot_event b join voter v on v.id = b.voter_id
        where v.actor_id = ${actorId} and b.note_id is not null
      union select note_id from objection where actor_id = ${actorId} and note_id is not null
      union select note_id from suggestion where actor_id = ${actorId} and note_id is not null
      union select note_id from hiding where actor_id = ${actorId}`),
  );
  return rows.map((row) => row.note_id);
}

/** Takes out what was somebody's own to say: replies, reasons, answers, statements, drafts, what would lift a block. */
export async function eraseWords(db: Database, { actorId, standIn }: Erasing): Promise<void> {
  const run = (query: ReturnType<typeof sql>) => db.execute(query);
  // what others said below theirs stays where it is: under nothing that anybody wrote
  await run(sql`update reply r set note_id = ${standIn}::text || '/' || r.id, actor_id = ${standIn}, deleted_at = now(),
    command = 'none', html = null, reason = null, recorded_reason = null, language = null, in_reply_to = null,
    quotes = null, about_version = null, about_from = null, about_to = null, updated_at = null, completes = false
    where r.actor_id = ${actorId} and exists (select 1 from reply c where c.actor_id <> ${actorId}
      and (c.root_id = r.id or c.root_id = r.root_id and c.place @> array[r.id]))`);
  await run(sql`delete from reply where actor_id = ${actorId}`);
  await run(sql`delete from tombstone where actor_id = ${actorId}`);
  await run(sql`update objection set change = null, note_id = null where actor_id = ${actorId}`);
  await run(sql`update objection set answer = ${gap} where answered_by = ${actorId} and answer is not null`);
  await run(sql`update proposal set statement = ${gap} where statement is not null
    and (act->>'who' = ${actorId} or act->>'target' = ${actorId})`);
  await run(sql`update leave_invitation set reasons = ${gap} where by = ${actorId}`);
  await run(sql`update leave_invitation set answer = ${gap} where answer is not null
    and membership_id in (select id from membership where actor_id = ${actorId})`);
  await run(sql`update hiding set reason = ${gap} where by = ${actorId}`);
  // what nobody else has seen goes whole; a text that was brought is the assembly's, why it was changed is not
  const unseen = sql`(select id from proposal where author = ${actorId} and deliberation_from is null)`;
  await run(sql`update version set title = ${gap}, text = ${gap}, fields = '{}', text_hash = ''
    where proposal_id in ${unseen}`);
  await run(sql`update proposal set title = ${gap}, act = null
    where author = ${actorId} and deliberation_from is null`);
  // an amendment that is no part of a text is its author's words alone; one that waits waits no longer
  await run(sql`update amendment set reason = null, note_id = null,
    replacements = case when state = 'accepted' then replacements else '[]' end,
    edits = case when state = 'accepted' then edits else '[]' end,
    state = case when state in ('open', 'draft') then 'withdrawn' else state end where actor_id = ${actorId}`);
  await run(sql`update amendment set answer = ${gap} where settled_by = ${actorId} and answer is not null`);
  await run(sql`delete from amendment_support where actor_id = ${actorId}`);
  await run(sql`update merge_draft set note = null where by = ${actorId}`);
  await run(sql`update version set reason = ${gap} where author = ${actorId} and reason is not null`);
  await run(
    sql`update proposal set act = jsonb_set(act, '{who}', to_jsonb(${standIn}::text)) where act->>'who' = ${actorId}`,
  );
  await run(sql`update proposal set act = jsonb_set(act, '{target}', to_jsonb(${standIn}::text))
    where act->>'target' = ${actorId}`);
}

/** Takes the name off ballots, rolls' voters and seats, and what opens their tags; the events and totals stay. */
export async function eraseSeats(db: Database, actorId: string, seats: readonly Seat[]): Promise<void> {
  const theirs = sql`(select id from voter where actor_id = ${actorId})`;
  await db.execute(sql`update question set revision = revision + 1
    where id in (select question_id from voter where actor_id = ${actorId})`);
  await db.execute(sql`update ballot_event set note_id = null, activity_id = null where voter_id in ${theirs}
    and (note_id is not null or activity_id is not null)`);
  await db.execute(sql`update voter set actor_id = null, salt = '' where actor_id = ${actorId}`);
  if (seats.length === 0) return;
  // who waited to be let in waits no longer
  await db.execute(sql`update membership set salt = '', language = null,
    state = case when state in ('asking', 'invited') then 'left' else state end
    where id in ${idList(seats.map(({ id }) => id))}`);
  await db.execute(sql`delete from vouch where membership_id in (
    select id from membership where actor_id = ${actorId} and state = 'left')`);
}

/**
 * Throws away what a server keeps of a person for itself: sessions, tokens, follows, requests, messages to them, what
 * is under way to them, reports of theirs, their account as it was fetched. `notes`: the ids of what they wrote.
 */
export async function eraseTraces(
  db: Database,
  { actorId, ids, names, sealed, standIn }: Erasing,
  notes: readonly string[],
  now: Date,
): Promise<void> {
  const theirs = sql`array(select jsonb_array_elements_text(${JSON.stringify(notes)}::jsonb))`;
  const at = sql`${now.toISOString()}::timestamptz`;
  const run = (query: ReturnType<typeof sql>) => db.execute(query);
  const alone = [
    "session",
    "api_token",
    "sign_in",
    "follower",
    "received_activity",
    "pending_request",
    "quote_permit",
  ];
  for (const table of alone) await run(sql`delete from ${sql.identifier(table)} where actor_id = ${actorId}`);
  await run(sql`delete from refusal_log where actor_id = ${actorId} or subject ~ ${ids}`);
  await run(sql`delete from flag where actor_id = ${actorId}`);
  await run(sql`update flag set objects = (select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements_text(objects) one
      where one !~ ${ids} and not one = any(${theirs}))
    where exists (select 1 from jsonb_array_elements_text(objects) one
      where one ~ ${ids} or one = any(${theirs}))`);
  await run(sql`delete from delivery where inbox in (select inbox from remote_actor where id = ${actorId})
    or inbox ~ ${ids} or split_part(subject, ' ', 2) ~ ${ids} or split_part(subject, ' ', 2) = any(${theirs})
    or subject in (select 'note:' || id from note where to_actor = ${actorId})`);
  await run(sql`delete from announcement where json ~* ${names} or split_part(subject, ' ', 2) = any(${theirs})
    or subject in (select 'note:' || id from note where to_actor = ${actorId})`);
  await run(sql`delete from note where to_actor = ${actorId}`);
  await run(sql`delete from key_value where key ~* ${names} or value::text ~* ${names}`);
  await run(sql`delete from pgboss.job where data::text ~* ${names} or output::text ~* ${names}`);
  await run(
    sql`update invitation set ended_at = ${at} where by = ${actorId} and used_at is null and ended_at is null`,
  );
  // a ban that runs keeps a seal that only this server can make out of the account's id, so that it holds still
  await run(sql`update ban set target = case when ended_at is null and (until is null or until > ${at})
    then ${sealed} else ${standIn} end where target = ${actorId}`);
  await run(sql`delete from remote_actor where id = ${actorId}`);
}
