import type { Context, JobPayloads, QueueName } from "../context.ts";
import { settingsLike, takeSetting } from "../store/settings.ts";

type Kept = { readonly name: QueueName; readonly data: JobPayloads[QueueName]; readonly startAfter: string };

/** Asks again for the work that waited where this server's data was exported; once, at the first start after that. */
export async function takeUpImported(ctx: Context): Promise<void> {
  for (const { key, value } of await settingsLike<readonly Kept[]>(ctx.db, "imported-jobs:")) {
    await ctx.db.transaction(async (tx) => {
      if (!(await takeSetting(tx, key))) return;
      for (const { name, data, startAfter } of value)
        await ctx.jobs.send(tx, name, data as never, { startAfter: new Date(startAfter) });
    });
  }
}
