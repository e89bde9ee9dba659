import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { AmendmentState, Replacement } from "../../domain/amendment.ts";
import type { Edit } from "../../domain/wording/edits.ts";
import { instant } from "./columns.ts";
import { memberships } from "./membership.ts";
import { proposals } from "./proposals.ts";

/**
 * Concrete changes of a proposal's text. `edits` are of the text of `atVersion`; while the amendment is open they move
 * along with the text. `replacements` are the words that they change, as they stood when it was filed.
 */
export const amendments = pgTable(
  "amendment",
  {
    id: uuid("id").primaryKey(),
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    /** Counts from 1 within a proposal, drafts too. */
    number: integer("number").notNull(),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    /** The version it was filed on, and the one that its edits are of. */
    onVersion: integer("on_version").notNull(),
    atVersion: integer("at_version").notNull(),
    edits: jsonb("edits").$type<readonly Edit[]>().notNull(),
    replacements: jsonb("replacements").$type<readonly Replacement[]>().notNull(),
    reason: text("reason"),
    language: text("language").notNull(),
    /** The note in which it came, where it came from elsewhere. */
    noteId: text("note_id"),
    state: text("state").$type<AmendmentState>().notNull(),
    createdAt: instant("created_at").notNull(),
    openedAt: instant("opened_at"),
    /** Why it was rejected, by whom it was accepted or rejected, and when it was settled in whichever way. */
    answer: text("answer"),
    settledBy: text("settled_by"),
    settledAt: instant("settled_at"),
    /** The version that it went into, or that took its words away. */
    settledVersion: integer("settled_version"),
    /** The proposal that it was made. */
    promotedId: uuid("promoted_id").references(() => proposals.id),
  },
  (table) => [
    unique("amendment_number").on(table.proposalId, table.number),
    index("amendment_state").on(table.proposalId, table.state),
    index("amendment_actor").on(table.actorId),
    index("amendment_note").on(table.noteId),
    index("amendment_promoted").on(table.promotedId),
  ],
);

/** Members who support an amendment; one each. */
export const amendmentSupports = pgTable(
  "amendment_support",
  {
    amendmentId: uuid("amendment_id")
      .notNull()
      .references(() => amendments.id),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.amendmentId, table.membershipId] })],
);

/** Whose amendments went into a text, with the version from which on. */
export const coauthors = pgTable(
  "coauthor",
  {
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    version: integer("version").notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposalId, table.membershipId] })],
);

/** The merging that somebody lays out for everybody to see, before it is a version: one a proposal. */
export const mergeDrafts = pgTable("merge_draft", {
  proposalId: uuid("proposal_id")
    .primaryKey()
    .references(() => proposals.id),
  chosen: jsonb("chosen").$type<readonly string[]>().notNull(),
  note: text("note"),
  by: text("by").notNull(),
  at: instant("at").notNull(),
});
