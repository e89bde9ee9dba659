import type { Database } from "../../src/store/database.ts";

/** Does something, and answers every query that it put to a database meanwhile, those within transactions too. */
export async function queriesOf(db: Database, work: () => Promise<unknown>): Promise<string[]> {
  const queries: string[] = [];
  const { session } = db as unknown as { session: { logger: unknown; options: { logger?: unknown } } };
  const [logger, options] = [session.logger, session.options];
  const counting = { logQuery: (text: string) => void queries.push(text) };
  // a transaction makes its session of the same options
  Object.assign(session, { logger: counting, options: { ...options, logger: counting } });
  try {
    await work();
  } finally {
    Object.assign(session, { logger, options });
  }
  return queries;
}
