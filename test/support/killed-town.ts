import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../../src/store/database.ts";
import type { Account } from "./account.ts";
import { makeTestDatabase } from "./database.ts";
import { giveToken, tokenOf } from "./member.ts";
import { freePort, operatorToken, until } from "./moot.ts";
import { startPeer } from "./peer.ts";
import { type Server, settingsFor, startServer } from "./process.ts";

type Told = { readonly status: number; readonly body: any };

/** A server in a process of its own, with assemblies and people who each have a token, that is killed again and again. */
export type KilledTown = {
  account(name: string): Account;
  /** Calls the API as somebody, or as the operator; without a body it reads. */
  call(who: string, path: string, body?: object): Promise<Told>;
  /** Sends a request, kills the server a moment later, starts it again; answers what was acknowledged, if anything. */
  killedAt(who: string, path: string, body: object): Promise<Told | null>;
  /** Does something to the data while the server lies dead, and starts it again. */
  whileDead<Value>(act: (db: Database) => Promise<Value>): Promise<Value>;
  /** Stops the server in peace and throws its data away; answers its exit code, and what `last` made of the data. */
  stop<Value>(last?: (db: Database) => Promise<Value>): Promise<{ code: number | null; last: Value | null }>;
};

/**
 * Founds each of some assemblies, admits `members` to all of them, and makes `others` known by having them follow the
 * first.
 */
export async function killedTown(
  assemblies: readonly ({ readonly handle: string } & Record<string, unknown>)[],
  members: readonly string[],
  others: readonly string[] = [],
): Promise<KilledTown> {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-kill-"));
  const database = await makeTestDatabase();
  const { place } = database;
  const port = await freePort();
  const peer = await startPeer();
  const env = settingsFor(folder, database);
  let server: Server = await startServer(env, port);
  const accounts = new Map([...members, ...others].map((name) => [name, peer.account(name)]));
  const account = (name: string): Account => accounts.get(name) as Account;
  const [first] = assemblies;
  for (const charter of assemblies) {
    await server.api("/assemblies", { name: charter.handle, rule: "majority", ...charter });
    for (const name of members)
      await server.api(`/assemblies/${charter.handle}/members`, { account: account(name).id });
  }
  for (const name of others) await account(name).follow(`${server.origin}/assemblies/${first?.handle}`);
  await until("the others to be known", async () => {
    const { body } = await server.api(`/assemblies/${first?.handle}`);
    return body.followers >= others.length;
  });
  const withData = async <Value>(act: (db: Database) => Promise<Value>): Promise<Value> => {
    const opened = await openDatabase("url" in place ? place : { folder });
    try {
      return await act(opened.db);
    } finally {
      await opened.close();
    }
  };
  const call: KilledTown["call"] = async (who, path, body) => {
    const token = who === "operator" ? operatorToken : tokenOf(account(who));
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  };
  let kills = 0;
  const town: KilledTown = {
    account,
    call,
    killedAt: async (who, path, body) => {
      const answer = call(who, path, body).catch(() => null);
      // the moments differ, from before the request is read to after it was answered
      await new Promise((resolve) => setTimeout(resolve, (kills++ * 17) % 70));
      await server.kill();
      server = await startServer(env, port);
      return answer;
    },
    whileDead: async (act) => {
      await server.kill();
      const value = await withData(act);
      server = await startServer(env, port);
      return value;
    },
    stop: async (last) => {
      const code = await server.stop();
      const value = last ? await withData(last) : null;
      await peer.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      return { code, last: value };
    },
  };
  await town.whileDead(async (db) => {
    for (const somebody of accounts.values()) await giveToken(db, somebody);
  });
  return town;
}
