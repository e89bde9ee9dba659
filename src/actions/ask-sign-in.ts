import type { Context } from "../context.ts";
import { isPerson } from "../domain/membership.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { codeOf, hashOf, linkLasts, linksAnAccount } from "../domain/sign-in.ts";
import { loadActor } from "../store/actors.ts";
import type { Database } from "../store/database.ts";
import { wantDeliveries } from "../store/deliveries.ts";
import { countSignIns, saveSignIn } from "../store/sign-ins.ts";
import { orRollBack } from "./roll-back.ts";

/** Who asks to sign in: the account as typed, the secret of the browser's cookie, and where to go afterwards. */
export type SignInAsked = {
  readonly account: string;
  readonly browser: string;
  readonly language: string;
  readonly next: string | null;
  /** Counts a link for the account that is meant, and says whether the network that asks may have it. */
  readonly isFree: (actorId: string) => Promise<boolean>;
};

/** The code of a link: made from its id with the server's secret, so that it need not be stored to be sent. */
export const codeOfSignIn = (ctx: Pick<Context, "secrets">, id: string): string =>
  codeOf(ctx.secrets.derive("sign-in", id));

/**
 * Sends a one-time link to the account's own inbox, which its own server names: whoever typed the account learns
 * nothing by it. Refuses `bad-account`, `actor-unreachable`, `not-a-person`, and `too-many-links` to one account, in all
 * or from the network that asks.
 */
export async function askSignIn(ctx: Context, asked: SignInAsked): Promise<{ sent: string } | Refusal> {
  const account = await ctx.resolveActor(asked.account);
  if (isRefusal(account)) return account;
  if (!isPerson(account.kind)) return refuse("not-a-person");
  if (!(await asked.isFree(account.actorId))) return refuse("too-many-links");
  return orRollBack(ctx, (tx) => send(ctx, tx, account.actorId, asked));
}

async function send(
  ctx: Context,
  tx: Database,
  actorId: string,
  { browser, language, next }: SignInAsked,
): Promise<{ sent: string } | Refusal> {
  const now = ctx.now();
  const since = new Date(now.getTime() - linkLasts);
  if ((await countSignIns(tx, actorId, since)) >= linksAnAccount) return refuse("too-many-links");
  const actor = await loadActor(tx, actorId);
  if (!actor || actor.goneAt) return refuse("actor-unreachable");
  const id = ctx.newId();
  await saveSignIn(tx, {
    id,
    actorId,
    tokenHash: hashOf(codeOfSignIn(ctx, id)),
    browserHash: hashOf(browser),
    language,
    next,
    createdAt: now,
    expiresAt: new Date(now.getTime() + linkLasts),
  });
  const { inbox } = actor;
  const delivery = { id: ctx.newId(), assemblyId: null, subject: `sign-in:${id}`, inbox, wanted: 0 };
  await wantDeliveries(tx, [{ ...delivery, host: new URL(inbox).host }]);
  await ctx.jobs.send(tx, "deliver", { deliveryId: delivery.id });
  return { sent: actorId };
}
