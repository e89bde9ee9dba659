import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { banFromServer, unbanFromServer } from "../actions/ban-account.ts";
import { orRollBack } from "../actions/roll-back.ts";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { numbersInARow } from "../domain/role.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { type Ban, listBans } from "../store/bans.ts";
import { listTerms } from "../store/role-terms.ts";
import { operator, operatorOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { instantSchema, pageOf } from "./schemas.ts";
import { banSchema, doneSchema, termSchema } from "./schemas-people.ts";

/** Who holds or held a task, and bans: an assembly's by its decision, the server's by its operator. */
export const taskRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const params = z.object({ handle: z.string() });
    const bansOf = async (assemblyId: string | null) => {
      const now = ctx.now();
      const all = [
        ...(await listBans(ctx.db, assemblyId, now, "running")),
        ...(await listBans(ctx.db, assemblyId, now, "past")),
      ];
      return all.map((ban: Ban) => ({
        ...{ target: ban.target, reason: ban.reason, by: ban.by, at: ban.at.toISOString() },
        proposal: ban.proposalId && addresses.proposal(ban.proposalId),
        until: ban.until?.toISOString() ?? null,
        endedAt: ban.endedAt?.toISOString() ?? null,
      }));
    };

    app.get(
      "/assemblies/:handle/roles",
      {
        schema: {
          ...{ summary: "Who holds or held a task, newest first", tags: ["members"], params },
          response: { 200: pageOf(termSchema), ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const terms = await listTerms(ctx.db, assembly.id);
        const inARow = numbersInARow(terms);
        const items = terms.map((term, index) => ({
          ...{ member: term.actorId, role: term.role, ended: term.ended },
          ...{ from: term.from.toISOString(), until: term.until.toISOString() },
          endedAt: term.endedAt?.toISOString() ?? null,
          proposal: addresses.proposal(term.proposalId),
          inARow: inARow[index] ?? 1,
        }));
        return { items, next: null };
      },
    );

    app.get(
      "/assemblies/:handle/bans",
      {
        schema: {
          ...{ summary: "Its bans, running and past", tags: ["members"], params },
          response: { 200: pageOf(banSchema), ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        return { items: await bansOf(assembly.id), next: null };
      },
    );

    app.get(
      "/bans",
      {
        schema: {
          ...{ summary: "The server's bans, running and past", tags: ["server"] },
          response: { 200: pageOf(banSchema) },
        },
      },
      async () => ({ items: await bansOf(null), next: null }),
    );

    for (const [path, summary] of [
      ["/bans", "Ban an account or a host from this server; never from a roll it is on"],
      ["/bans/end", "End a ban of the server's"],
    ] as const)
      app.post(
        path,
        {
          onRequest: operatorOnly(ctx),
          schema: {
            ...{ summary, tags: ["server"], security: operator },
            body: z.object({
              target: z.string().max(2000).describe("An actor id that is known here, or a host"),
              reason: z.string(),
              until: instantSchema.optional(),
            }),
            response: { 200: doneSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { target, reason, until } = request.body;
          const ban = { actorId: null, target, reason };
          const done = await orRollBack<string | null>(ctx, (tx) =>
            path === "/bans"
              ? banFromServer(ctx, tx, { ...ban, until: until ? new Date(until) : undefined })
              : unbanFromServer(ctx, tx, ban),
          );
          if (isRefusal(done)) return sendProblem(reply, origin, done);
          return typeof done === "string" ? { id: done } : {};
        },
      );
  };
