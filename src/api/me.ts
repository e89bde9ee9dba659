import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { askErasure, cancelErasure } from "../actions/erase-person.ts";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { loadActor } from "../store/actors.ts";
import { membershipsOf } from "../store/mine.ts";
import { member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";

const meSchema = z
  .object({
    account: z.string().describe("The account's id, as its own server names it"),
    handle: z.string().describe("@user@host"),
    assemblies: z.array(
      z.object({ handle: z.string(), url: z.string(), state: z.enum(["member", "invited", "asking"]) }),
    ),
  })
  .meta({ id: "Me" });

const erasureSchema = z
  .object({
    waitsUntil: z.string().nullable().describe("When it is done, as questions are open till then; null: now"),
  })
  .meta({ id: "Erasure" });

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

    app.post(
      "/me/erase",
      {
        onRequest: memberOnly(ctx),
        schema: {
          summary: "Have my name and my words taken out",
          description:
            "For who is a member of no assembly here any more. It is done at once (200), or once the last open question has closed that one takes part in (202); until then it can be taken back. It cannot be undone. Ballots, totals and the texts of proposals stay, without the name.",
          tags: ["me"],
          security: member,
          body: z.object({ sure: z.literal(true).describe("That one means it") }),
          response: { 200: erasureSchema, 202: erasureSchema, ...refused },
        },
      },
      async (request, reply) => {
        const asked = await askErasure(ctx, (await memberOf(ctx, request)).actorId);
        if (isRefusal(asked)) return sendProblem(reply, ctx.env.origin, asked);
        const { waitsUntil } = asked;
        return reply.code(waitsUntil ? 202 : 200).send({ waitsUntil: waitsUntil?.toISOString() ?? null });
      },
    );

    app.post(
      "/me/erase/cancel",
      {
        onRequest: memberOnly(ctx),
        schema: {
          summary: "Keep my name and my words after all, while that is possible",
          tags: ["me"],
          security: member,
          body: z.object({}).nullish(),
          response: { 200: erasureSchema, ...refused },
        },
      },
      async (request, reply) =>
        (await cancelErasure(ctx, (await memberOf(ctx, request)).actorId))
          ? { waitsUntil: null }
          : sendProblem(reply, ctx.env.origin, refuse("not-found")),
    );
  };
