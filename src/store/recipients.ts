import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** Where something is to be sent. */
export type Inbox = { readonly inbox: string };

/** The inboxes of an assembly's followers, one a server where servers share one. */
export async function followerInboxes(db: Database, assemblyId: string): Promise<Inbox[]> {
  return rowsOf<Inbox>(
    await db.execute(sql`
      select distinct coalesce(a.shared_inbox, a.inbox) as inbox from follower f
      join remote_actor a on a.id = f.actor_id
      where f.assembly_id = ${assemblyId} and not f.blocked and a.gone_at is null`),
  );
}

/** The inboxes of everybody on the roll who voted, except of those who blocked the assembly. */
export async function voterInboxes(db: Database, questionId: string): Promise<Inbox[]> {
  return rowsOf<Inbox>(
    await db.execute(sql`
      select distinct coalesce(a.shared_inbox, a.inbox) as inbox from voter v
      join remote_actor a on a.id = v.actor_id
      join question q on q.id = v.question_id
      left join follower f on f.assembly_id = q.assembly_id and f.actor_id = v.actor_id
      where v.question_id = ${questionId} and v.membership_id is not null and a.gone_at is null
        and f.blocked is not true`),
  );
}

/** Who is on a question's roll without following the assembly. */
export async function rollOutside(db: Database, questionId: string, assemblyId: string): Promise<string[]> {
  const rows = rowsOf<{ actor_id: string }>(
    await db.execute(sql`
      select r.actor_id from roll r where r.question_id = ${questionId}
        and not exists (select 1 from follower f where f.assembly_id = ${assemblyId} and f.actor_id = r.actor_id)
      order by r.actor_id`),
  );
  return rows.map((row) => row.actor_id);
}

/** Whether somebody blocked an assembly: then nothing is written to them. */
export async function hasBlocked(db: Database, assemblyId: string, actorId: string): Promise<boolean> {
  const rows = rowsOf(
    await db.execute(sql`
      select 1 from follower where assembly_id = ${assemblyId} and actor_id = ${actorId} and blocked`),
  );
  return rows.length > 0;
}
