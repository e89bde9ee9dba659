import type { Context } from "../context.ts";
import { archivedTables, rowsIn, waitingJobs } from "../store/archive.ts";
import type { Database } from "../store/database.ts";
import { newestMigration } from "../store/migrate.ts";

/** A row of `actor_key` as JSON: bytes are in hex, behind "\x". */
type KeyRow = { readonly private_sealed: string };

/**
 * Hands over everything that this server needs to go on elsewhere, as it stands at one moment: a line of JSON for each
 * row and each job that waits, private keys in the clear: `take` encrypts them before they go anywhere.
 */
export async function exportServer(
  ctx: Context,
  take: (lines: AsyncIterable<string>) => Promise<void>,
): Promise<void> {
  await ctx.db.transaction((tx) => take(linesOf(ctx, tx as unknown as Database)), {
    ...{ isolationLevel: "repeatable read", accessMode: "read only" },
  });
}

async function* linesOf({ secrets, env }: Context, tx: Database): AsyncGenerator<string, void> {
  yield `${JSON.stringify({ origin: env.origin, schema: newestMigration() })}\n`;
  for (const table of archivedTables) {
    for await (const row of rowsIn(tx, table)) {
      const text = table === "actor_key" ? unsealed(row) : row;
      yield `{"table":"${table}","row":${text}}\n`;
    }
  }
  for await (const job of waitingJobs(tx)) yield `{"job":${job}}\n`;

  function unsealed(row: string): string {
    const key = JSON.parse(row) as KeyRow;
    const plain = secrets.unseal(Buffer.from(key.private_sealed.slice(2), "hex"));
    return JSON.stringify({ ...key, private_sealed: `\\x${plain.toString("hex")}` });
  }
}
