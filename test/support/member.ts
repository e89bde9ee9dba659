import { createHash } from "node:crypto";
import { hashOf } from "../../src/domain/sign-in.ts";
import { saveToken } from "../../src/store/sessions.ts";
import type { Account } from "./account.ts";
import type { Moot } from "./moot.ts";

/** Somebody who calls the API with a token of their own. */
export type Caller = (path: string, body?: unknown) => ReturnType<Moot["api"]>;

/** The personal token that `callerFor` gives an account. */
export const tokenOf = (account: Account): string =>
  `fm_${createHash("sha256").update(`token of ${account.id}`).digest("base64url")}`;

/** Gives an account a personal token, as if it had been made on its own page, and answers how to call with it. */
export async function callerFor(moot: Moot, account: Account): Promise<Caller> {
  const token = tokenOf(account);
  const row = { id: moot.ctx.newId(), actorId: account.id, name: "test", createdAt: moot.ctx.now() };
  await saveToken(moot.ctx.db, { ...row, tokenHash: hashOf(token) });
  return (path, body) => moot.api(path, body, token);
}
