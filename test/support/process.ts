import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestDatabase } from "./database.ts";
import { freePort, operatorToken, until } from "./moot.ts";

const main = new URL("../../src/main.ts", import.meta.url).pathname;

/** What processes begin with: where they find what they run, and what of it was compiled before. */
const inherited = {
  PATH: process.env.PATH ?? "",
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "folkmoot-compiled"),
};

/** A server in a process of its own, that can be killed. */
export type Server = {
  readonly origin: string;
  readonly child: ChildProcess;
  /** What it wrote so far, both streams. */
  output(): string;
  api(path: string, body?: unknown): Promise<{ status: number; body: any }>;
  /** Ends it without warning, as a power cut or the kernel does. */
  kill(): Promise<void>;
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>;
};

// no server outlives its test, however that ends
const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** The settings of a server that keeps its data in a test's own folder and database. */
export const settingsFor = (folder: string, { place }: TestDatabase): Record<string, string> => ({
  DATA_DIR: folder,
  ...("url" in place
    ? { DATABASE_URL: place.url, SECRET_KEY: "a secret of this test, not of any server" }
    : {}),
});

/** Starts `src/main.ts` and waits until it answers. The same settings start it again on the same data. */
export async function startServer(env: Record<string, string>, port?: number): Promise<Server> {
  const at = port ?? (await freePort());
  const origin = `http://localhost:${at}`;
  let output = "";
  const child = spawn(process.execPath, [main], {
    env: {
      ...inherited,
      ORIGIN: origin,
      OPERATOR_TOKEN: operatorToken,
      LOG_LEVEL: "warn",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  alive.add(child);
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  exited.then(() => alive.delete(child));
  const local = `http://127.0.0.1:${at}`;
  await until(
    "the server to answer",
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output}`);
      return fetch(`${local}/nodeinfo/2.1`).then(
        (answer) => answer.ok,
        () => false,
      );
    },
    60,
  );
  return {
    origin,
    child,
    output: () => output,
    api: async (path, body) => {
      const response = await fetch(`${local}/api/v1${path}`, {
        headers: {
          authorization: `Bearer ${operatorToken}`,
          ...(body ? { "content-type": "application/json" } : {}),
        },
        ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: await response.json() };
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

/** Runs `src/main.ts` (or another file) to its end; answers its exit code and what it wrote. */
export async function run(env: Record<string, string>, file = main, args: string[] = []) {
  let output = "";
  const child = spawn(process.execPath, [file, ...args], { env: { ...inherited, ...env } });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}
