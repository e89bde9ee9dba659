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
import type { Joining } from "../../domain/assembly.ts";
import type { MembershipState } from "../../domain/membership.ts";
import type { Rule } from "../../domain/rule.ts";
import { bytes, createdAt, instant } from "./columns.ts";

/** Things known of this server as a whole: its origin, the hash of the first-start code. */
export const settings = pgTable("setting", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
});

/** Assemblies, with the charter that holds until they decide otherwise. */
export const assemblies = pgTable("assembly", {
  id: uuid("id").primaryKey(),
  handle: text("handle").notNull().unique(),
  name: text("name").notNull(),
  summary: text("summary").notNull(),
  values: jsonb("values").$type<readonly string[]>().notNull(),
  rule: jsonb("rule").$type<Rule>().notNull(),
  joining: text("joining").$type<Joining>().notNull(),
  deliberationHours: integer("deliberation_hours").notNull(),
  votingHours: integer("voting_hours").notNull(),
  language: text("language").notNull(),
  timeZone: text("time_zone").notNull(),
  visibility: text("visibility").$type<"public" | "closed">().notNull().default("public"),
  accent: text("accent"),
  createdAt: createdAt(),
});

/** The last number given out in an assembly: `seq` of its ballot events, `number` of its proposals. */
export const counters = pgTable(
  "counter",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    name: text("name").$type<"seq" | "proposal">().notNull(),
    last: bigint("last", { mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.assemblyId, table.name] })],
);

/** Our actors' key pairs; private keys are encrypted with the server's secret. `owner`: assembly id or "server". */
export const actorKeys = pgTable(
  "actor_key",
  {
    owner: text("owner").notNull(),
    kind: text("kind").$type<"rsa" | "ed25519">().notNull(),
    publicSpki: bytes("public_spki").notNull(),
    privateSealed: bytes("private_sealed").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.kind] })],
);

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
    /** Who admitted them: "operator", or "self" by affirming. */
    admittedBy: text("admitted_by").notNull(),
    joinedAt: instant("joined_at"),
    leftAt: instant("left_at"),
    affirmedAt: instant("affirmed_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("membership_person").on(table.assemblyId, table.actorId),
    index("membership_actor").on(table.actorId),
  ],
);

/** What happened to memberships, in order; nothing here is changed. */
export const membershipEvents = pgTable("membership_event", {
  id: uuid("id").primaryKey(),
  membershipId: uuid("membership_id")
    .notNull()
    .references(() => memberships.id),
  kind: text("kind").$type<"invited" | "joined" | "affirmed" | "left">().notNull(),
  by: text("by").notNull(),
  at: instant("at").notNull(),
});

/** Who follows an assembly. */
export const followers = pgTable(
  "follower",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    actorId: text("actor_id").notNull(),
    activityId: text("activity_id"),
    followedAt: instant("followed_at").notNull(),
    /** They blocked the assembly: nothing is delivered to them until they follow again. */
    blocked: boolean("blocked").notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.assemblyId, table.actorId] }),
    index("follower_actor").on(table.actorId),
  ],
);
