import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { buildApp, handlersOf } from "../../src/app.ts";
import type { Context } from "../../src/context.ts";
import { type Env, readEnv } from "../../src/env.ts";
import type { Room } from "../../src/fediverse/room.ts";
import { makeLog } from "../../src/log.ts";
import { start } from "../../src/start.ts";
import { makeTestDatabase, type TestDatabase } from "./database.ts";
import { recountAll } from "./recount.ts";

/** A Folkmoot server on loopback, whole: real HTTP, a database of its own, its jobs running. */
export type Moot = {
  readonly origin: string;
  readonly ctx: Context;
  readonly room: Room;
  readonly app: FastifyInstance;
  /** What was logged at level warn and above. */
  readonly logged: string[];
  /** Calls the JSON API as the operator; `body` makes it a POST. */
  api(
    path: string,
    body?: unknown,
    token?: string | null,
  ): Promise<{ status: number; body: any; headers: Headers }>;
  get(path: string, accept?: string): Promise<{ status: number; text: string; json: any; headers: Headers }>;
  stop(): Promise<void>;
};

export const operatorToken = "operator-token-of-tests";

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

type Options = {
  readonly env?: Record<string, string>;
  readonly now?: () => Date;
  readonly random?: () => number;
  /** Leave jobs alone: the test runs them itself. */
  readonly idle?: boolean;
  /** Rows are put in without the actions that enter them in the ledger, which is not recounted then. */
  readonly isPainted?: boolean;
  readonly database?: TestDatabase;
};

/** Starts a server. Stop it at the end of the test file; its data goes with it. */
export async function startMoot(options: Options = {}): Promise<Moot> {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-test-"));
  const port = await freePort();
  const database = options.database ?? (await makeTestDatabase());
  const env = readEnv({
    ORIGIN: `http://localhost:${port}`,
    DATA_DIR: folder,
    OPERATOR_TOKEN: operatorToken,
    SECRET_KEY: randomBytes(24).toString("hex"),
    TALLY_UPDATE_SECONDS: "1",
    ...options.env,
  });
  if ("problems" in env) throw new Error(env.problems.join("\n"));
  const logged: string[] = [];
  const log = makeLog("warn", (line) => void logged.push(line));
  const { ctx, room, queue, close } = await start(env as Env, log, {
    place: database.place,
    ...(options.now ? { now: options.now } : {}),
    ...(options.random ? { random: options.random } : {}),
  });
  const app = await buildApp(room);
  if (!options.idle) await queue.work(handlersOf(room));
  await app.listen({ host: "127.0.0.1", port });
  const { origin } = ctx.env;
  const local = `http://127.0.0.1:${port}`;
  return {
    origin,
    ctx,
    room,
    app,
    logged,
    api: async (path, body, token = operatorToken) => {
      const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
      if (body !== undefined) headers["content-type"] = "application/json";
      const response = await fetch(`${local}/api/v1${path}`, {
        headers,
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
    },
    get: async (path, accept = "application/activity+json") => {
      const response = await fetch(local + path, { headers: { accept }, redirect: "manual" });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get("content-type") ?? "");
      return {
        status: response.status,
        text,
        json: isJson ? JSON.parse(text) : null,
        headers: response.headers,
      };
    },
    stop: async () => {
      await app.close();
      await queue.stop();
      // whatever a test was about: what the ledger says is what was decided
      const recounted = options.isPainted || (await recountAll(ctx.db).catch((error: Error) => error));
      await close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      if (recounted instanceof Error) throw recounted;
    },
  };
}

/** Waits until something is so, looking every few milliseconds; fails after twenty seconds, or as many as are given, saying what was awaited. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | null | undefined | false> | Value,
  seconds = 20,
): Promise<Value> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const value = await look();
    if (value) return value as Value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain: ${what}`);
}
