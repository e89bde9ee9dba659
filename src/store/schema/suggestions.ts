import { boolean, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { Degree } from "../../domain/suggestion.ts";
import { instant } from "./columns.ts";
import { proposals } from "./proposals.ts";

/**
 * Wishes about a proposal, in prose, by anyone who may speak. The words lie in `reply` under (note, actor), so that who
 * wrote them can change them or take them out, and a facilitator hide them.
 */
export const suggestions = pgTable(
  "suggestion",
  {
    id: uuid("id").primaryKey(),
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    /** Counts from 1 within a proposal. */
    number: integer("number").notNull(),
    actorId: text("actor_id").notNull(),
    noteId: text("note_id"),
    degree: text("degree").$type<Degree>().notNull(),
    /** The version that it was written on. */
    onVersion: integer("on_version").notNull(),
    /** What its author says: that the version they judged last does what they wish for, or does not. */
    isFulfilled: boolean("is_fulfilled").notNull().default(false),
    judgedVersion: integer("judged_version"),
    judgedAt: instant("judged_at"),
    createdAt: instant("created_at").notNull(),
    withdrawnAt: instant("withdrawn_at"),
  },
  (table) => [
    unique("suggestion_number").on(table.proposalId, table.number),
    index("suggestion_actor").on(table.actorId),
    index("suggestion_note").on(table.noteId),
  ],
);

/**
 * Who took up a suggestion, with a degree of their own or without. Whether they are members is looked up when they are
 * counted: who is none is counted apart, and not named.
 */
export const suggestionSupports = pgTable(
  "suggestion_support",
  {
    suggestionId: uuid("suggestion_id")
      .notNull()
      .references(() => suggestions.id),
    actorId: text("actor_id").notNull(),
    degree: text("degree").$type<Degree>(),
    at: instant("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.suggestionId, table.actorId] }),
    index("suggestion_support_actor").on(table.actorId),
  ],
);
