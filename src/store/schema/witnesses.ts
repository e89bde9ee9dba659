import { bigint, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { assemblies } from "./assemblies.ts";
import { createdAt, instant } from "./columns.ts";

/** Which way it goes: they keep watch over our ledger, or we over theirs. */
export type WitnessRole = "for-us" | "by-us";
/** How it stands; `contradicted`: two of their heads contradict one another, and we never co-sign again. */
export type WitnessState = "asked" | "accepted" | "declined" | "ended" | "contradicted";

/** Assemblies elsewhere that witness the ledger of one of ours, and those whose ledgers one of ours witnesses. */
export const witnesses = pgTable(
  "witness",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    actorId: text("actor_id").notNull(),
    role: text("role").$type<WitnessRole>().notNull(),
    state: text("state").$type<WitnessState>().notNull(),
    /** Their Ed25519 key in Base64, as it was when it was accepted: a head under another one is none. */
    key: text("key"),
    /** The head that the witness holds, a signed note: they of ours, as they last said, or we of theirs. */
    held: text("held"),
    /** How many entries the largest head has that was co-signed; 0 before the first. */
    size: bigint("size", { mode: "number" }).notNull().default(0),
    /** What came last from them and is still to be looked at: a signed note. */
    heard: text("heard"),
    heardAt: instant("heard_at"),
    /** When they were last told anything, and how often: the newest is what they get. */
    toldAt: instant("told_at"),
    revision: integer("revision").notNull().default(0),
    /** When a witness of ours was last asked which head it holds, whether it answered or not. */
    checkedAt: instant("checked_at"),
    /** When it last answered which head it holds, or that it holds none. */
    answeredAt: instant("answered_at"),
    /** Since when nothing is signed here, because this witness holds a head that our ledger does not contain. */
    behindSince: instant("behind_since"),
    /** A head of theirs, a signed note, of which it could not be shown that it and the one that we hold are of one tree. */
    doubt: text("doubt"),
    doubtSince: instant("doubt_since"),
    /** The proof that their ledger was forked (`ledger/fork.ts`), as JSON. */
    fork: text("fork"),
    createdAt: createdAt(),
    changedAt: instant("changed_at").notNull(),
  },
  (table) => [
    unique("witness_pair").on(table.assemblyId, table.role, table.actorId),
    index("witness_state").on(table.assemblyId, table.role, table.state),
  ],
);
