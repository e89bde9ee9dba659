import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { v7 } from "uuid";
import { ensureServerKeys } from "./actions/make-keys.ts";
import type { Context } from "./context.ts";
import { buildLexicon } from "./domain/words/lexicon.ts";
import { readWords } from "./domain/words/read.ts";
import { splitChange } from "./domain/words/split-change.ts";
import type { Env } from "./env.ts";
import { makeAgent } from "./fediverse/http.ts";
import { makeKeyring } from "./fediverse/keys.ts";
import { makeLoader } from "./fediverse/loader.ts";
import { resolveActor } from "./fediverse/resolve.ts";
import type { Room } from "./fediverse/room.ts";
import { makeInWork } from "./in-work.ts";
import { type Queue, startQueue } from "./jobs/boss.ts";
import { readLocales } from "./locales.ts";
import type { Log } from "./log.ts";
import { readSecrets } from "./secrets.ts";
import { databaseClock } from "./store/clock.ts";
import { isDatabaseGone, type Opened, openDatabase, type Place } from "./store/database.ts";
import { migrate } from "./store/migrate.ts";
import { loadSetting, saveSetting } from "./store/settings.ts";

/** What tests put in place of the world: a database, a clock, chance. */
export type Instead = {
  readonly place?: Place;
  readonly opened?: Opened;
  readonly now?: () => Date;
  readonly random?: () => number;
};

/** A process that is ready to serve or to work. */
export type Started = {
  readonly ctx: Context;
  readonly room: Room;
  readonly queue: Queue;
  readonly opened: Opened;
  /** Corrects the clock by the database's. */
  measure(): Promise<void>;
  /** Closes what was opened here. */
  close(): Promise<void>;
};

/**
 * Opens the database, brings it up to date and puts together what crosses the rooms. Throws, with a message for
 * people, where the folder is in use, the secrets are readable by others, or the origin has changed.
 */
export async function start(env: Env, log: Log, instead: Instead = {}): Promise<Started> {
  const secrets = readSecrets(env);
  const place = instead.place ?? (env.databaseUrl ? { url: env.databaseUrl } : { folder: env.dataDir });
  const opened = instead.opened ?? (await openDatabase(place));
  try {
    await reach(opened, log);
    // a web process and a worker that start together prepare a new database one after the other
    const queue = await opened.alone(async () => {
      await migrate(opened);
      await settleOrigin(env, opened);
      await ensureServerKeys({ secrets }, opened.db);
      return startQueue(opened, log, env.roles.has("worker"));
    });
    const clock = databaseClock(opened.db);
    await clock.measure();
    const now = instead.now ?? clock.now;
    const phrases = readLocales();
    const lexicon = buildLexicon(phrases.words);
    const ctx: Context = {
      env,
      db: opened.db,
      jobs: queue.jobs,
      log,
      secrets,
      phrases,
      inWork: makeInWork(),
      processId: randomUUID(),
      startedAt: now(),
      now,
      newId: () => v7({ msecs: now().getTime() }),
      random: instead.random ?? Math.random,
      readWords: (said, bearsBlocks) => readWords(said, lexicon, bearsBlocks),
      splitChange: (text) => splitChange(lexicon, text),
      resolveActor: (account) => resolveActor(ctx, room.loader, account),
    };
    const agent = makeAgent(env.allowPrivateAddress);
    const keysOf = makeKeyring(ctx);
    const room: Room = { ctx, agent, keysOf, loader: makeLoader(ctx, agent, keysOf) };
    const close = async () => {
      await agent.close().catch(() => {});
      await opened.close();
    };
    return { ctx, room, queue, opened, measure: clock.measure, close };
  } catch (error) {
    await opened.close().catch(() => {});
    throw error;
  }
}

/** Where the data is, for people. */
export const describePlace = (env: Env): string =>
  env.databaseUrl ? "PostgreSQL" : `the embedded database in ${join(env.dataDir, "pglite")}`;

/** A database server may start a little later than we do; it is waited for half a minute. */
async function reach(opened: Opened, log: Log): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await opened.ping();
    } catch (error) {
      if (!isDatabaseGone(error) || tries >= 15) throw error;
      log.warn("the database cannot be reached yet; trying again");
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

/** Every id in the database begins with the origin it was made under; another one would break them all. */
async function settleOrigin(env: Env, { db }: Opened): Promise<void> {
  const known = await loadSetting<string>(db, "origin");
  if (known === null) return saveSetting(db, "origin", env.origin);
  if (known !== env.origin) {
    throw new Error(
      `ORIGIN is ${env.origin}, but this database belongs to ${known}. Ids cannot move: set ORIGIN back.`,
    );
  }
}
