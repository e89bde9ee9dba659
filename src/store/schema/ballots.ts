import { sql } from "drizzle-orm";
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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Position, Via } from "../../domain/ballot.ts";
import { assemblies } from "./assemblies.ts";
import { bytes, createdAt, instant, randomSalt } from "./columns.ts";
import { memberships } from "./membership.ts";
import { proposals, questions } from "./proposals.ts";

/**
 * Who voted on a question. Events name this row, never the person, so that a person's name can go while what
 * was counted stays. `salt`: 128 random bits a person and question (ledger.md, "Names").
 */
export const voters = pgTable(
  "voter",
  {
    id: uuid("id").primaryKey(),
    questionId: uuid("question_id")
      .notNull()
      .references(() => questions.id),
    actorId: text("actor_id"),
    /** Null: not on the roll, a sympathiser. */
    membershipId: uuid("membership_id").references(() => memberships.id),
    salt: bytes("salt").notNull(),
  },
  (table) => [
    unique("voter_person").on(table.questionId, table.actorId),
    index("voter_membership").on(table.membershipId),
  ],
);

/** What an authenticated request was, byte for byte (ledger.md, "Evidence"); kept, not published. */
export const evidence = pgTable("evidence", {
  id: uuid("id").primaryKey(),
  method: text("method").notNull(),
  target: text("target").notNull(),
  headers: jsonb("headers").$type<readonly (readonly [string, string])[]>().notNull(),
  body: bytes("body").notNull(),
  receivedAt: instant("received_at").notNull(),
  /** SHA-256 of the actor document that the key was taken from, see `actor_document`. */
  actorDocument: text("actor_document").notNull(),
  keyId: text("key_id").notNull(),
  /** 128 random bits: what its hash in the ledger is made with (ADR 13). */
  salt: bytes("salt").notNull().default(randomSalt),
});

/** What people wrote to an assembly, by the id of their note. Words that were not public are not kept. */
export const replies = pgTable(
  "reply",
  {
    noteId: text("note_id").notNull(),
    /** What pages and other replies name it by. */
    id: uuid("id").notNull().defaultRandom(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    actorId: text("actor_id").notNull(),
    proposalId: uuid("proposal_id").references(() => proposals.id),
    /** The question that it answers, or that what it stands below answers. */
    questionId: uuid("question_id").references(() => questions.id),
    /** The note that it answers, where that is not one of ours. */
    inReplyTo: text("in_reply_to"),
    /** What its thread begins with; null: itself. `place`: what lies between, and itself; empty where it begins one. */
    rootId: uuid("root_id"),
    place: uuid("place").array().notNull().default([]),
    /** What of ours it quotes. */
    quotes: text("quotes"),
    /** The passage that it speaks of: a version, and where in its text (UTF-16 offsets). */
    aboutVersion: integer("about_version"),
    aboutFrom: integer("about_from"),
    aboutTo: integer("about_to"),
    isPublic: boolean("is_public").notNull(),
    command: text("command").notNull(),
    /** It gave the reason of a block that an answer of ours asked for, without a command of its own. */
    completes: boolean("completes").notNull().default(false),
    /** Sanitised HTML of the whole note, the reason as it is, and as it was at closing; null: not public. */
    html: text("html"),
    reason: text("reason"),
    recordedReason: text("recorded_reason"),
    language: text("language"),
    receivedAt: instant("received_at").notNull(),
    updatedAt: instant("updated_at"),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    // the author is part of the key: nobody can sit on the id of somebody else's note
    primaryKey({ columns: [table.noteId, table.actorId] }),
    uniqueIndex("reply_id").on(table.id),
    index("reply_question").on(table.questionId, table.id),
    index("reply_proposal").on(table.proposalId, table.id),
    index("reply_thread").on(table.rootId, table.place),
    index("reply_actor").on(table.actorId, table.receivedAt),
    index("reply_about")
      .on(table.proposalId, table.aboutVersion)
      .where(sql`${table.aboutVersion} is not null`),
  ],
);

/** Notes that were deleted before they were known here; their late arrival says nothing. */
export const tombstones = pgTable(
  "tombstone",
  {
    noteId: text("note_id").notNull(),
    actorId: text("actor_id").notNull(),
    deletedAt: instant("deleted_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.noteId, table.actorId] })],
);

/**
 * Everything that was done about a question, append-only (a trigger refuses UPDATE and DELETE), with a gapless
 * `seq` per assembly. The ballot in force is a voter's last `ballot` or `withdraw`.
 */
export const ballotEvents = pgTable(
  "ballot_event",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
    questionId: uuid("question_id")
      .notNull()
      .references(() => questions.id),
    kind: text("kind").$type<"open" | "ballot" | "withdraw" | "rejected" | "close" | "outcome">().notNull(),
    voterId: uuid("voter_id").references(() => voters.id),
    /** Its voter is on the question's roll, which never changes: so that a million can be counted by themselves. */
    onRoll: boolean("on_roll").notNull().default(false),
    position: text("position").$type<Position>(),
    /** Whether a reason stood publicly with it when it came. */
    reasoned: boolean("reasoned").notNull().default(false),
    via: text("via").$type<Via>(),
    /** The note it came from, for edits and deletions, and for the words. */
    noteId: text("note_id"),
    activityId: text("activity_id"),
    /** Why a `rejected` one was; what an `outcome` is. */
    code: text("code"),
    receivedAt: instant("received_at").notNull(),
    evidenceId: uuid("evidence_id").references(() => evidence.id),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.assemblyId, table.seq] }),
    index("ballot_event_voter").on(table.questionId, table.voterId, table.seq.desc()),
    index("ballot_event_note").on(table.noteId),
    index("ballot_event_newest").on(table.questionId, table.position, table.seq),
  ],
);

/** Refusals that belong to no question of ours, one row a person, place and code, for the logs. */
export const refusalLog = pgTable(
  "refusal_log",
  {
    actorId: text("actor_id").notNull(),
    subject: text("subject").notNull(),
    code: text("code").notNull(),
    count: integer("count").notNull().default(1),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.actorId, table.subject, table.code] })],
);
