import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { foundAssembly } from "../actions/found-assembly.ts";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import {
  type Assembly,
  countFollowers,
  countMembers,
  listAssemblies,
  loadAssembly,
} from "../store/assemblies.ts";
import { operator, operatorOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { assemblySchema, charterSchema, pageOf } from "./schemas.ts";

async function shown(ctx: Context, assembly: Assembly): Promise<z.infer<typeof assemblySchema>> {
  const addresses = addressesOf(ctx.env.origin);
  const id = addresses.assembly(assembly.handle);
  const members = await countMembers(ctx.db, [assembly.id]);
  const { accounts } = await countFollowers(ctx.db, assembly.id);
  const { handle, name, summary, rule, joining, deliberationHours, votingHours, language, timeZone } =
    assembly;
  return {
    ...{
      handle,
      id,
      url: id,
      account: addresses.account(handle),
      name,
      summary,
      values: [...assembly.values],
    },
    ...{ rule: rule as never, joining, deliberationHours, votingHours, language, timeZone },
    members: members.get(assembly.id) ?? 0,
    followers: accounts,
    createdAt: assembly.createdAt.toISOString(),
  };
}

/** Assemblies: all, one, and founding one. */
export const assemblyRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const params = z.object({ handle: z.string() });
    const onRequest = operatorOnly(ctx);

    app.get(
      "/assemblies",
      {
        schema: {
          summary: "The assemblies of this server",
          tags: ["assemblies"],
          response: { 200: pageOf(assemblySchema) },
        },
      },
      async () => {
        const all = (await listAssemblies(ctx.db)).map((assembly) => shown(ctx, assembly));
        return { items: await Promise.all(all), next: null };
      },
    );

    app.post(
      "/assemblies",
      {
        onRequest,
        schema: {
          summary: "Found an assembly",
          tags: ["assemblies"],
          security: operator,
          body: charterSchema,
          response: { 201: assemblySchema, ...refused },
        },
      },
      async (request, reply) => {
        const founded = await foundAssembly(ctx, request.body);
        if (isRefusal(founded)) return sendProblem(reply, ctx.env.origin, founded);
        return reply.code(201).send(await shown(ctx, founded));
      },
    );

    app.get(
      "/assemblies/:handle",
      {
        schema: {
          summary: "One assembly",
          tags: ["assemblies"],
          params,
          response: { 200: assemblySchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        return assembly ? shown(ctx, assembly) : sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
      },
    );
  };
