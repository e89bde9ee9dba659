import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Degree } from "../domain/suggestion.ts";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { memberships, proposals, replies, suggestionSupports, suggestions } from "./schema/index.ts";

export type Suggestion = typeof suggestions.$inferSelect;

/** A suggestion with its words; null where they are not public, hidden, or taken out by who wrote them. */
export type WordedSuggestion = Suggestion & {
  readonly text: string | null;
  readonly language: string | null;
  /** When the words were changed last; null: never. */
  readonly editedAt: Date | null;
  /** A facilitator hides the words; the suggestion is there all the same. */
  readonly isHidden: boolean;
  /** Its author is a member now. */
  readonly isMembers: boolean;
};

/** Somebody who took up a suggestion; `isMember`: now. */
export type Support = {
  readonly actorId: string;
  readonly degree: Degree | null;
  readonly isMember: boolean;
};

/** Stores a suggestion under its proposal's next number, which it answers; the proposal is locked. */
export async function saveSuggestion(
  db: Database,
  row: Omit<typeof suggestions.$inferInsert, "number">,
): Promise<number> {
  const next = sql`(select coalesce(max(number), 0) + 1 from suggestion where proposal_id = ${row.proposalId})`;
  const [saved] = await db
    .insert(suggestions)
    .values({ ...row, number: next as never })
    .returning({ number: suggestions.number });
  return saved?.number ?? 0;
}

/** Changes a suggestion. */
export async function setSuggestion(
  db: Database,
  id: string,
  change: Partial<typeof suggestions.$inferInsert>,
): Promise<void> {
  await db.update(suggestions).set(change).where(eq(suggestions.id, id));
}

/** Loads a suggestion. */
export async function loadSuggestion(db: Database, id: string): Promise<Suggestion | null> {
  const [row] = await db.select().from(suggestions).where(eq(suggestions.id, id));
  return row ?? null;
}

/** Loads a suggestion, locked until commit; its proposal is to be locked before. */
export async function lockSuggestion(db: Database, id: string): Promise<Suggestion | null> {
  const [row] = await db.select().from(suggestions).where(eq(suggestions.id, id)).for("no key update");
  return row ?? null;
}

/** A suggestion to a proposal by its number, also one that was taken back; null where there is none. */
export async function findSuggestion(
  db: Database,
  proposalId: string,
  number: number,
): Promise<Suggestion | null> {
  const [row] = await db
    .select()
    .from(suggestions)
    .where(and(eq(suggestions.proposalId, proposalId), eq(suggestions.number, number)));
  return row ?? null;
}

/** The suggestion that came in somebody's note and was not taken back. */
export async function suggestionOfNote(
  db: Database,
  noteId: string,
  actorId: string,
): Promise<Suggestion | null> {
  const [row] = await db
    .select()
    .from(suggestions)
    .where(
      and(eq(suggestions.noteId, noteId), eq(suggestions.actorId, actorId), isNull(suggestions.withdrawnAt)),
    )
    .limit(1);
  return row ?? null;
}

const waiting = (proposalId: string) =>
  and(
    eq(suggestions.proposalId, proposalId),
    isNull(suggestions.withdrawnAt),
    eq(suggestions.isFulfilled, false),
  );

/** How many suggestions to a proposal wait to be fulfilled: of all, and of one person. */
export async function countWaiting(
  db: Database,
  proposalId: string,
  actorId: string,
): Promise<{ readonly all: number; readonly own: number }> {
  const own = sql<number>`count(*) filter (where ${suggestions.actorId} = ${actorId})`.mapWith(Number);
  const [row] = await db.select({ all: count(), own }).from(suggestions).where(waiting(proposalId));
  return row ?? { all: 0, own: 0 };
}

/** What somebody suggested to a proposal and did not take back, by number. */
export const ownSuggestions = (db: Database, proposalId: string, actorId: string): Promise<Suggestion[]> =>
  db
    .select()
    .from(suggestions)
    .where(
      and(
        eq(suggestions.proposalId, proposalId),
        eq(suggestions.actorId, actorId),
        isNull(suggestions.withdrawnAt),
      ),
    )
    .orderBy(asc(suggestions.number));

/** The suggestions to a proposal with their words, by number; those that were taken back aside, but with `all`. */
export async function listSuggestions(
  db: Database,
  proposalId: string,
  all = false,
): Promise<WordedSuggestion[]> {
  const rows = await db
    .select({ suggestion: suggestions, reply: replies, isShown: isShown("reply"), seat: memberships.state })
    .from(suggestions)
    .innerJoin(proposals, eq(proposals.id, suggestions.proposalId))
    .leftJoin(
      memberships,
      and(
        eq(memberships.assemblyId, proposals.assemblyId),
        eq(memberships.actorId, suggestions.actorId),
        eq(memberships.state, "member"),
      ),
    )
    .leftJoin(
      replies,
      and(
        eq(replies.noteId, suggestions.noteId),
        eq(replies.actorId, suggestions.actorId),
        eq(replies.isPublic, true),
        isNull(replies.deletedAt),
      ),
    )
    .where(and(eq(suggestions.proposalId, proposalId), all ? undefined : isNull(suggestions.withdrawnAt)))
    .orderBy(asc(suggestions.number));
  return rows.map(({ suggestion, reply, isShown, seat }) => ({
    ...suggestion,
    text: (isShown && reply?.reason) || null,
    language: reply?.language ?? null,
    editedAt: reply?.updatedAt ?? null,
    isHidden: reply !== null && !isShown,
    isMembers: seat !== null,
  }));
}

/** Who took up the suggestions to a proposal, in the order they did; by suggestion. */
export async function supportsOf(db: Database, proposalId: string): Promise<Map<string, Support[]>> {
  const rows = await db
    .select({
      id: suggestionSupports.suggestionId,
      actorId: suggestionSupports.actorId,
      degree: suggestionSupports.degree,
      seat: memberships.state,
    })
    .from(suggestionSupports)
    .innerJoin(suggestions, eq(suggestions.id, suggestionSupports.suggestionId))
    .innerJoin(proposals, eq(proposals.id, suggestions.proposalId))
    .leftJoin(
      memberships,
      and(
        eq(memberships.assemblyId, proposals.assemblyId),
        eq(memberships.actorId, suggestionSupports.actorId),
        eq(memberships.state, "member"),
      ),
    )
    .where(eq(suggestions.proposalId, proposalId))
    .orderBy(suggestionSupports.at, suggestionSupports.actorId);
  const found = new Map<string, Support[]>();
  for (const { id, actorId, degree, seat } of rows) {
    const theirs = found.get(id) ?? [];
    theirs.push({ actorId, degree, isMember: seat !== null });
    found.set(id, theirs);
  }
  return found;
}

/** Somebody takes a suggestion up, or with another degree than before; false where they had said the same. */
export async function saveSuggestionSupport(
  db: Database,
  row: typeof suggestionSupports.$inferInsert,
): Promise<boolean> {
  const { degree = null } = row;
  const saved = await db
    .insert(suggestionSupports)
    .values(row)
    .onConflictDoUpdate({
      target: [suggestionSupports.suggestionId, suggestionSupports.actorId],
      set: { degree },
      setWhere: sql`${suggestionSupports.degree} is distinct from ${degree}`,
    })
    .returning({ at: suggestionSupports.at });
  return saved.length > 0;
}

/** Somebody does not support a suggestion any more; false where they did not. */
export async function dropSuggestionSupport(
  db: Database,
  suggestionId: string,
  actorId: string,
): Promise<boolean> {
  const gone = await db
    .delete(suggestionSupports)
    .where(and(eq(suggestionSupports.suggestionId, suggestionId), eq(suggestionSupports.actorId, actorId)))
    .returning({ at: suggestionSupports.at });
  return gone.length > 0;
}
