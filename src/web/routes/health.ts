import type { FastifyInstance, FastifyRequest } from "fastify";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { isWaitOver } from "../../actions/watch-ledger.ts";
import { refuse } from "../../domain/refusal.ts";
import type { Opened } from "../../store/database.ts";
import { countFigures, type Figures } from "../../store/figures.ts";
import { isMigrated } from "../../store/migrate.ts";
import { listBehind, listUnheard } from "../../store/witnesses.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue } from "../language.ts";
import type { Web } from "../views.ts";

const helps = {
  assemblies: ["folkmoot_assemblies", "Assemblies on this server"],
  openQuestions: ["folkmoot_open_questions", "Questions that are being voted on"],
  ballotEvents: ["folkmoot_ballot_events", "Events written about ballots, ever"],
  queuedDeliveries: ["folkmoot_queued_deliveries", "Deliveries that wait to be sent"],
  pendingRequests: ["folkmoot_pending_requests", "Requests whose sender is not known well enough yet"],
} as const satisfies Record<keyof Figures, readonly [string, string]>;

/** Whether a request comes from this machine itself, and not through a proxy that speaks for somebody else. */
function isFromHere(request: FastifyRequest): boolean {
  const through = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
  if (through.some((name) => request.headers[name] !== undefined)) return false;
  return /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? "");
}

/** What watches over the server: whether it runs, whether it can serve, and its figures. */
export function healthRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;
  let metrics: ReturnType<typeof makeMetrics> | null = null;

  app.get("/healthz", async (_request, reply) => reply.header("cache-control", "no-store").send("ok\n"));

  // who watches does not wait long
  app.get("/readyz", { handlerTimeout: 5000 }, async (_request, reply) => {
    reply.header("cache-control", "no-store");
    const isReady = await isMigrated({ db: ctx.db } as Opened).catch(() => null);
    if (isReady) {
      // it serves all the same; somebody has to look after the backup (docs/operating.md)
      const behind = await listBehind(ctx.db);
      const more = behind.map(
        (handle) => `not signed, as a witness holds what it lacks: ledger of ${handle}\n`,
      );
      const unheard = await listUnheard(ctx.db, ctx.startedAt);
      const how = isWaitOver(ctx) ? "signed, though" : "not signed for a minute at most, as";
      for (const handle of unheard)
        more.push(`${how} a witness does not say which head it holds: ledger of ${handle}\n`);
      return reply.send(`ready\n${more.join("")}`);
    }
    return reply
      .code(503)
      .header("retry-after", "5")
      .send(isReady === null ? "the database cannot be reached\n" : "the database is not migrated\n");
  });

  app.get("/metrics", async (request, reply) => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (!(token ? ctx.secrets.isOperatorToken(token) : isFromHere(request))) {
      reply.header("www-authenticate", 'Bearer realm="folkmoot"');
      return refusalPage(reply, web, chooseTongue(ctx.phrases, request), refuse("bad-token"));
    }
    metrics ??= makeMetrics();
    const { registry, gauges } = metrics;
    const figures = await countFigures(ctx.db);
    for (const [key, gauge] of Object.entries(gauges)) gauge.set(figures[key as keyof Figures]);
    return reply
      .header("cache-control", "no-store")
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}

/** The process's own figures, and places for ours. */
function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauges = Object.fromEntries(
    Object.entries(helps).map(([key, [name, help]]) => [
      key,
      new Gauge({ name, help, registers: [registry] }),
    ]),
  );
  return { registry, gauges };
}
