import type { Context } from "../context.ts";
import { sweepDocuments } from "../store/actors.ts";
import { sweepDeliveries } from "../store/deliveries.ts";
import { sweepNewcomers } from "../store/floods.ts";
import { sweepTombstones } from "../store/replies.ts";
import { sweepRequests } from "../store/requests.ts";
import { sweepSessions } from "../store/sessions.ts";
import { sweepSignIns } from "../store/sign-ins.ts";
import { sweepValues } from "../store/values.ts";

const day = 24 * 3_600_000;

/**
 * Throws away what has had its time: claims on activities after eight days (their signatures are void after an
 * hour), deliveries and signed activities after the seven days they are tried, deletions and sessions that ended
 * or were not used after a month, links for signing in as soon as they are over, how many
 * newcomers a server sent an hour after a day.
 */
export async function sweep(ctx: Context): Promise<void> {
  const ago = (days: number): Date => new Date(ctx.now().getTime() - days * day);
  // who recounts a ledger relies on a week of it (ledger/requests.ts)
  await sweepRequests(ctx.db, ago(8));
  await sweepDeliveries(ctx.db, ago(8));
  await sweepTombstones(ctx.db, ago(30));
  await sweepNewcomers(ctx.db, ago(1));
  await sweepSignIns(ctx.db, ctx.now());
  await sweepSessions(ctx.db, ago(30));
  await sweepValues(ctx.db, ctx.now());
  await sweepDocuments(ctx.db);
}
