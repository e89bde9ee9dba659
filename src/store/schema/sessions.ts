import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, instant } from "./columns.ts";

/**
 * Links for signing in that somebody asked for. The code in the message is made from the id and the server's
 * secret, so that no table holds it; `token_hash` and `browser_hash` are SHA-256 in hex. Swept when they are over.
 */
export const signIns = pgTable(
  "sign_in",
  {
    id: uuid("id").primaryKey(),
    actorId: text("actor_id").notNull(),
    tokenHash: text("token_hash").notNull().unique(),
    /** Of the secret in the cookie of the browser that asked: the link works in no other. */
    browserHash: text("browser_hash").notNull(),
    language: text("language").notNull(),
    /** The path on this server to go to afterwards; null: the person's own page. */
    next: text("next"),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (table) => [
    index("sign_in_actor").on(table.actorId, table.createdAt),
    index("sign_in_browser").on(table.browserHash),
  ],
);

/** Browsers in which people are signed in, by the SHA-256 of the cookie's secret. */
export const sessions = pgTable(
  "session",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    actorId: text("actor_id").notNull(),
    createdAt: createdAt(),
    seenAt: instant("seen_at").notNull(),
    userAgent: text("user_agent").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [index("session_actor").on(table.actorId)],
);

/** Personal tokens for the API, by their SHA-256; made by the person alone, signed in. */
export const apiTokens = pgTable(
  "api_token",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    actorId: text("actor_id").notNull(),
    name: text("name").notNull(),
    createdAt: createdAt(),
    usedAt: instant("used_at"),
    endedAt: instant("ended_at"),
  },
  (table) => [index("api_token_actor").on(table.actorId)],
);

/**
 * People who asked that their name and words go (ADR 15), until that is done; with it the row goes as well. `dueAt`:
 * when it can be, as the last open question that they take part in has closed.
 */
export const erasures = pgTable("erasure", {
  id: uuid("id").primaryKey(),
  actorId: text("actor_id").notNull().unique(),
  askedAt: instant("asked_at").notNull(),
  dueAt: instant("due_at").notNull(),
});
