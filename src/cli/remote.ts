import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../env.ts";

/** Asks a running server through its API; rejects with a sentence for people. */
export type Remote = (path: string, body?: unknown) => Promise<Record<string, any>>;

/**
 * Commands go to the running server, as the operator: there is one door, and an embedded database has one process.
 * The token is OPERATOR_TOKEN, or the file that the first start made in the data folder.
 */
export function connect(env: Env, server: string = env.origin): Remote {
  const file = join(env.dataDir, "operator-token");
  const token = env.operatorToken ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : null);
  return async (path, body) => {
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
    const said = (await answer.json().catch(() => ({}))) as Record<string, any>;
    if (answer.ok) return said;
    throw new Error(
      said.title
        ? `${said.title}${said.detail ? ` (${said.detail})` : ""} [${said.code}]`
        : `The server answered ${answer.status}.`,
    );
  };
}
