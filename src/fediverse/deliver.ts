import { signRequest } from "@fedify/fedify/sig";
import { request } from "undici";
import type { Context } from "../context.ts";
import {
  countFailure,
  type Delivery,
  finishDelivery,
  forgetFailures,
  holdHost,
  loadDelivery,
  loadHost,
  setDelivery,
} from "../store/deliveries.ts";
import { compose } from "./compose.ts";
import { userAgent } from "./loader.ts";
import type { Room } from "./room.ts";

const minute = 60_000;
const longestWait = 6 * 60 * minute;
const patience = 7 * 24 * 60 * minute;
const failuresBorne = 5;

/** How an inbox took a delivery: `later` after how many milliseconds to come again, if it named a time. */
export type Reception =
  | { readonly taken: true }
  | { readonly refused: string }
  | { readonly failed: string; readonly later: number };

/** How long to wait after so many tries in vain: a minute, doubled each time, six hours at most, with jitter. */
export function waitAfter(tries: number, random: number): number {
  return Math.min(longestWait, minute * 2 ** Math.min(tries - 1, 20)) * (0.75 + random / 2);
}

/** How long nothing is sent to a host that failed so often in a row: a minute to half an hour. */
export const holdAfter = (failures: number): number =>
  Math.min(30, 2 ** Math.min(failures - failuresBorne, 10)) * minute;

/**
 * Brings one inbox the newest state of one subject: a Create where it has none yet, else an Update. What fails is
 * tried again for seven days; a host that keeps failing is left alone for a while, which slows nobody else. A job
 * that comes twice, or after the work was done, does nothing.
 */
export async function deliver(room: Room, deliveryId: string): Promise<void> {
  const { ctx } = room;
  const delivery = await loadDelivery(ctx.db, deliveryId);
  if (!delivery?.queued) return;
  const now = ctx.now();
  const host = await loadHost(ctx.db, delivery.host);
  if (host?.openUntil && host.openUntil > now) {
    const startAfter = new Date(host.openUntil.getTime() + ctx.random() * minute);
    await ctx.jobs.send(ctx.db, "deliver", { deliveryId }, { startAfter });
    return;
  }
  const composed = await compose(room, delivery.subject, delivery.sent === null);
  if (!composed) return finish(ctx, delivery, delivery.wanted);
  const reception = await post(room, delivery, composed.announcement.json);
  if ("taken" in reception) {
    if (host) await forgetFailures(ctx.db, delivery.host);
    return finish(ctx, delivery, composed.revision ?? delivery.wanted);
  }
  if ("refused" in reception) {
    ctx.log.info(
      { inbox: delivery.inbox, subject: delivery.subject, why: reception.refused },
      "delivery refused",
    );
    return setDelivery(ctx.db, delivery.id, { queued: false, ended: reception.refused });
  }
  await postpone(ctx, delivery, reception.failed, reception.later);
}

/** The inbox has this revision now; where a newer one was wanted meanwhile, it goes out at once. */
async function finish(ctx: Context, { id }: Delivery, revision: number): Promise<void> {
  if (!(await finishDelivery(ctx.db, id, revision))) return;
  await ctx.jobs.send(ctx.db, "deliver", { deliveryId: id });
}

async function postpone(ctx: Context, delivery: Delivery, why: string, later: number): Promise<void> {
  const now = ctx.now();
  const failingSince = delivery.failingSince ?? now;
  const tries = delivery.tries + 1;
  await ctx.db.transaction(async (tx) => {
    const failures = await countFailure(tx, delivery.host, now);
    const held = failures >= failuresBorne ? holdAfter(failures) : 0;
    if (held > 0) await holdHost(tx, delivery.host, new Date(now.getTime() + held));
    if (now.getTime() - failingSince.getTime() >= patience) {
      return setDelivery(tx, delivery.id, { queued: false, ended: `given up: ${why}` });
    }
    await setDelivery(tx, delivery.id, { tries, failingSince });
    const startAfter = new Date(now.getTime() + Math.max(later, waitAfter(tries, ctx.random())));
    await ctx.jobs.send(tx, "deliver", { deliveryId: delivery.id }, { startAfter });
  });
  ctx.log.debug({ inbox: delivery.inbox, tries, why }, "delivery postponed");
}

/** Signs the request anew (signatures age) and sends it, draft-cavage, which every server reads. */
async function post({ ctx, agent, keysOf }: Room, delivery: Delivery, body: string): Promise<Reception> {
  const { rsa } = await keysOf(delivery.assemblyId ?? "server");
  const keyId = new URL(`${(JSON.parse(body) as { actor: string }).actor}#main-key`);
  const headers = { "content-type": "application/activity+json", "user-agent": userAgent(ctx.env.origin) };
  const plain = new Request(delivery.inbox, { method: "POST", headers, body });
  const spec = "draft-cavage-http-signatures-12" as const;
  try {
    const signed = await signRequest(plain, rsa.privateKey, keyId, { spec });
    const response = await request(delivery.inbox, {
      method: "POST",
      headers: Object.fromEntries(signed.headers),
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(10_000),
    });
    await response.body.dump({ limit: 64 * 1024, signal: AbortSignal.timeout(2000) }).catch(() => {});
    return receptionOf(response.statusCode, Number(response.headers["retry-after"]) || 0);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === "ERR_PRIVATE_ADDRESS") return { refused: "a private address" };
    return { failed: code ?? message ?? "no answer", later: 0 };
  }
}

/** What a status means: of the 4xx, 401, 408, 425 and 429 may pass; 501 is final (interop.md §5). */
function receptionOf(status: number, retryAfter: number): Reception {
  if (status >= 200 && status < 300) return { taken: true };
  const passing = status === 401 || status === 408 || status === 425 || status === 429;
  if ((status >= 300 && status < 500 && !passing) || status === 501) return { refused: `answered ${status}` };
  return { failed: `answered ${status}`, later: Math.min(retryAfter * 1000, longestWait) };
}
