import { randomBytes } from "node:crypto";
import { and, count, desc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import type { PublicDeed } from "../domain/public-log.ts";
import type { Database } from "./database.ts";
import { enterLedger, eventHash } from "./ledger.ts";
import { proposals, publicEvents } from "./schema/index.ts";

export type PublicEvent = typeof publicEvents.$inferSelect;

/** What is its author's alone, and what has an entry of its own kind in the ledger. */
const unentered: ReadonlySet<PublicDeed> = new Set(["drafted", "opened", "closed", "constitution"]);

/**
 * Writes down what was done in public, here and in the ledger; nothing of it is changed afterwards. `isAlone`: it is
 * about what only its author has seen, and the ledger is told nothing.
 */
export async function appendPublicEvent(
  db: Database,
  event: Omit<typeof publicEvents.$inferInsert, "detail" | "seq"> & { detail?: PublicEvent["detail"] },
  isAlone = false,
): Promise<void> {
  const salt = randomBytes(16);
  await db.insert(publicEvents).values({ ...event, salt });
  const { assemblyId, id, proposalId, kind, at } = event;
  if (!assemblyId || isAlone || unentered.has(kind)) return;
  const hash = eventHash({ ...event, salt });
  const about = { deed: kind, proposal: proposalId ?? null, event: hash };
  const entry = { kind: "deed", at: at.toISOString(), ...about } as const;
  await enterLedger(db, { id, assemblyId, entry, aboutId: id });
}

/** What happened to a proposal and its objections, oldest first. */
export const eventsOfProposal = (db: Database, proposalId: string): Promise<PublicEvent[]> =>
  db.select().from(publicEvents).where(eq(publicEvents.proposalId, proposalId)).orderBy(publicEvents.seq);

/** How much of these kinds somebody did about a proposal since an instant. */
export async function countDeeds(
  db: Database,
  { proposalId, by }: { readonly proposalId: string; readonly by: string },
  kinds: readonly PublicDeed[],
  since: Date,
): Promise<number> {
  const of = and(eq(publicEvents.proposalId, proposalId), eq(publicEvents.by, by));
  const [row] = await db
    .select({ n: count() })
    .from(publicEvents)
    .where(and(of, inArray(publicEvents.kind, [...kinds]), gt(publicEvents.at, since)));
  return row?.n ?? 0;
}

/**
 * An assembly's public log, or with null the server's own, newest first, a page at a time. What was done to a draft
 * is not told before it is brought.
 */
export const listPublicEvents = (
  db: Database,
  assemblyId: string | null,
  limit: number,
  before?: number,
): Promise<PublicEvent[]> =>
  db
    .select()
    .from(publicEvents)
    .where(
      and(
        assemblyId ? eq(publicEvents.assemblyId, assemblyId) : isNull(publicEvents.assemblyId),
        before === undefined ? undefined : lt(publicEvents.seq, before),
        sql`not exists (select 1 from ${proposals} where ${proposals.id} = ${publicEvents.proposalId}
          and ${proposals.deliberationFrom} is null)`,
      ),
    )
    .orderBy(desc(publicEvents.seq))
    .limit(limit);

/** What of one kind was done in an assembly, or with null on the server, about any of these subjects, oldest first. */
export const eventsAbout = async (
  db: Database,
  assemblyId: string | null,
  kind: PublicEvent["kind"],
  subjects: readonly string[],
): Promise<PublicEvent[]> =>
  subjects.length === 0
    ? []
    : db
        .select()
        .from(publicEvents)
        .where(
          and(
            assemblyId ? eq(publicEvents.assemblyId, assemblyId) : isNull(publicEvents.assemblyId),
            eq(publicEvents.kind, kind),
            inArray(publicEvents.subject, [...subjects]),
          ),
        )
        .orderBy(publicEvents.seq);
