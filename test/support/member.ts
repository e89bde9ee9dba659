import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { hashOf } from "../../src/domain/sign-in.ts";
import type { Database } from "../../src/store/database.ts";
import { saveToken } from "../../src/store/sessions.ts";
import type { Account } from "./account.ts";
import type { Moot } from "./moot.ts";

/** Somebody who calls the API with a token of their own. */
export type Caller = (path: string, body?: unknown) => ReturnType<Moot["api"]>;

/** The personal token that `callerFor` gives an account. */
export const tokenOf = (account: Account): string =>
  `fm_${createHash("sha256").update(`token of ${account.id}`).digest("base64url")}`;

/** Gives an account that token, as if it had been made on its own page. */
export async function giveToken(db: Database, account: Account, createdAt = new Date()): Promise<void> {
  const row = { id: v7(), actorId: account.id, name: "test", createdAt };
  await saveToken(db, { ...row, tokenHash: hashOf(tokenOf(account)) });
}

/** Gives an account a personal token, and answers how to call with it. */
export async function callerFor({ ctx, api }: Moot, account: Account): Promise<Caller> {
  await giveToken(ctx.db, account, ctx.now());
  return (path, body) => api(path, body, tokenOf(account));
}
