import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../env.ts";

/** Asks a running server through its API; rejects with a sentence for people. */
export type Remote = <Result = Said>(path: string, body?: unknown) => Promise<Result>;

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
  return async <Result>(path: string, body?: unknown): Promise<Result> => {
    if (body !== undefined && !token) {
      throw new Error(
        `No operator's token: set OPERATOR_TOKEN, or DATA_DIR to the folder with the file operator-token.`,
      );
    }
    const answer = await fetch(new URL(`/api/v1${path}`, server), {
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Error(
        `No server answers at ${server}. Start it with npm start, or name another with --server.`,
      );
    });
    const said = (await answer.json().catch(() => ({}))) as Said;
    if (answer.ok) return said as Result;
    throw new Error(
      said.title
        ? `${said.title}${said.detail ? ` (${said.detail})` : ""} [${said.code}]`
        : `The server answered ${answer.status}.`,
    );
  };
}
