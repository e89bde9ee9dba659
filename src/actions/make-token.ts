import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { hashOf } from "../domain/sign-in.ts";
import { listTokens, saveToken } from "../store/sessions.ts";

const mostTokens = 50;

/**
 * Makes a personal token for the API, and answers it this once: only its hash is stored. For the person alone, signed
 * in on a page. Refuses `bad-name`: a name has 1 to 100 characters on one line; and `too-many` beyond 50.
 */
export async function makeToken(
  ctx: Context,
  actorId: string,
  name: string,
): Promise<{ token: string } | Refusal> {
  const trimmed = name.trim();
  if (trimmed === "" || [...trimmed].length > 100 || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed))
    return refuse("bad-name");
  if ((await listTokens(ctx.db, actorId)).length >= mostTokens) return refuse("too-many");
  const token = `fm_${randomBytes(32).toString("base64url")}`;
  const row = { id: ctx.newId(), tokenHash: hashOf(token), actorId, name: trimmed, createdAt: ctx.now() };
  await saveToken(ctx.db, row);
  return { token };
}
