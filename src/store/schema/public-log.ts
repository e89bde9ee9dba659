import { bigserial, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { PublicDeed } from "../../domain/public-log.ts";
import { assemblies } from "./assemblies.ts";
import { bytes, instant, randomSalt } from "./columns.ts";

/**
 * What was done in public, in order, append-only: every step of a proposal, what happened to objections, tasks,
 * bans, hidden words and constitutions. Ballots have their own events, memberships theirs. `subject`: the id of the
 * proposal, the objection, the person; `assemblyId` null: the server's own.
 */
export const publicEvents = pgTable(
  "public_event",
  {
    id: uuid("id").primaryKey(),
    /** In which order things were written down, also within one instant. */
    seq: bigserial("seq", { mode: "number" }).notNull(),
    assemblyId: uuid("assembly_id").references(() => assemblies.id),
    proposalId: uuid("proposal_id"),
    subject: text("subject").notNull(),
    kind: text("kind").$type<PublicDeed>().notNull(),
    /** An actor id; "operator"; "assembly", where the assembly's rules or clock did it. */
    by: text("by").notNull(),
    at: instant("at").notNull(),
    detail: jsonb("detail").$type<Readonly<Record<string, string | number>>>(),
    /** 128 random bits: what its hash in the ledger is made with (ADR 13). */
    salt: bytes("salt").notNull().default(randomSalt),
  },
  (table) => [
    index("public_event_assembly").on(table.assemblyId, table.seq),
    index("public_event_proposal").on(table.proposalId),
  ],
);
