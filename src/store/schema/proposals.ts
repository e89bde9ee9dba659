import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Act } from "../../domain/act.ts";
import type { Option } from "../../domain/ballot.ts";
import type { Constitution, ProposalKind } from "../../domain/constitution.ts";
import type { Ending } from "../../domain/ending.ts";
import type { Fields } from "../../domain/fields.ts";
import type { ProposalState } from "../../domain/proposal.ts";
import type { Outcome, Rule, Tally } from "../../domain/rule.ts";
import { assemblies } from "./assemblies.ts";
import { createdAt, instant } from "./columns.ts";
import { memberships } from "./membership.ts";

/** One matter with all its versions. `author` is an actor id, null where the operator entered it. */
export const proposals = pgTable(
  "proposal",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    number: integer("number").notNull(),
    author: text("author"),
    state: text("state").$type<ProposalState>().notNull(),
    title: text("title").notNull(),
    kind: text("kind").$type<ProposalKind>().notNull().default("general"),
    /** What it does by itself once adopted. */
    act: jsonb("act").$type<Act>(),
    /** The earlier decision that it changes, and how. */
    changesId: uuid("changes_id"),
    changesHow: text("changes_how").$type<"repeal" | "replace">(),
    /** What proposals for the same problem share. */
    problemId: uuid("problem_id"),
    deliberationFrom: instant("deliberation_from"),
    /** When it is to be put to the vote, and when that is to close, as scheduled. */
    opensAt: instant("opens_at"),
    closesAt: instant("closes_at"),
    /** What the person whom a removal is about says to it. */
    statement: text("statement"),
    statementAt: instant("statement_at"),
    decidedAt: instant("decided_at"),
    lapsesAt: instant("lapses_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("proposal_number").on(table.assemblyId, table.number),
    index("proposal_state").on(table.state),
    index("proposal_changes").on(table.changesId),
    index("proposal_problem").on(table.problemId),
  ],
);

/** The texts a proposal has had, counted from 1. */
export const versions = pgTable(
  "version",
  {
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    version: integer("version").notNull(),
    title: text("title").notNull(),
    text: text("text").notNull(),
    language: text("language").notNull(),
    textHash: text("text_hash").notNull(),
    fields: jsonb("fields").$type<Fields>().notNull().default({}),
    author: text("author"),
    /** Why the text was changed, in the words of who did. */
    reason: text("reason"),
    /** A name was taken out of its words (a trigger notes it): they open what was hashed no more. */
    isErased: boolean("is_erased").notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.proposalId, table.version] })],
);

/** What puts one version to the vote: frozen text, rule, roll and closing time. */
export const questions = pgTable(
  "question",
  {
    id: uuid("id").primaryKey(),
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    version: integer("version").notNull(),
    /** The constitution that it was opened under: what holds for this question is frozen with it. */
    constitution: integer("constitution").notNull().default(1),
    rule: jsonb("rule").$type<Rule>().notNull(),
    closeWhenAll: boolean("close_when_all").notNull().default(false),
    /** The earliest instant at which it may close, should everybody have answered. */
    earliestClose: instant("earliest_close"),
    binding: text("binding").$type<Constitution["binding"]>().notNull().default("all"),
    /** The question in whose place this one came, as the text had changed. */
    replacesId: uuid("replaces_id"),
    options: jsonb("options").$type<readonly Option[]>().notNull(),
    rollSize: integer("roll_size").notNull(),
    opensAt: instant("opens_at").notNull(),
    closesAt: instant("closes_at").notNull(),
    closedAt: instant("closed_at"),
    outcome: text("outcome").$type<Outcome>(),
    /** Why it closed without an outcome. */
    ended: text("ended").$type<Ending>(),
    /** The tally that the outcome was computed from; it can be computed again from the events. */
    finalTally: jsonb("final_tally").$type<Tally>(),
    /** Goes up with every change that shows, so that what was computed from it can be kept. */
    revision: bigint("revision", { mode: "number" }).notNull().default(0),
    announcedAt: instant("announced_at"),
    /** A tally update is on its way; set under the row's lock, cleared when the update reads the tally. */
    updateQueued: boolean("update_queued").notNull().default(false),
  },
  (table) => [
    index("question_proposal").on(table.proposalId),
    index("question_assembly").on(table.assemblyId),
    index("question_open").on(table.closesAt),
  ],
);

/** The members entitled to vote on one question, frozen when its voting opened. */
export const rolls = pgTable(
  "roll",
  {
    questionId: uuid("question_id")
      .notNull()
      .references(() => questions.id),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.questionId, table.membershipId] }),
    unique("roll_person").on(table.questionId, table.actorId),
    index("roll_actor").on(table.actorId),
  ],
);

/** Members who want a proposal to come to the vote; one each. */
export const endorsements = pgTable(
  "endorsement",
  {
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposalId, table.membershipId] })],
);
