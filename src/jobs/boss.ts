import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { JobPayloads, Jobs, QueueName } from "../context.ts";
import type { Log } from "../log.ts";
import type { Opened } from "../store/database.ts";

/** How each queue is worked: how many at once, and how long a crashed attempt holds its job. */
const queues: Record<QueueName, { atOnce: number; expireInSeconds: number }> = {
  "unknown-actor": { atOnce: 4, expireInSeconds: 60 },
  deliver: { atOnce: 8, expireInSeconds: 60 },
  announce: { atOnce: 2, expireInSeconds: 120 },
  "tally-update": { atOnce: 1, expireInSeconds: 60 },
  "close-question": { atOnce: 1, expireInSeconds: 60 },
  sweep: { atOnce: 1, expireInSeconds: 600 },
};

/** What does the work of a queue. It throws only what a repeat may cure. */
export type Handlers = { readonly [Name in QueueName]: (data: JobPayloads[Name]) => Promise<void> };

/** The queue of jobs: `jobs` to ask for work, `work` to do it in this process. */
export type Queue = { readonly jobs: Jobs; work(handlers: Handlers): Promise<void>; stop(): Promise<void> };

/**
 * Starts pg-boss on our own database. A job is inserted in the transaction that causes it; a notification wakes a
 * worker at once, polling finds what was missed. A process that only serves pages asks for work and does none.
 */
export async function startQueue(opened: Opened, log: Log, isWorker: boolean): Promise<Queue> {
  const boss = new PgBoss({
    db: opened.boss,
    backend: opened.backend,
    useListenNotify: isWorker,
    supervise: isWorker,
    schedule: isWorker,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", (error) => log.warn({ err: error }, "job queue"));
  boss.on("warning", (warning) => log.debug({ warning }, "job queue"));
  await boss.start();
  for (const [name, { expireInSeconds }] of Object.entries(queues)) {
    const options = {
      notify: true,
      expireInSeconds,
      // a handler that throws met a fault, mostly the database's: tried again with patience, never dropped soon
      retryLimit: 1000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      retentionSeconds: 400 * 24 * 3600,
      deleteAfterSeconds: 3600,
    };
    await boss.createQueue(name, { ...options, policy: "standard" });
    await boss.updateQueue(name, options);
  }
  const jobs: Jobs = {
    send: async (db, name, data, { startAfter, group } = {}) => {
      await boss.send(name, data, {
        db: fromDrizzle(db as never, sql as never),
        ...(startAfter ? { startAfter } : {}),
        ...(group ? { group: { id: group } } : {}),
      });
    },
  };
  return {
    jobs,
    work: async (handlers) => {
      for (const [name, { atOnce }] of Object.entries(queues)) {
        const handle = handlers[name as QueueName] as (data: object) => Promise<void>;
        const options = {
          localConcurrency: atOnce,
          pollingIntervalSeconds: 1,
          // a job that is due later wakes nobody when it is; it is found by looking
          notifyPollingIntervalSeconds: 1,
          // a slow host takes two of the workers at most
          ...(name === "deliver" ? { localGroupConcurrency: 2 } : {}),
        };
        await boss.work<object, void, typeof options>(name, options, async ([job]) => {
          if (job) await handle(job.data);
        });
      }
      await boss.schedule("sweep", "17 * * * *", {});
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
  };
}
