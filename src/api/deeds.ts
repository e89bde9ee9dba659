import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { endorseProposal } from "../actions/endorse-proposal.ts";
import { makeStatement } from "../actions/make-statement.ts";
import { enterDeliberation } from "../actions/propose.ts";
import { returnProposal, reviseProposal } from "../actions/revise-proposal.ts";
import { orRollBack } from "../actions/roll-back.ts";
import { withdrawProposal } from "../actions/withdraw-proposal.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readLanguage } from "../domain/language.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { loadProposal } from "../store/questions.ts";
import { actorOf, anyCaller, member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { endorsedSchema, movedSchema, revisedSchema, revisionSchema } from "./schemas-deeds.ts";

/** What members, authors and facilitators do with a proposal, besides answering it. */
export const deedRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const params = z.object({ id: z.string() });
    const tags = ["proposals"];
    const security = member;

    const moved = async (id: string) => {
      const proposal = await loadProposal(ctx.db, id);
      return { id, url: addresses.proposal(id), state: proposal?.state ?? "" };
    };
    /** Does something to a proposal that is there, or undoes it on refusal. */
    const act = <Result>(id: string, deed: (tx: Database) => Promise<Result | Refusal>) =>
      isId(id) ? orRollBack(ctx, deed) : Promise.resolve<Refusal>(refuse("no-proposal"));

    app.post(
      "/proposals/:id/endorsements",
      {
        onRequest: memberOnly(ctx),
        schema: {
          ...{ summary: "Endorse it, so that it comes to the vote", tags, security, params },
          response: { 201: endorsedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { actorId } = await memberOf(ctx, request);
        const result = await act(id, (tx) => endorseProposal(ctx, tx, { proposalId: id, actorId }));
        return isRefusal(result) ? sendProblem(reply, origin, result) : reply.code(201).send(result);
      },
    );

    for (const [path, summary, deed] of [
      ["versions", "Change its text; while it is voted on, where the constitution allows", reviseProposal],
      ["return", "Take it back to deliberation as the next version", returnProposal],
    ] as const)
      app.post(
        `/proposals/:id/${path}`,
        {
          onRequest: anyCaller(ctx),
          schema: {
            ...{ summary, tags, security, params, body: revisionSchema.nullish() },
            response: { 201: revisedSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { id } = request.params;
          const actorId = await actorOf(ctx, request);
          const { title, text, fields, reason, language } = request.body ?? {};
          if (language !== undefined && readLanguage(language) === null)
            return sendProblem(reply, origin, refuse("bad-language"));
          const result = await act(id, (tx) =>
            deed(ctx, tx, { proposalId: id, actorId, title, text, fields, reason, language }),
          );
          if (isRefusal(result)) return sendProblem(reply, origin, result);
          const { version, questionId } = result;
          const question = questionId ? addresses.question(questionId) : null;
          return reply.code(201).send({ ...(await moved(id)), version, question });
        },
      );

    app.post(
      "/proposals/:id/withdraw",
      {
        onRequest: anyCaller(ctx),
        schema: {
          ...{ summary: "Take it back; ballots stay on record", tags, security, params },
          response: { 200: movedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const actorId = await actorOf(ctx, request);
        const result = await act(id, (tx) => withdrawProposal(ctx, tx, { proposalId: id, actorId }));
        return isRefusal(result) ? sendProblem(reply, origin, result) : moved(id);
      },
    );

    app.post(
      "/proposals/:id/deliberate",
      {
        onRequest: anyCaller(ctx),
        schema: {
          ...{ summary: "Bring a draft into deliberation", tags, security, params },
          response: { 200: movedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const actorId = await actorOf(ctx, request);
        const result = await act(id, async (tx) => {
          const proposal = await loadProposal(tx, id);
          if (!proposal) return refuse("no-proposal");
          const assembly = await loadAssemblyById(tx, proposal.assemblyId);
          return enterDeliberation(ctx, tx, assembly, id, actorId);
        });
        return isRefusal(result) ? sendProblem(reply, origin, result) : moved(id);
      },
    );

    app.post(
      "/proposals/:id/statement",
      {
        onRequest: memberOnly(ctx),
        schema: {
          ...{ summary: "Be heard: what the person it is about says to it", tags, security, params },
          body: z.object({ text: z.string() }),
          response: { 200: movedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { actorId } = await memberOf(ctx, request);
        const { text } = request.body;
        const result = await act(id, (tx) => makeStatement(ctx, tx, { proposalId: id, actorId, text }));
        return isRefusal(result) ? sendProblem(reply, origin, result) : moved(id);
      },
    );
  };
