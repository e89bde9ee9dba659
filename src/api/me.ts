import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { loadActor } from "../store/actors.ts";
import { membershipsOf } from "../store/mine.ts";
import { member, memberOf, memberOnly } from "./auth.ts";
import { refused } from "./problem.ts";

const meSchema = z
  .object({
    account: z.string().describe("The account's id, as its own server names it"),
    handle: z.string().describe("@user@host"),
    assemblies: z.array(
      z.object({ handle: z.string(), url: z.string(), state: z.enum(["member", "invited", "asking"]) }),
    ),
  })
  .meta({ id: "Me" });

/** Whose token it is. No route here makes, lists or ends tokens or sessions: that is done signed in, on a page. */
export const meRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/me",
      {
        onRequest: memberOnly(ctx),
        schema: {
          summary: "Who I am, and where I am a member",
          tags: ["me"],
          security: member,
          response: { 200: meSchema, ...refused },
        },
      },
      async (request) => {
        const { actorId } = await memberOf(ctx, request);
        const actor = await loadActor(ctx.db, actorId);
        const addresses = addressesOf(ctx.env.origin);
        return {
          account: actorId,
          handle: `@${actor?.username ?? ""}@${new URL(actorId).host}`,
          assemblies: (await membershipsOf(ctx.db, actorId)).map(({ assembly, state }) => ({
            handle: assembly.handle,
            url: addresses.assembly(assembly.handle),
            state,
          })),
        };
      },
    );
  };
