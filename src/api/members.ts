import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { admitMember } from "../actions/admit-member.ts";
import type { Context } from "../context.ts";
import { isId } from "../domain/addresses.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { listMembers, lockMembership } from "../store/members.ts";
import { operator, operatorOnly } from "./auth.ts";
import { pageFrom } from "./paging.ts";
import { refused, sendProblem } from "./problem.ts";
import { memberSchema, pageOf, pagingSchema } from "./schemas.ts";

/** The members of an assembly, and admitting one. */
export const memberRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const params = z.object({ handle: z.string() });
    const onRequest = operatorOnly(ctx);

    app.get(
      "/assemblies/:handle/members",
      {
        schema: {
          summary: "Its members",
          tags: ["assemblies"],
          params,
          querystring: pagingSchema,
          response: { 200: pageOf(memberSchema), ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { limit, after } = request.query;
        if (after !== undefined && !isId(after))
          return sendProblem(reply, ctx.env.origin, refuse("bad-request"), "after");
        const page = pageFrom(await listMembers(ctx.db, assembly.id, limit + 1, after), limit);
        const items = page.items.map(({ actorId, admittedBy, joinedAt }) => ({
          member: actorId,
          state: "member" as const,
          admittedBy,
          joinedAt: joinedAt?.toISOString() ?? null,
        }));
        return { items, next: page.last?.id ?? null };
      },
    );

    app.post(
      "/assemblies/:handle/members",
      {
        onRequest,
        // the account's own server is asked first, and may be slow
        handlerTimeout: 60_000,
        schema: {
          summary: "Admit an account",
          description:
            "A member while joining is open or no question was ever put; later an invitation that waits for the assembly's own rule (202).",
          tags: ["assemblies"],
          security: operator,
          params,
          body: z.object({ account: z.string().max(2000).describe("@user@host, or a profile's address") }),
          response: { 200: memberSchema, 201: memberSchema, 202: memberSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const admitted = await admitMember(ctx, assembly, request.body.account);
        if (isRefusal(admitted)) return sendProblem(reply, ctx.env.origin, admitted);
        const row = await lockMembership(ctx.db, assembly.id, admitted.actorId);
        return reply.code(({ joined: 201, already: 200, invited: 202 } as const)[admitted.outcome]).send({
          member: admitted.actorId,
          state: admitted.outcome === "invited" ? ("invited" as const) : ("member" as const),
          admittedBy: row?.admittedBy ?? "operator",
          joinedAt: row?.joinedAt?.toISOString() ?? null,
        });
      },
    );
  };
