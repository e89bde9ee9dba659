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
import type { Option } from "../../domain/ballot.ts";
import type { ProposalState } from "../../domain/proposal.ts";
import type { Outcome, Rule, Tally } from "../../domain/rule.ts";
import { assemblies, memberships } from "./assemblies.ts";
import { createdAt, instant } from "./columns.ts";

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
    deliberationFrom: instant("deliberation_from"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("proposal_number").on(table.assemblyId, table.number),
    index("proposal_state").on(table.state),
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
    author: text("author"),
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
    rule: jsonb("rule").$type<Rule>().notNull(),
    options: jsonb("options").$type<readonly Option[]>().notNull(),
    rollSize: integer("roll_size").notNull(),
    opensAt: instant("opens_at").notNull(),
    closesAt: instant("closes_at").notNull(),
    closedAt: instant("closed_at"),
    outcome: text("outcome").$type<Outcome>(),
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
  ],
);
