import type { RefusalCode } from "../domain/refusal.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import {
  claimActivity,
  countPending,
  hasPending,
  lockFirstPending,
  logRefusal,
  removePending,
  savePending,
} from "../store/requests.ts";
import { fetchActor, isFresh, isJustFetched } from "./actors.ts";
import { gate, isStopped, type Passed } from "./gate/gate.ts";
import { type Inbound, verifySignature } from "./gate/signature.ts";
import { applyActivity } from "./hear.ts";
import type { Room } from "./room.ts";

/** How many requests of unknown senders wait at most, from one origin and from one network address. */
const mostPending = { ofOrigin: 500, ofAddress: 200 };
/** How long a sender who cannot be reached is tried to be. */
const patience = 60 * 60_000;

/** What a request is answered. `verified`: the origin it surely came from; `unproven`: its signature failed. */
export type Answer = {
  readonly status: number;
  readonly code?: RefusalCode;
  readonly retryAfter?: number;
  readonly verified?: string;
  readonly unproven?: boolean;
};

const accepted = { status: 202 } as const;

/**
 * Takes in one POST (protocol.md, "What comes in"). What the gate refuses is refused for good. A sender whose
 * document is stored and fresh is verified and heard before the answer, in one transaction; from any other the
 * raw request is committed, answered, and authenticated in a job: nothing is fetched while the sender waits.
 */
export async function receive(
  room: Room,
  inbound: Inbound,
  mayPass: (origin: string) => Promise<boolean>,
): Promise<Answer> {
  const { ctx } = room;
  const passed = gate(ctx.env.origin, inbound);
  if (isStopped(passed)) {
    ctx.log.debug({ why: passed.why, address: inbound.address }, "request refused");
    return { status: passed.status, code: passed.code, unproven: passed.status === 401 };
  }
  const origin = new URL(passed.actorId).origin;
  const actor = await loadActor(ctx.db, passed.actorId);
  if (isFarewell(passed) && !actor && !(await hasPending(ctx.db, passed.actorId))) return accepted;
  if (actor && isFresh(actor, inbound.receivedAt)) {
    if (await isAuthentic(ctx.env.origin, inbound, passed, actor)) {
      if (!(await mayPass(origin))) return { status: 429, code: "too-many", retryAfter: 5, verified: origin };
      await apply(room, inbound, passed, actor);
      return { ...accepted, verified: origin };
    }
    if (isJustFetched(actor, ctx.now())) return { status: 401, code: "bad-token", unproven: true };
  }
  const waiting = await countPending(ctx.db, origin, inbound.address);
  if (waiting.ofOrigin >= mostPending.ofOrigin || waiting.ofAddress >= mostPending.ofAddress) {
    return { status: 429, code: "too-many", retryAfter: 60 };
  }
  await ctx.db.transaction((tx) => wait(room, tx, inbound, passed));
  return accepted;
}

/** A deletion by somebody we know nothing of: there is nothing to delete, and nobody left to ask. */
const isFarewell = ({ document }: Passed): boolean => document.type === "Delete";

/**
 * What an activity is claimed by, so that it is applied once: its id. A Follow, its Undo and a Block say how things
 * are to be, and some servers give every one of a pair the same id: of these the same request counts once, a newly
 * signed one again.
 */
export const claimOf = ({ document, activityId, signature }: Passed): string =>
  ["Follow", "Undo", "Block"].includes(String(document.type)) ? `${activityId} ${signature}` : activityId;

async function isAuthentic(
  origin: string,
  inbound: Inbound,
  { keyId }: Passed,
  actor: RemoteActor,
): Promise<boolean> {
  const key = actor.keys.find((candidate) => candidate.id === keyId);
  return key !== undefined && verifySignature(origin, inbound, actor.id, key);
}

async function apply(room: Room, inbound: Inbound, passed: Passed, actor: RemoteActor): Promise<void> {
  const { ctx } = room;
  await ctx.db.transaction(async (tx) => {
    const claim = await claimActivity(tx, actor.id, claimOf(passed), inbound.receivedAt);
    // what somebody sent before is still being authenticated: what they send now comes after it
    if (claim === "waits") return wait(room, tx, inbound, passed);
    if (claim === "claimed") await applyActivity(ctx, tx, { inbound, passed, actor });
  });
}

async function wait({ ctx }: Room, tx: typeof ctx.db, inbound: Inbound, { actorId }: Passed): Promise<void> {
  await savePending(tx, { ...inbound, actorId, origin: new URL(actorId).origin });
  await ctx.jobs.send(tx, "unknown-actor", { actorId });
}

/**
 * Authenticates and applies what waits from one sender, in the order it came: fetches their document where the
 * stored one is missing, stale or does not verify (once a minute at most), and drops what fails, with a reason.
 */
export async function hearUnknown(room: Room, actorId: string): Promise<void> {
  const { ctx } = room;
  let actor = await loadActor(ctx.db, actorId);
  if (!actor || actor.goneAt || !isFresh(actor, ctx.now())) {
    const sought = await fetchActor(ctx, room.loader, actorId);
    if ("failed" in sought) return giveUp(room, actorId, sought.failed, sought.again);
    actor = sought.actor;
  }
  const known: RemoteActor = actor;
  while (await hearFirst(room, known)) {
    // one transaction each, so that what was applied stays applied whatever comes next
  }
}

async function hearFirst(room: Room, known: RemoteActor): Promise<boolean> {
  const { ctx } = room;
  // looked at before the transaction begins: fetching inside one would hold the database while others answer
  let actor = known;
  const stale = await ctx.db.transaction(async (tx) => {
    const pending = await lockFirstPending(tx, known.id);
    if (!pending) return "none";
    const passed = gate(ctx.env.origin, pending);
    if (!isStopped(passed) && (await isAuthentic(ctx.env.origin, pending, passed, known))) {
      const claim = await claimActivity(tx, known.id, claimOf(passed), pending.receivedAt, true);
      if (claim === "claimed") await applyActivity(ctx, tx, { inbound: pending, passed, actor: known });
      await removePending(tx, pending.seq);
      return "done";
    }
    if (isStopped(passed) || isJustFetched(known, ctx.now())) {
      await logRefusal(tx, known.id, pending.target, "bad-token", pending.receivedAt);
      await removePending(tx, pending.seq);
      return "done";
    }
    return "again";
  });
  if (stale === "again") {
    const sought = await fetchActor(ctx, room.loader, known.id);
    if ("failed" in sought) {
      await giveUp(room, known.id, sought.failed, sought.again);
      return false;
    }
    actor = sought.actor;
    return hearFirst(room, actor);
  }
  return stale === "done";
}

/** Their server does not say who they are: tried again for an hour where that may help, dropped otherwise. */
async function giveUp({ ctx }: Room, actorId: string, why: string, mayReturn: boolean): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const now = ctx.now();
    for (
      let first = await lockFirstPending(tx, actorId);
      first;
      first = await lockFirstPending(tx, actorId)
    ) {
      const age = now.getTime() - first.receivedAt.getTime();
      if (mayReturn && age < patience) {
        const startAfter = new Date(now.getTime() + Math.max(60_000, age / 2));
        return ctx.jobs.send(tx, "unknown-actor", { actorId }, { startAfter });
      }
      await logRefusal(tx, actorId, first.target, "actor-unreachable", first.receivedAt);
      await removePending(tx, first.seq);
    }
  });
  ctx.log.info({ actor: actorId, why }, "sender could not be authenticated");
}
