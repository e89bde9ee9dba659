import { index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { ObjectionKind, ObjectionState } from "../../domain/objection.ts";
import { amendments } from "./amendments.ts";
import { instant } from "./columns.ts";
import { memberships } from "./membership.ts";
import { proposals, questions } from "./proposals.ts";

/**
 * Concerns, and blocks as they came with ballots. The words lie in `reply` under (note, actor), so that who wrote
 * them can take them out; `change` is what would lift the objection.
 */
export const objections = pgTable(
  "objection",
  {
    id: uuid("id").primaryKey(),
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    /** The question whose ballot a block is; null: a concern raised before there was one. */
    questionId: uuid("question_id").references(() => questions.id),
    version: integer("version").notNull(),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    kind: text("kind").$type<ObjectionKind>().notNull(),
    noteId: text("note_id"),
    change: text("change"),
    /** The amendment that would lift it, where its author names one. */
    amendmentId: uuid("amendment_id").references(() => amendments.id),
    state: text("state").$type<ObjectionState>().notNull(),
    raisedAt: instant("raised_at").notNull(),
    answer: text("answer"),
    answeredBy: text("answered_by"),
    answeredAt: instant("answered_at"),
    /** Until when its author was asked whether the answer lifts it. */
    askedUntil: instant("asked_until"),
    settledAt: instant("settled_at"),
  },
  (table) => [
    index("objection_proposal").on(table.proposalId),
    index("objection_person").on(table.questionId, table.membershipId),
    index("objection_amendment").on(table.amendmentId),
  ],
);
