import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Amendment } from "./amendments.ts";
import type { Database } from "./database.ts";
import { amendments, versions } from "./schema/index.ts";

/** An amendment that waits, and the text that its changes are of. */
export type AmendedText = Pick<Amendment, "id" | "proposalId" | "atVersion"> & {
  readonly text: string;
};

/**
 * The amendments that may still go into a text, drafts too, of texts that one of these patterns (PostgreSQL's, any
 * case) is found in. What was rejected may come back as a proposal, and what was promoted by a vote.
 */
export const listAmendedTexts = (db: Database, patterns: readonly string[]): Promise<AmendedText[]> =>
  db
    .select({
      ...{ id: amendments.id, proposalId: amendments.proposalId, atVersion: amendments.atVersion },
      text: versions.text,
    })
    .from(amendments)
    .innerJoin(
      versions,
      and(eq(versions.proposalId, amendments.proposalId), eq(versions.version, amendments.atVersion)),
    )
    .where(
      and(
        inArray(amendments.state, ["open", "draft", "rejected", "promoted"]),
        or(...patterns.map((pattern) => sql`${versions.text} ~* ${pattern}`)),
      ),
    );
