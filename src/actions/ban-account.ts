import type { Context } from "../context.ts";
import { readTarget } from "../domain/ban.ts";
import { readReason } from "../domain/leaving.ts";
import { isKept } from "../domain/local-time.ts";
import { mayDo, stranger } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadActor } from "../store/actors.ts";
import { dropFollows, endBan, lockBan, saveBan } from "../store/bans.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { sealFor } from "./standing.ts";

/** Who bans or ends a ban (null: the operator), of which account or host, and why. */
export type ServerBan = {
  readonly actorId: string | null;
  /** An actor id that is known here, or the name of a host. */
  readonly target: string;
  readonly reason: string;
  readonly until?: Date | undefined;
};

/**
 * The operator bans an account or a host from every assembly here: public, dated, with the reason; follows of theirs
 * end. It never stops a ballot of somebody on a roll. Answers the ban's id. Refuses `not-the-operator`, `bad-target`,
 * `bad-reason`, `bad-date` and `already-done`.
 */
export async function banFromServer(ctx: Context, tx: Database, ban: ServerBan): Promise<string | Refusal> {
  const read = await checked(ctx, tx, ban);
  if (isRefusal(read)) return read;
  const { target, reason } = read;
  const now = ctx.now();
  if (ban.until && !(ban.until > now && isKept(ban.until))) return refuse("bad-date");
  if (await lockBan(tx, null, [target, sealFor(ctx, target)], now)) return refuse("already-done");
  const id = ctx.newId();
  const until = ban.until ?? null;
  await saveBan(tx, { id, assemblyId: null, target, reason, by: "operator", at: now, until });
  await dropFollows(tx, null, target);
  const detail = { reason, ...(until ? { until: until.toISOString() } : {}) };
  await log(ctx, tx, { kind: "banned", target, detail });
  return id;
}

/** The operator ends a ban of the server's, with the reason. Refuses what banning does, and `no-ban`. */
export async function unbanFromServer(
  ctx: Context,
  tx: Database,
  ban: Omit<ServerBan, "until">,
): Promise<Refusal | null> {
  const read = await checked(ctx, tx, ban);
  if (isRefusal(read)) return read;
  const { target, reason } = read;
  const running = await lockBan(tx, null, [target, sealFor(ctx, target)], ctx.now());
  if (!running) return refuse("no-ban");
  await endBan(tx, running.id, "operator", ctx.now());
  await log(ctx, tx, { kind: "unbanned", target, detail: { reason } });
  return null;
}

async function checked(ctx: Context, tx: Database, { actorId, ...ban }: ServerBan) {
  const refusal = mayDo("ban-from-server", { ...stranger, isOperator: actorId === null });
  if (refusal) return refusal;
  const read = readTarget(ban.target);
  if (!read || read.target === new URL(ctx.env.origin).host) return refuse("bad-target");
  if (read.what === "account" && !(await loadActor(tx, read.target))) return refuse("bad-target");
  const reason = readReason(ban.reason);
  return isRefusal(reason) ? reason : { target: read.target, reason };
}

const log = (
  ctx: Context,
  tx: Database,
  { kind, target, detail }: { kind: "banned" | "unbanned"; target: string; detail: Record<string, string> },
): Promise<void> =>
  appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: null, subject: target, kind, by: "operator", at: ctx.now(), detail },
  });
