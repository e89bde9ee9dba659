import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { Entry } from "../../ledger/entry.ts";
import { assemblies } from "./assemblies.ts";
import { evidence } from "./ballots.ts";
import { bytes, instant } from "./columns.ts";

/**
 * The entries of every assembly's ledger (ADR 13). An entry is written as the text before its number and the text
 * after it; `seq` and the leaf's hash are given when the transaction commits, by a deferred trigger. After that
 * nothing changes: a trigger refuses it.
 */
export const ledgerEntries = pgTable(
  "ledger_entry",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    /** From 0; null only until the transaction commits. */
    seq: bigint("seq", { mode: "number" }),
    kind: text("kind").$type<Entry["kind"]>().notNull(),
    questionId: uuid("question_id"),
    head: text("head").notNull(),
    tail: text("tail").notNull(),
    hash: bytes("hash"),
    /** The row that opens what is hashed in it: a voter, a membership, an event of the public log. */
    aboutId: uuid("about_id"),
    evidenceId: uuid("evidence_id").references(() => evidence.id),
  },
  (table) => [
    unique("ledger_entry_seq").on(table.assemblyId, table.seq),
    index("ledger_entry_question").on(table.questionId, table.seq),
    index("ledger_entry_about").on(table.aboutId),
    index("ledger_entry_erased").on(table.assemblyId).where(sql`kind = 'erase'`),
  ],
);

/** The full tiles of a ledger's tree: 256 hashes of one level, 32 bytes each; made once, never changed. */
export const ledgerTiles = pgTable(
  "ledger_tile",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    level: integer("level").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    hashes: bytes("hashes").notNull(),
    /** The root over them: a hash of the level above. */
    root: bytes("root").notNull(),
  },
  (table) => [primaryKey({ columns: [table.assemblyId, table.level, table.index] })],
);

/** The heads that were signed, each a checkpoint as it was published; the newest is the largest. */
export const ledgerHeads = pgTable(
  "ledger_head",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    size: bigint("size", { mode: "number" }).notNull(),
    root: bytes("root").notNull(),
    /** The signed note, with every signature of a witness that came since. */
    note: text("note").notNull(),
    /** The hashes of the leaves behind the last full tile, 32 bytes each. */
    tail: bytes("tail").notNull(),
    /** The roots of the full subtrees that the tree is made of, 32 bytes each: from here on it is appended to. */
    roots: bytes("roots").notNull(),
    signedAt: instant("signed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.assemblyId, table.size] })],
);
