import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { Joining } from "../../domain/assembly.ts";
import type { Constitution } from "../../domain/constitution.ts";
import type { Rule } from "../../domain/rule.ts";
import { bytes, createdAt, instant } from "./columns.ts";

/** Things known of this server as a whole: its origin, the hash of the first-start code. */
export const settings = pgTable("setting", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
});

/** Assemblies, with the constitution in force; every version of it stands in `constitution`. */
export const assemblies = pgTable("assembly", {
  id: uuid("id").primaryKey(),
  handle: text("handle").notNull().unique(),
  name: text("name").notNull(),
  summary: text("summary").notNull(),
  values: jsonb("values").$type<readonly string[]>().notNull(),
  rule: jsonb("rule").$type<Rule>().notNull(),
  rules: jsonb("rules").$type<Constitution["rules"]>().notNull().default({}),
  joining: text("joining").$type<Joining>().notNull(),
  vouches: integer("vouches").notNull().default(2),
  deliberationHours: integer("deliberation_hours").notNull(),
  votingHours: integer("voting_hours").notNull(),
  proposers: text("proposers").$type<Constitution["proposers"]>().notNull().default("members"),
  endorsements: integer("endorsements").notNull().default(0),
  blockHours: integer("block_hours").notNull().default(72),
  facilitation: boolean("facilitation").notNull().default(true),
  facilitatorDays: integer("facilitator_days").notNull().default(90),
  facilitatorTerms: integer("facilitator_terms").notNull().default(2),
  closeWhenAll: boolean("close_when_all").notNull().default(false),
  amendWhileVoting: text("amend_while_voting")
    .$type<Constitution["amendWhileVoting"]>()
    .notNull()
    .default("never"),
  withdrawWhileVoting: boolean("withdraw_while_voting").notNull().default(false),
  amendmentsByVote: boolean("amendments_by_vote").notNull().default(false),
  binding: text("binding").$type<Constitution["binding"]>().notNull().default("all"),
  language: text("language").notNull(),
  timeZone: text("time_zone").notNull(),
  visibility: text("visibility").$type<"public" | "closed">().notNull().default("public"),
  accent: text("accent"),
  /** The number of the constitution in force, counted from 1. */
  constitution: integer("constitution").notNull().default(1),
  createdAt: createdAt(),
});

/** Every constitution that an assembly has had, counted from 1; append-only. `proposalId` null: the founder's. */
export const constitutions = pgTable(
  "constitution",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    version: integer("version").notNull(),
    settings: jsonb("settings").$type<Constitution>().notNull(),
    proposalId: uuid("proposal_id"),
    adoptedAt: instant("adopted_at").notNull(),
    /** A name was taken out of its words (a trigger notes it): they open what was hashed no more. */
    isErased: boolean("is_erased").notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.assemblyId, table.version] })],
);

/** The last number given out in an assembly: `seq` of its ballot events, `number` of its proposals, its `ledger`. */
export const counters = pgTable(
  "counter",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    name: text("name").$type<"seq" | "proposal" | "ledger">().notNull(),
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
