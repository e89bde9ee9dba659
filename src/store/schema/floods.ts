import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { assemblies } from "./assemblies.ts";
import { instant } from "./columns.ts";
import { questions } from "./proposals.ts";

/** How many of a server came new to an assembly's questions within an hour, off the roll; `domain/flood.ts`. */
export const newcomers = pgTable(
  "newcomer",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    server: text("server").notNull(),
    hour: instant("hour").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.assemblyId, table.server, table.hour] }),
    index("newcomer_hour").on(table.hour),
  ],
);

/** Answers that came when there was no more room for newcomers: from which server, in which hour, how many. */
export const floods = pgTable(
  "flood",
  {
    questionId: uuid("question_id")
      .notNull()
      .references(() => questions.id),
    server: text("server").notNull(),
    hour: instant("hour").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.questionId, table.server, table.hour] })],
);

/** How many contributions of people who are no members were kept from a server within an hour; `domain/flood.ts`. */
export const heardFrom = pgTable(
  "heard_from",
  {
    assemblyId: uuid("assembly_id")
      .notNull()
      .references(() => assemblies.id),
    server: text("server").notNull(),
    hour: instant("hour").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.assemblyId, table.server, table.hour] }),
    index("heard_from_hour").on(table.hour),
  ],
);
