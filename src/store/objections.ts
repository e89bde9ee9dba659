import { and, desc, eq, gte, inArray, or } from "drizzle-orm";
import type { AmendmentState } from "../domain/amendment.ts";
import type { Database } from "./database.ts";
import { isShown } from "./hidings.ts";
import { amendments, objections, replies } from "./schema/index.ts";

export type Objection = typeof objections.$inferSelect;

/** What became of an amendment; `version`: the one that it went into, or that overtook it. */
export type Lifting = {
  readonly number: number;
  readonly state: AmendmentState;
  readonly version: number | null;
};

/** An objection with its words; null where they are not public, hidden, or taken out by who wrote them. */
export type WordedObjection = Objection & {
  readonly reason: string | null;
  readonly language: string | null;
  /** A facilitator hides the words; the objection stands all the same. */
  readonly isHidden: boolean;
  /** The amendment that would lift it, and what became of that; null where none is named. */
  readonly amendment: Lifting | null;
};

/** Stores an objection. */
export async function saveObjection(db: Database, row: typeof objections.$inferInsert): Promise<void> {
  await db.insert(objections).values(row);
}

/** Loads an objection. */
export async function loadObjection(db: Database, id: string): Promise<Objection | null> {
  const [row] = await db.select().from(objections).where(eq(objections.id, id));
  return row ?? null;
}

/** Loads an objection, locked until commit; its proposal and question are to be locked before. */
export async function lockObjection(db: Database, id: string): Promise<Objection | null> {
  const [row] = await db.select().from(objections).where(eq(objections.id, id)).for("no key update");
  return row ?? null;
}

/** Changes what became of an objection. */
export async function setObjection(
  db: Database,
  id: string,
  change: Partial<typeof objections.$inferInsert>,
): Promise<void> {
  await db.update(objections).set(change).where(eq(objections.id, id));
}

const unsettled = ["raised", "answered"] as const;

/** The newest objection of somebody on a proposal that is not settled; `kind` keeps to blocks or concerns. */
export async function openObjectionOf(
  db: Database,
  of: { proposalId: string; actorId: string; kind?: Objection["kind"]; questionId?: string },
): Promise<Objection | null> {
  const [row] = await db
    .select()
    .from(objections)
    .where(
      and(
        eq(objections.proposalId, of.proposalId),
        eq(objections.actorId, of.actorId),
        of.kind ? eq(objections.kind, of.kind) : undefined,
        of.questionId ? eq(objections.questionId, of.questionId) : undefined,
        inArray(objections.state, [...unsettled]),
      ),
    )
    .orderBy(desc(objections.raisedAt), desc(objections.id))
    .limit(1)
    .for("no key update");
  return row ?? null;
}

/** The concerns of somebody on a proposal that are not settled; what became of those whose date has passed is the reader's. */
export const openConcernsOf = (
  db: Database,
  of: Pick<Objection, "proposalId" | "actorId">,
): Promise<Objection[]> =>
  db
    .select()
    .from(objections)
    .where(
      and(
        eq(objections.proposalId, of.proposalId),
        eq(objections.actorId, of.actorId),
        eq(objections.kind, "concern"),
        inArray(objections.state, [...unsettled]),
      ),
    );

/** The objections of a proposal with their words, oldest first. */
export async function listObjections(db: Database, proposalId: string): Promise<WordedObjection[]> {
  const rows = await db
    .select({ objection: objections, reply: replies, isShown: isShown("reply"), amendment: amendments })
    .from(objections)
    .leftJoin(
      replies,
      and(
        eq(replies.noteId, objections.noteId),
        eq(replies.actorId, objections.actorId),
        eq(replies.isPublic, true),
      ),
    )
    .leftJoin(amendments, eq(amendments.id, objections.amendmentId))
    .where(eq(objections.proposalId, proposalId))
    .orderBy(objections.raisedAt, objections.id);
  return rows.map(({ objection, reply, isShown, amendment }) => ({
    ...objection,
    reason: reply && isShown && !reply.deletedAt ? reply.recordedReason || reply.reason || null : null,
    language: reply?.language ?? null,
    isHidden: reply !== null && !isShown,
    amendment: amendment && {
      number: amendment.number,
      state: amendment.state,
      version: amendment.settledVersion,
    },
  }));
}

/**
 * The objections of a proposal that name one of some amendments and that nobody settled, or that were left standing
 * since an instant, as when their question was closed for a new text; locked until commit.
 */
export const lockObjectionsNaming = (
  db: Database,
  proposalId: string,
  amendmentIds: readonly string[],
  since: Date,
): Promise<Objection[]> =>
  db
    .select()
    .from(objections)
    .where(
      and(
        eq(objections.proposalId, proposalId),
        inArray(objections.amendmentId, [...amendmentIds]),
        or(
          inArray(objections.state, [...unsettled]),
          and(eq(objections.state, "stands"), gte(objections.settledAt, since)),
        ),
      ),
    )
    .orderBy(objections.id)
    .for("no key update");

/** The objections of a proposal that nobody settled, locked until commit. */
export const lockOpenObjections = (db: Database, proposalId: string): Promise<Objection[]> =>
  db
    .select()
    .from(objections)
    .where(and(eq(objections.proposalId, proposalId), inArray(objections.state, [...unsettled])))
    .orderBy(objections.id)
    .for("no key update");
