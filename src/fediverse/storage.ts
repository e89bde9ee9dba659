import type { KvKey, KvStore, KvStoreSetOptions } from "@fedify/fedify";
import type { Context } from "../context.ts";
import { listValues, loadValue, removeValue, saveValue } from "../store/values.ts";

const nameOf = (key: KvKey): string => JSON.stringify(key);

/**
 * Fedify's key-value store on a table of ours. It holds nothing that matters: who was heard is kept by our own
 * constraints, so what Fedify would write about idempotence is not even stored.
 */
export function makeStorage(ctx: Context): KvStore {
  const isDropped = (key: KvKey): boolean => key.includes("activityIdempotence");
  return {
    get: async (key) => (await loadValue(ctx.db, nameOf(key), ctx.now())) as never,
    set: async (key: KvKey, value: unknown, options?: KvStoreSetOptions) => {
      if (isDropped(key)) return;
      const ttl = options?.ttl?.total("millisecond");
      const expiresAt = ttl === undefined ? null : new Date(ctx.now().getTime() + ttl);
      await saveValue(ctx.db, nameOf(key), value, expiresAt);
    },
    delete: (key) => removeValue(ctx.db, nameOf(key)),
    async *list(prefix?: KvKey) {
      const start = prefix ? nameOf(prefix).slice(0, -1) : "";
      for (const row of await listValues(ctx.db, start, ctx.now()))
        yield { key: JSON.parse(row.key), value: row.value };
    },
  };
}
