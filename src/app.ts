import accepts from "@fastify/accepts";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { carryOutErasure } from "./actions/erase-person.ts";
import { remindRoll } from "./actions/remind-roll.ts";
import { openScheduled } from "./actions/schedule-question.ts";
import { signHead } from "./actions/sign-head.ts";
import { mountApi } from "./api/index.ts";
import { refuseUnreadable } from "./api/problem.ts";
import type { Context } from "./context.ts";
import { announce, announceTally } from "./fediverse/announce.ts";
import { askWitnesses } from "./fediverse/ask-witnesses.ts";
import { checkWitness } from "./fediverse/check-witness.ts";
import { deliver } from "./fediverse/deliver.ts";
import { hearUnknown } from "./fediverse/inbox.ts";
import { makeFederation } from "./fediverse/index.ts";
import { mountFediverse } from "./fediverse/mount.ts";
import type { Room } from "./fediverse/room.ts";
import type { Handlers } from "./jobs/boss.ts";
import { meetDeadline } from "./jobs/deadlines.ts";
import { sweep } from "./jobs/sweep.ts";
import { loadAssemblyById } from "./store/assemblies.ts";
import { saveWatermark } from "./store/processes.ts";
import { mountWeb } from "./web/index.ts";

/** Puts together the web server, in reading order: time, limits, the fediverse, the API, the pages. */
export async function buildApp(room: Room): Promise<FastifyInstance> {
  const { ctx } = room;
  const app = fastify({
    loggerInstance: ctx.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // a proxy on a private network says where requests come from; nobody on the public one is believed
    trustProxy: ["loopback", "linklocal", "uniquelocal"],
    requestTimeout: 20_000,
    // how often both timeouts are looked after; Node's own half minute would more than double them
    http: { connectionsCheckingInterval: 1000 },
    forceCloseConnections: "idle",
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      refuseUnreadable(error, request, reply, ctx.env.origin);
    },
  });
  app.server.headersTimeout = 10_000;
  app.addHook("onRequest", async (request, reply) => {
    request.receivedAt = ctx.now();
    if (request.method === "POST") reply.raw.once("close", ctx.inWork.enter(request.receivedAt));
  });
  await app.register(accepts);
  await app.register(rateLimit, { global: false });
  await mountFediverse(app, room, makeFederation(room));
  await mountApi(app, ctx);
  await mountWeb(app, ctx, async () => (await app.inject("/api/openapi.json")).json());
  return app;
}

/** What does the work of each queue. */
export const handlersOf = (room: Room): Handlers => ({
  "unknown-actor": ({ actorId }) => hearUnknown(room, actorId),
  deliver: ({ deliveryId }) => deliver(room, deliveryId),
  announce: ({ subject }) => announce(room.ctx, subject),
  "tally-update": ({ questionId }) => announceTally(room.ctx, questionId),
  "close-question": ({ questionId }) => meetDeadline(room.ctx, questionId),
  "open-question": ({ proposalId }) => openScheduled(room.ctx, proposalId),
  "remind-roll": ({ questionId }) => remindRoll(room.ctx, questionId),
  "sign-head": async ({ assemblyId }) => {
    await askWitnesses(room, assemblyId);
    await signHead(room.ctx, await loadAssemblyById(room.ctx.db, assemblyId), true);
  },
  "check-witness": ({ witnessId }) => checkWitness(room, witnessId),
  "erase-person": async ({ erasureId }) => void (await carryOutErasure(room.ctx, erasureId)),
  sweep: () => sweep(room.ctx),
});

/** Tells the others, every second, up to when this process has dealt with what it received. */
export function tellWatermark(ctx: Context): () => void {
  const timer = setInterval(() => {
    const now = ctx.now();
    saveWatermark(ctx.db, ctx.processId, ctx.inWork.watermark(now), now).catch(() => {});
  }, 1000);
  timer.unref();
  return () => clearInterval(timer);
}
