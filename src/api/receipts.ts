import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { makeReceipt } from "../actions/make-receipt.ts";
import type { Context } from "../context.ts";
import { isId } from "../domain/addresses.ts";
import { refuse } from "../domain/refusal.ts";
import { receiptJson } from "../ledger/receipt.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { callerOf } from "./auth.ts";
import { problemSchema, refused, sendProblem } from "./problem.ts";

const receiptSchema = z
  .object({
    v: z.literal(1),
    assembly: z.string().describe("The actor whose ledger it is"),
    key: z.string().describe("Its Ed25519 key, 32 bytes in Base64"),
    seq: z.number().describe("The entry's place in the ledger, from 0"),
    leaf: z.string().describe("The very text that was hashed"),
    opening: z
      .object({ actor: z.string(), salt: z.string() })
      .nullable()
      .describe("Who the entry is about: of members always, of others only to themselves"),
    proof: z.array(z.string()).describe("The way from the leaf to the root (RFC 9162 §2.1.3), in Base64"),
    checkpoint: z.string().describe("A signed head (C2SP tlog-checkpoint)"),
  })
  .meta({ id: "Receipt" });

/** Receipts: what somebody takes home of an entry in the ledger. */
export const receiptRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;

    app.get(
      "/assemblies/:handle/receipts/:id",
      {
        schema: {
          summary: "The receipt of an entry in its ledger",
          description:
            "Shows, to anybody and without this server, that the entry is in the record. A ballot of somebody who is not on the roll names them only with their own token. `not-signed-yet`: come again in five seconds.",
          ...{ tags: ["answers"] },
          params: z.object({ handle: z.string(), id: z.string() }),
          response: { 200: receiptSchema, ...refused, 503: problemSchema },
        },
      },
      async (request, reply) => {
        const { handle, id } = request.params;
        const assembly = await loadAssembly(ctx.db, handle);
        if (assembly?.visibility !== "public") return sendProblem(reply, origin, refuse("no-assembly"));
        const caller = await callerOf(ctx, request);
        const reader = caller?.kind === "member" ? caller.actorId : null;
        const made = isId(id) ? await makeReceipt(ctx, assembly, id, reader) : null;
        if (!made) return sendProblem(reply, origin, refuse("not-found"));
        reply.header("cache-control", "no-store");
        if (made.receipt) return receiptJson(made.receipt) as z.infer<typeof receiptSchema>;
        return sendProblem(reply.header("retry-after", "5"), origin, refuse("not-signed-yet"));
      },
    );
  };
