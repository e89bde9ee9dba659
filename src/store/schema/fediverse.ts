import { sql } from "drizzle-orm";
import {
  bigserial,
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
import { assemblies } from "./assemblies.ts";
import { bytes, createdAt, instant } from "./columns.ts";
import { proposals, questions } from "./proposals.ts";

/** A public key of a remote actor: its id, SubjectPublicKeyInfo in base64, and what it is for. */
export type StoredKey = { readonly id: string; readonly spki: string; readonly algorithm: "rsa" | "ed25519" };

/** Actors of other servers as last fetched from their own origin. */
export const remoteActors = pgTable(
  "remote_actor",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    username: text("username").notNull(),
    name: text("name").notNull(),
    url: text("url"),
    inbox: text("inbox").notNull(),
    sharedInbox: text("shared_inbox"),
    followers: text("followers"),
    keys: jsonb("keys").$type<readonly StoredKey[]>().notNull(),
    documentHash: text("document_hash").notNull(),
    fetchedAt: instant("fetched_at").notNull(),
    /** The account was deleted; nothing of theirs is accepted or delivered to any more. */
    goneAt: instant("gone_at"),
  },
  (table) => [index("remote_actor_username").on(sql`lower(${table.username})`)],
);

/** Actor documents, byte for byte, once each: evidence names them by hash. */
export const actorDocuments = pgTable("actor_document", {
  hash: text("hash").primaryKey(),
  body: bytes("body").notNull(),
  fetchedAt: instant("fetched_at").notNull(),
});

/** Activities that were applied, so that a redelivery changes nothing. Swept after eight days. */
export const receivedActivities = pgTable(
  "received_activity",
  {
    actorId: text("actor_id").notNull(),
    activityId: text("activity_id").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.activityId] }),
    index("received_activity_at").on(table.receivedAt),
  ],
);

/** Requests whose sender is not known well enough yet; applied in order per actor, then gone. */
export const pendingRequests = pgTable(
  "pending_request",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    actorId: text("actor_id").notNull(),
    origin: text("origin").notNull(),
    address: text("address").notNull(),
    method: text("method").notNull(),
    target: text("target").notNull(),
    headers: jsonb("headers").$type<readonly (readonly [string, string])[]>().notNull(),
    body: bytes("body").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [
    index("pending_request_actor").on(table.actorId, table.seq),
    index("pending_request_origin").on(table.origin),
    index("pending_request_address").on(table.address),
  ],
);

/** Who asked to quote what of ours in which note of theirs, and was told that they may (FEP-044f). */
export const quotePermits = pgTable(
  "quote_permit",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    actorId: text("actor_id").notNull(),
    /** The activity that asked last. */
    requestId: text("request_id").notNull(),
    /** How often they asked: each time is answered. */
    asked: integer("asked").notNull().default(1),
    quoted: text("quoted").notNull(),
    quoting: text("quoting").notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique("quote_permit_note").on(table.actorId, table.quoting, table.quoted)],
);

/** What an answer of ours may be asking for; a direct reply completes it. */
export type Asks =
  | { readonly what: "affirm"; readonly code?: string }
  | { readonly what: "leave-answer"; readonly invitationId: string }
  | { readonly what: "block-reason"; readonly questionId: string }
  | { readonly what: "proposal-text"; readonly title: string }
  | { readonly what: "lift"; readonly objectionId: string }
  /** Nothing, but who takes back what they said takes back this amendment. */
  | { readonly what: "amendment"; readonly amendmentId: string }
  /** The same of a suggestion, and who says that it is fulfilled means this one. */
  | { readonly what: "suggestion"; readonly suggestionId: string }
  | { readonly what: "statement"; readonly proposalId: string };

/** Anything an assembly says: answers to one person, notices and outcomes to everybody. */
export const notes = pgTable(
  "note",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    kind: text("kind").$type<"answer" | "notice" | "deliberation" | "statement" | "outcome">().notNull(),
    /** The person it is for; null: public. */
    toActor: text("to_actor"),
    inReplyTo: text("in_reply_to"),
    proposalId: uuid("proposal_id").references(() => proposals.id),
    questionId: uuid("question_id").references(() => questions.id),
    /** Which sentence it is, so that the same is not said twice. */
    says: text("says").notNull(),
    asks: jsonb("asks").$type<Asks>(),
    asksUntil: instant("asks_until"),
    html: text("html").notNull(),
    language: text("language").notNull(),
    publishedAt: instant("published_at").notNull(),
    /** Goes up when its words are changed, as an erasure does; others are told of each. */
    revision: integer("revision").notNull().default(0),
    updatedAt: instant("updated_at"),
  },
  (table) => [
    index("note_to").on(table.toActor, table.publishedAt),
    index("note_assembly").on(table.assemblyId, table.publishedAt),
    index("note_question").on(table.questionId),
    index("note_proposal").on(table.proposalId),
  ],
);

/** Activities of ours as they were signed, by what they are about and its revision; sent from here. */
export const announcements = pgTable(
  "announcement",
  {
    id: uuid("id").primaryKey(),
    subject: text("subject").notNull(),
    verb: text("verb").$type<"Create" | "Update" | "Accept" | "Announce">().notNull(),
    revision: integer("revision").notNull(),
    json: text("json").notNull(),
    isPublic: boolean("is_public").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("announcement_subject").on(table.subject, table.verb, table.revision),
    index("announcement_created").on(table.createdAt),
  ],
);

/**
 * What one inbox is to get about one subject (a question, a note, an Accept): one row however often it
 * changes, so that a server that was down gets the newest state once.
 */
export const deliveries = pgTable(
  "delivery",
  {
    id: uuid("id").primaryKey(),
    /** Whose it is to say; null: the server itself. */
    assemblyId: uuid("assembly_id").references(() => assemblies.id),
    subject: text("subject").notNull(),
    inbox: text("inbox").notNull(),
    host: text("host").notNull(),
    wanted: integer("wanted").notNull(),
    /** The revision last taken in by the inbox; null: nothing yet, so a Create is due. */
    sent: integer("sent"),
    tries: integer("tries").notNull().default(0),
    failingSince: instant("failing_since"),
    queued: boolean("queued").notNull().default(true),
    /** Why it was given up, if it was. */
    ended: text("ended"),
    createdAt: createdAt(),
  },
  (table) => [unique("delivery_inbox").on(table.subject, table.inbox), index("delivery_host").on(table.host)],
);

/** How a host has been answering: after some failures in a row nothing is sent to it for a while. */
export const hosts = pgTable("host", {
  host: text("host").primaryKey(),
  failures: integer("failures").notNull().default(0),
  failingSince: instant("failing_since"),
  openUntil: instant("open_until"),
});

/** Reports that were sent to us; an operator reads them. */
export const flags = pgTable("flag", {
  id: uuid("id").primaryKey(),
  actorId: text("actor_id").notNull(),
  objects: jsonb("objects").$type<readonly string[]>().notNull(),
  content: text("content").notNull(),
  receivedAt: instant("received_at").notNull(),
});

/** Fedify's key-value store. */
export const keyValues = pgTable("key_value", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
  expiresAt: instant("expires_at"),
});

/** What each web process has finished: everything received before `watermark`. Closing waits for it. */
export const webProcesses = pgTable("web_process", {
  id: uuid("id").primaryKey(),
  watermark: instant("watermark").notNull(),
  seenAt: instant("seen_at").notNull(),
});
