import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { hashOf, readCode, shortAgent } from "../domain/sign-in.ts";
import { loadActor } from "../store/actors.ts";
import type { Database } from "../store/database.ts";
import { endSessionOf, saveSession } from "../store/sessions.ts";
import { findSignIn, takeSignIn } from "../store/sign-ins.ts";
import { orRollBack } from "./roll-back.ts";

/** What a browser brings to sign in: the code, the secret of its cookie, and the session it had, if any. */
export type CodeBrought = {
  readonly code: string;
  readonly browser: string | null;
  readonly session: string | null;
  readonly userAgent: string | undefined;
};

/**
 * Begins a session with a code, once, in the browser that asked for it. The session's secret is always a fresh one;
 * one that was brought along is ended. Refuses `sign-in-elsewhere` in another browser, else `sign-in-over`.
 */
export async function signIn(
  ctx: Context,
  { code, browser, session: old, userAgent }: CodeBrought,
): Promise<{ secret: string; next: string | null } | Refusal> {
  if (!browser) return refuse("sign-in-elsewhere");
  const typed = readCode(code);
  if (!typed) return refuse("sign-in-over");
  return orRollBack(ctx, async (tx) => {
    const now = ctx.now();
    const taken = await takeSignIn(tx, hashOf(typed), hashOf(browser), now);
    if (!taken) return refuse(await whyNot(tx, typed, now));
    if ((await loadActor(tx, taken.actorId))?.goneAt !== null) return refuse("sign-in-over");
    if (old) await endSessionOf(tx, hashOf(old), now);
    const secret = randomBytes(32).toString("base64url");
    await saveSession(tx, {
      id: ctx.newId(),
      tokenHash: hashOf(secret),
      actorId: taken.actorId,
      createdAt: now,
      seenAt: now,
      userAgent: shortAgent(userAgent),
    });
    return { secret, next: taken.next };
  });
}

/** Why a code that did not sign in would not: it is good somewhere else, or nowhere. */
async function whyNot(tx: Database, code: string, now: Date): Promise<"sign-in-elsewhere" | "sign-in-over"> {
  const found = await findSignIn(tx, hashOf(code));
  return found && !found.usedAt && found.expiresAt > now ? "sign-in-elsewhere" : "sign-in-over";
}
