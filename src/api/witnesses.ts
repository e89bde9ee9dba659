import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { answerWitness, witnessSteps } from "../actions/answer-witness.ts";
import { askWitness } from "../actions/ask-witness.ts";
import { forkAddress } from "../actions/found-fork.ts";
import { orRollBack } from "../actions/roll-back.ts";
import { watchOf } from "../actions/watch-ledger.ts";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isRefusal, refusals, refuse } from "../domain/refusal.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { listWitnesses, type Witness } from "../store/witnesses.ts";
import { actorOf, anyCaller, member, operator } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { doneSchema } from "./schemas-people.ts";

const witnessSchema = z
  .object({
    ...{ id: z.string(), assembly: z.string().describe("The other assembly"), since: z.string() },
    state: z.enum(["asked", "accepted", "declined", "ended", "contradicted"]),
    size: z.number().describe("Entries under the largest head that was co-signed; 0: none yet"),
    answeredAt: z.string().nullable().describe("When it last said which head of this ledger it holds"),
    behindSince: z
      .string()
      .nullable()
      .describe("Since when it holds a head that this ledger does not contain"),
    doubtSince: z
      .string()
      .nullable()
      .describe("Since when a head that it signed is not shown to fit the one that is held here"),
    fork: z.string().nullable().describe("Where the proof is that its ledger was forked"),
  })
  .meta({ id: "Witness" });

/** Why a ledger is not signed, as it is said. */
const codes = { behind: "ledger-behind-witness", waits: "ledger-waits" } as const;

/** Who witnesses an assembly's ledger, and whose ledgers it witnesses. */
export const witnessRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const params = z.object({ handle: z.string() });
    const tags = ["ledger"];
    const security = [...operator, ...member];

    app.get(
      "/assemblies/:handle/witnesses",
      {
        schema: {
          ...{ summary: "Who witnesses its ledger, and whose it witnesses", tags, params },
          response: {
            200: z.object({
              signs: z
                .boolean()
                .describe(
                  "False: nothing is signed, as a witness holds what the ledger lacks, or has not answered yet",
                ),
              problem: z.string().nullable().describe("Why nothing is signed, in a sentence"),
              witnesses: z.array(witnessSchema),
              witnessed: z.array(witnessSchema),
            }),
            ...refused,
          },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const address = addresses.assembly(assembly.handle);
        const shown = ({ id, actorId, state, size, ...row }: Witness): z.infer<typeof witnessSchema> => ({
          ...{ id, assembly: actorId, since: row.changedAt.toISOString(), state, size },
          answeredAt: row.answeredAt?.toISOString() ?? null,
          behindSince: row.behindSince?.toISOString() ?? null,
          doubtSince: row.doubtSince?.toISOString() ?? null,
          fork: row.fork === null ? null : forkAddress(address, actorId),
        });
        const ours = await listWitnesses(ctx.db, assembly.id, "for-us");
        const witnessed = (await listWitnesses(ctx.db, assembly.id, "by-us")).map(shown);
        const watch = watchOf(ctx, ours);
        const code = watch && watch !== "unheard" ? codes[watch] : null;
        const problem = code && refusals[code].sentence;
        return { signs: code === null, problem, witnesses: ours.map(shown), witnessed };
      },
    );

    app.post(
      "/assemblies/:handle/witnesses",
      {
        onRequest: anyCaller(ctx),
        // the other assembly's server is asked first, and may be slow
        handlerTimeout: 60_000,
        schema: {
          ...{ summary: "Ask another assembly to witness its ledger", tags, security, params },
          body: z.object({ account: z.string().max(2000).describe("@name@host, or its address") }),
          response: { 201: doneSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const actorId = await actorOf(ctx, request);
        const id = await askWitness(ctx, { assembly, actorId, account: request.body.account });
        return isRefusal(id) ? sendProblem(reply, origin, id) : reply.code(201).send({ id });
      },
    );

    app.post(
      "/assemblies/:handle/witnesses/:id",
      {
        onRequest: anyCaller(ctx),
        schema: {
          ...{ summary: "Accept or decline to witness, or end it", tags, security },
          params: params.extend({ id: z.string() }),
          body: z.object({ step: z.enum(witnessSteps) }),
          response: { 200: doneSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { handle, id } = request.params;
        const assembly = await loadAssembly(ctx.db, handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const actorId = await actorOf(ctx, request);
        const { step } = request.body;
        const done = await orRollBack(ctx, (tx) => answerWitness(ctx, tx, { assembly, actorId, id, step }));
        return isRefusal(done) ? sendProblem(reply, origin, done) : {};
      },
    );
  };
