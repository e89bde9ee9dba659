import { and, count, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import type { Reply } from "./replies.ts";
import { replies } from "./schema/index.ts";

/**
 * What people said about a proposal in public. Words that came as an answer to its question are shown there, or,
 * where they are no member's, not at all; suggestions have their own list; "agree" while there is no question yet is talk like any other.
 */
const isSaid = (proposalId: string) =>
  and(
    eq(replies.proposalId, proposalId),
    eq(replies.isPublic, true),
    isNull(replies.deletedAt),
    isNotNull(replies.html),
    isShown("reply"),
    inArray(replies.command, ["none", "ask", "suggest", "amend", "vote"]),
    sql`(${replies.command} <> 'vote' or ${replies.questionId} is null)`,
    sql`not exists (select 1 from ballot_event b where b.note_id = ${replies.noteId})`,
    // suggestions stand by themselves, and what was taken back is not said any more
    sql`not exists (select 1 from suggestion s where s.note_id = ${replies.noteId}
      and s.actor_id = ${replies.actorId})`,
  );

/** What people said about a proposal, newest first, a page at a time. */
export const listContributions = (
  db: Database,
  proposalId: string,
  limit: number,
  offset: number,
): Promise<Reply[]> =>
  db
    .select()
    .from(replies)
    .where(isSaid(proposalId))
    .orderBy(desc(replies.receivedAt), desc(replies.noteId))
    .limit(limit)
    .offset(offset);

/** How often people have said something about a proposal. */
export async function countContributions(db: Database, proposalId: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(replies).where(isSaid(proposalId));
  return row?.n ?? 0;
}
