import { sql } from "drizzle-orm";
import { fromDrizzle, type Job, type JobResult, PgBoss } from "pg-boss";
import type { JobPayloads, Jobs, QueueName } from "../context.ts";
import type { Log } from "../log.ts";
import { isDatabaseGone, type Opened, plainParameters } from "../store/database.ts";

/**
 * How each queue is worked: by how many workers, how many jobs each takes at once, and after how many seconds a
 * crashed attempt lets go of its job. A worker that got as many as it takes asks again at once.
 */
const queues: Record<QueueName, { workers: number; batch: number; expireInSeconds: number }> = {
  "unknown-actor": { workers: 2, batch: 10, expireInSeconds: 60 },
  deliver: { workers: 4, batch: 10, expireInSeconds: 60 },
  announce: { workers: 1, batch: 10, expireInSeconds: 60 },
  "tally-update": { workers: 1, batch: 10, expireInSeconds: 60 },
  "close-question": { workers: 1, batch: 10, expireInSeconds: 60 },
  "open-question": { workers: 1, batch: 10, expireInSeconds: 60 },
  "remind-roll": { workers: 1, batch: 1, expireInSeconds: 300 },
  "sign-head": { workers: 1, batch: 1, expireInSeconds: 300 },
  "check-witness": { workers: 1, batch: 1, expireInSeconds: 300 },
  "erase-person": { workers: 1, batch: 1, expireInSeconds: 600 },
  sweep: { workers: 1, batch: 1, expireInSeconds: 600 },
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
    // how soon a job of a process that died is given to another, once it has expired
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
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
    // read now, so that asking for work inside a transaction never asks on another connection
    await boss.findJobs(name, { limit: 1 });
  }
  const jobs: Jobs = {
    send: async (db, name, data, { startAfter } = {}) => {
      await boss.send(name, data, {
        db: plainParameters(fromDrizzle(db as never, sql as never)),
        ...(startAfter ? { startAfter } : {}),
      });
    },
  };
  return {
    jobs,
    work: async (handlers) => {
      for (const [name, { workers, batch }] of Object.entries(queues)) {
        const handle = handlers[name as QueueName] as (data: object) => Promise<void>;
        const options = {
          localConcurrency: workers,
          batchSize: batch,
          burstWhenBatchFull: true,
          perJobResults: true as const,
          pollingIntervalSeconds: 1,
          // a job that is due later wakes nobody when it is; it is found by looking
          notifyPollingIntervalSeconds: 1,
        };
        await boss.work<object>(name, options, (found) =>
          Promise.all(found.map((job) => attempt(name, job, handle, log))),
        );
      }
      await boss.schedule("sweep", "17 * * * *", {});
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
  };
}

/**
 * Does one job of a batch; a fault fails this one alone, and it is tried again. While the database is gone the job
 * is held here for a while: pg-boss could not even be told, and would give it out again only when it expires.
 */
async function attempt(
  name: string,
  job: Job,
  handle: (data: object) => Promise<void>,
  log: Log,
): Promise<JobResult> {
  for (let waits = 0; ; waits++) {
    try {
      await handle(job.data);
      return { id: job.id, status: "completed" };
    } catch (error) {
      const isGone = isDatabaseGone(error);
      if (isGone && waits < 20 && !job.signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        continue;
      }
      log[isGone ? "warn" : "error"]({ err: error, queue: name, tries: job.retryCount }, "job failed");
      return { id: job.id, status: "failed" };
    }
  }
}
