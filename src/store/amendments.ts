import { and, asc, count, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { amendmentSupports, amendments, coauthors, memberships, mergeDrafts } from "./schema/index.ts";

export type Amendment = typeof amendments.$inferSelect;
export type MergeDraft = typeof mergeDrafts.$inferSelect;

/** Stores an amendment under its proposal's next number, which it answers; the proposal is locked. */
export async function saveAmendment(
  db: Database,
  row: Omit<typeof amendments.$inferInsert, "number">,
): Promise<number> {
  const [saved] = await db
    .insert(amendments)
    .values({
      ...row,
      number:
        sql`(select coalesce(max(number), 0) + 1 from amendment where proposal_id = ${row.proposalId})` as never,
    })
    .returning({ number: amendments.number });
  return saved?.number ?? 0;
}

/** Changes an amendment. */
export async function setAmendment(
  db: Database,
  id: string,
  change: Partial<typeof amendments.$inferInsert>,
): Promise<void> {
  await db.update(amendments).set(change).where(eq(amendments.id, id));
}

/** Loads an amendment. */
export async function loadAmendment(db: Database, id: string): Promise<Amendment | null> {
  const [row] = await db.select().from(amendments).where(eq(amendments.id, id));
  return row ?? null;
}

/** Loads an amendment, locked until commit; its proposal is to be locked before. */
export async function lockAmendment(db: Database, id: string): Promise<Amendment | null> {
  const [row] = await db.select().from(amendments).where(eq(amendments.id, id)).for("no key update");
  return row ?? null;
}

/** An amendment of a proposal by its number; null where there is none. */
export async function findAmendment(
  db: Database,
  proposalId: string,
  number: number,
): Promise<Amendment | null> {
  const [row] = await db
    .select()
    .from(amendments)
    .where(and(eq(amendments.proposalId, proposalId), eq(amendments.number, number)));
  return row ?? null;
}

/** The amendment that came in a note. */
export async function amendmentOfNote(db: Database, noteId: string): Promise<Amendment | null> {
  const [row] = await db.select().from(amendments).where(eq(amendments.noteId, noteId)).limit(1);
  return row ?? null;
}

/**
 * The amendments of a proposal by number; all, or those in one state. Never drafts, nor what was thrown away as one:
 * nobody but its author has seen these.
 */
export const listAmendments = (
  db: Database,
  proposalId: string,
  state?: Exclude<Amendment["state"], "draft">,
): Promise<Amendment[]> =>
  db
    .select()
    .from(amendments)
    .where(
      and(
        eq(amendments.proposalId, proposalId),
        isNotNull(amendments.openedAt),
        state ? eq(amendments.state, state) : undefined,
      ),
    )
    .orderBy(asc(amendments.number));

/** What somebody drafts for a proposal and has not filed. */
export const draftAmendments = (db: Database, proposalId: string, actorId: string): Promise<Amendment[]> =>
  db
    .select()
    .from(amendments)
    .where(
      and(
        eq(amendments.proposalId, proposalId),
        eq(amendments.actorId, actorId),
        eq(amendments.state, "draft"),
      ),
    )
    .orderBy(asc(amendments.number));

/** The open amendments of a proposal by number, locked until commit where they are to change with its text. */
export const lockOpenAmendments = (db: Database, proposalId: string): Promise<Amendment[]> =>
  db
    .select()
    .from(amendments)
    .where(and(eq(amendments.proposalId, proposalId), inArray(amendments.state, ["open", "draft"])))
    .orderBy(asc(amendments.number))
    .for("no key update");

/** How many amendments of a proposal are open, or drafts: of all, and of one person. */
export async function countOpenAmendments(
  db: Database,
  proposalId: string,
  actorId: string,
): Promise<{ readonly all: number; readonly own: number }> {
  const [row] = await db
    .select({
      all: count(),
      own: sql<number>`count(*) filter (where ${amendments.actorId} = ${actorId})`.mapWith(Number),
    })
    .from(amendments)
    .where(and(eq(amendments.proposalId, proposalId), inArray(amendments.state, ["open", "draft"])));
  return row ?? { all: 0, own: 0 };
}

/** How many amendments to a proposal somebody began since an instant, drafts too, whatever became of them. */
export async function countBegun(
  db: Database,
  proposalId: string,
  actorId: string,
  since: Date,
): Promise<number> {
  const { proposalId: of, actorId: by, createdAt } = amendments;
  const [row] = await db
    .select({ n: count() })
    .from(amendments)
    .where(and(eq(of, proposalId), eq(by, actorId), gt(createdAt, since)));
  return row?.n ?? 0;
}

/** Writes down that a member supports an amendment; false where they do already. */
export async function saveSupport(
  db: Database,
  row: typeof amendmentSupports.$inferInsert,
): Promise<boolean> {
  const saved = await db
    .insert(amendmentSupports)
    .values(row)
    .onConflictDoNothing()
    .returning({ at: amendmentSupports.at });
  return saved.length > 0;
}

/** A member's support of an amendment ends; false where there was none. */
export async function dropSupport(db: Database, amendmentId: string, actorId: string): Promise<boolean> {
  const gone = await db
    .delete(amendmentSupports)
    .where(and(eq(amendmentSupports.amendmentId, amendmentId), eq(amendmentSupports.actorId, actorId)))
    .returning({ at: amendmentSupports.at });
  return gone.length > 0;
}

/** Who supports the amendments of a proposal and is a member now, in the order they did; by amendment. */
export async function supportersOf(db: Database, proposalId: string): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ id: amendmentSupports.amendmentId, actorId: amendmentSupports.actorId })
    .from(amendmentSupports)
    .innerJoin(amendments, eq(amendments.id, amendmentSupports.amendmentId))
    .innerJoin(memberships, eq(memberships.id, amendmentSupports.membershipId))
    .where(and(eq(amendments.proposalId, proposalId), eq(memberships.state, "member")))
    .orderBy(amendmentSupports.at, amendmentSupports.actorId);
  const found = new Map<string, string[]>();
  for (const { id, actorId } of rows) found.set(id, [...(found.get(id) ?? []), actorId]);
  return found;
}

/** Who supports one amendment and is a member now, in the order they did. */
export async function supportersOfOne(db: Database, amendmentId: string): Promise<string[]> {
  const rows = await db
    .select({ actorId: amendmentSupports.actorId })
    .from(amendmentSupports)
    .innerJoin(memberships, eq(memberships.id, amendmentSupports.membershipId))
    .where(and(eq(amendmentSupports.amendmentId, amendmentId), eq(memberships.state, "member")))
    .orderBy(amendmentSupports.at, amendmentSupports.actorId);
  return rows.map(({ actorId }) => actorId);
}

/** How many members support each amendment of a proposal; none is named that nobody supports. */
export async function countSupport(db: Database, proposalId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: amendmentSupports.amendmentId, n: count() })
    .from(amendmentSupports)
    .innerJoin(amendments, eq(amendments.id, amendmentSupports.amendmentId))
    .innerJoin(memberships, eq(memberships.id, amendmentSupports.membershipId))
    .where(and(eq(amendments.proposalId, proposalId), eq(memberships.state, "member")))
    .groupBy(amendmentSupports.amendmentId);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** The amendment that was made this proposal; null for one that was brought in another way. */
export async function amendmentBehind(db: Database, proposalId: string): Promise<Amendment | null> {
  const [row] = await db.select().from(amendments).where(eq(amendments.promotedId, proposalId)).limit(1);
  return row ?? null;
}

/** Somebody's words are in the text from a version on; who is a co-author already stays so from before. */
export async function saveCoauthor(db: Database, row: typeof coauthors.$inferInsert): Promise<void> {
  await db.insert(coauthors).values(row).onConflictDoNothing();
}

/** Whose amendments are in a proposal's text, in the order they came. */
export async function listCoauthors(db: Database, proposalId: string): Promise<string[]> {
  const rows = await db
    .select({ actorId: coauthors.actorId })
    .from(coauthors)
    .where(eq(coauthors.proposalId, proposalId))
    .orderBy(coauthors.version, coauthors.actorId);
  return rows.map(({ actorId }) => actorId);
}

/** The merging that is laid out for a proposal; null: none is. */
export async function loadMergeDraft(db: Database, proposalId: string): Promise<MergeDraft | null> {
  const [row] = await db.select().from(mergeDrafts).where(eq(mergeDrafts.proposalId, proposalId));
  return row ?? null;
}

/** Lays a merging out, in the place of one before. */
export async function saveMergeDraft(db: Database, row: typeof mergeDrafts.$inferInsert): Promise<void> {
  await db.insert(mergeDrafts).values(row).onConflictDoUpdate({ target: mergeDrafts.proposalId, set: row });
}

/** The merging was done, or is not wanted any more. */
export async function dropMergeDraft(db: Database, proposalId: string): Promise<void> {
  await db.delete(mergeDrafts).where(eq(mergeDrafts.proposalId, proposalId));
}
