import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../env.ts";

/** Asks a running server through its API; rejects with a sentence for people. `stream`: for an answer of bytes. */
export type Remote = {
  <Result = Said>(path: string, body?: unknown): Promise<Result>;
  stream(path: string, body: unknown): Promise<ReadableStream<Uint8Array>>;
  readonly server: string;
  /** What the environment names for archives. */
  readonly passphrase: string | null;
};

/** What the API answers about one thing; commands read a few of its texts. */
export type Said = Readonly<Record<string, string>>;

/** A page of a list. */
export type Page<Item = Said> = { readonly items: readonly Item[]; readonly next: string | null };

/**
 * Commands go to the running server, as the operator: there is one door, and an embedded database has one process.
 * The token is OPERATOR_TOKEN, or the file that the first start made in the data folder.
 */
export function connect(env: Env, server: string = env.origin): Remote {
  const file = join(env.dataDir, "operator-token");
  const token = env.operatorToken ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : null);
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    if (body !== undefined && !token) {
      throw new Error(
        `No operator's token: set OPERATOR_TOKEN, or DATA_DIR to the folder with the file operator-token.`,
      );
    }
    for (let tries = 1; ; tries++) {
      const answer = await fetch(new URL(`/api/v1${path}`, server), {
        headers: {
          // another server, asked for what is public, need not learn the token of this one
          ...(token && (body !== undefined || server === env.origin)
            ? { authorization: `Bearer ${token}` }
            : {}),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      }).catch(() => {
        throw new Error(
          `No server answers at ${server}. Start it with npm start, or name another with --server.`,
        );
      });
      if (answer.ok) return answer;
      // who reads a whole server is told to slow down now and then
      if (answer.status !== 429 || body !== undefined || tries >= 10)
        throw new Error(await sentenceOf(answer));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  return Object.assign(
    async <Result>(path: string, body?: unknown): Promise<Result> =>
      (await (await ask(path, body)).json().catch(() => ({}))) as Result,
    {
      stream: async (path: string, body: unknown) =>
        (await ask(path, body)).body as ReadableStream<Uint8Array>,
      server: new URL(server).origin,
      passphrase: env.passphrase,
    },
  );
}

async function sentenceOf(answer: Response): Promise<string> {
  const said = (await answer.json().catch(() => ({}))) as Said;
  return said.title
    ? `${said.title}${said.detail ? ` (${said.detail})` : ""} [${said.code}]`
    : `The server answered ${answer.status}.`;
}
