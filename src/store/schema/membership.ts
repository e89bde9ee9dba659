import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { MembershipDeed, MembershipState } from "../../domain/membership.ts";
import { assemblies } from "./assemblies.ts";
import { bytes, createdAt, instant, randomSalt } from "./columns.ts";

/** One row a person and assembly, for ever: who rejoins takes up the same seat. */
export const memberships = pgTable(
  "membership",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    actorId: text("actor_id").notNull(),
    state: text("state").$type<MembershipState>().notNull(),
    /** Who admitted them: "operator", "assembly" by a decision, "self" by affirming, else an actor id. */
    admittedBy: text("admitted_by").notNull(),
    joinedAt: instant("joined_at"),
    leftAt: instant("left_at"),
    affirmedAt: instant("affirmed_at"),
    /** The constitution whose values they affirmed, and that votes are public. */
    affirmedVersion: integer("affirmed_version"),
    /** What they last wrote in, if their app said so: messages to them are in it. */
    language: text("language"),
    /** 128 random bits: what their tag in the ledger is made with (ADR 13). */
    salt: bytes("salt").notNull().default(randomSalt),
    createdAt: createdAt(),
  },
  (table) => [
    unique("membership_person").on(table.assemblyId, table.actorId),
    index("membership_actor").on(table.actorId),
  ],
);

/** What happened to memberships, in order; nothing here is changed. */
export const membershipEvents = pgTable(
  "membership_event",
  {
    id: uuid("id").primaryKey(),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    kind: text("kind").$type<MembershipDeed>().notNull(),
    by: text("by").notNull(),
    at: instant("at").notNull(),
    /** What else belongs to it: the version affirmed, the proposal that decided, an invitation's id. */
    detail: jsonb("detail").$type<Readonly<Record<string, string | number>>>(),
  },
  (table) => [index("membership_event_membership").on(table.membershipId)],
);

/** Members who vouch for somebody who asks to join; one each. */
export const vouches = pgTable(
  "vouch",
  {
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    /** The actor id of the member who vouches. */
    by: text("by").notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.membershipId, table.by] })],
);

/** Invitations by link or code, each good for one person; only a hash of the code is kept. */
export const invitations = pgTable(
  "invitation",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    codeHash: text("code_hash").notNull().unique(),
    by: text("by").notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    usedBy: text("used_by"),
    usedAt: instant("used_at"),
    endedAt: instant("ended_at"),
  },
  (table) => [index("invitation_assembly").on(table.assemblyId)],
);

/**
 * A dated invitation to leave, which goes before any proposal to remove somebody: why, which decisions were refused
 * or left undone, until when an answer is awaited, and the answer, which is public.
 */
export const leaveInvitations = pgTable(
  "leave_invitation",
  {
    id: uuid("id").primaryKey(),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    by: text("by").notNull(),
    reasons: text("reasons").notNull(),
    /** Ids of proposals that were adopted and refused, or left undone. */
    decisions: jsonb("decisions").$type<readonly string[]>().notNull(),
    at: instant("at").notNull(),
    answerBy: instant("answer_by").notNull(),
    answer: text("answer"),
    answeredAt: instant("answered_at"),
  },
  (table) => [index("leave_invitation_membership").on(table.membershipId)],
);

/** A task given to a member for a time, by decision; it ends by itself at `until`, or before at `endedAt`. */
export const roleTerms = pgTable(
  "role_term",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    membershipId: uuid("membership_id")
      .notNull()
      .references(() => memberships.id),
    actorId: text("actor_id").notNull(),
    role: text("role").$type<"facilitator">().notNull(),
    from: instant("from").notNull(),
    until: instant("until").notNull(),
    endedAt: instant("ended_at"),
    /** Why it ended before its time: "resigned", "dismissed", "left". */
    ended: text("ended"),
    proposalId: uuid("proposal_id").notNull(),
  },
  (table) => [index("role_term_assembly").on(table.assemblyId, table.actorId)],
);

/** Bans: of an account or a host, by an assembly for itself or by the operator for the server (assembly null). */
export const bans = pgTable(
  "ban",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id").references(() => assemblies.id),
    /** An actor id, or a host name. */
    target: text("target").notNull(),
    reason: text("reason").notNull(),
    /** "operator", or "assembly" by the proposal. */
    by: text("by").notNull(),
    proposalId: uuid("proposal_id"),
    at: instant("at").notNull(),
    until: instant("until"),
    endedAt: instant("ended_at"),
    endedBy: text("ended_by"),
  },
  (table) => [index("ban_target").on(table.target)],
);

/** Words that a facilitator hid as spam; undone by `shownAt`. The ballot that came with them stands. */
export const hidings = pgTable(
  "hiding",
  {
    id: uuid("id").primaryKey(),
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    noteId: text("note_id").notNull(),
    actorId: text("actor_id").notNull(),
    by: text("by").notNull(),
    reason: text("reason").notNull(),
    at: instant("at").notNull(),
    shownBy: text("shown_by"),
    shownAt: instant("shown_at"),
  },
  (table) => [index("hiding_note").on(table.noteId, table.actorId)],
);
