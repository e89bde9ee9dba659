import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { answerQuestion } from "../actions/answer-question.ts";
import { keepWords } from "../actions/keep-words.ts";
import { raiseConcern } from "../actions/raise-concern.ts";
import { orRollBack } from "../actions/roll-back.ts";
import { answerObjection, liftObjection } from "../actions/settle-objection.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readReason } from "../domain/leaving.ts";
import { objectionState } from "../domain/objection.ts";
import { isBrought } from "../domain/proposal.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { apiEvidence } from "../evidence.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { listObjections, loadObjection, type WordedObjection } from "../store/objections.ts";
import { loadProposal, questionOf } from "../store/questions.ts";
import { member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { pageOf } from "./schemas.ts";
import { answeredSchema, answerSchema, concernSchema, objectionSchema } from "./schemas-deeds.ts";

const shown = (
  one: WordedObjection,
  now: Date,
  url: (number: number) => string,
): z.infer<typeof objectionSchema> => ({
  ...{ id: one.id, kind: one.kind, by: one.actorId, version: one.version, reason: one.reason },
  ...{ change: one.change, state: objectionState(one, now), raisedAt: one.raisedAt.toISOString() },
  amendment: one.amendment && { ...one.amendment, url: url(one.amendment.number) },
  ...{ answer: one.answer, answeredBy: one.answeredBy },
  askedUntil: one.askedUntil?.toISOString() ?? null,
});

/** Answers to questions, and the objection board. */
export const answerRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const params = z.object({ id: z.string() });
    const onRequest = memberOnly(ctx);

    app.post(
      "/proposals/:id/ballots",
      {
        onRequest,
        schema: {
          summary: "Answer its question, in one's own name",
          description: "Replaces what one answered before, until the question closes.",
          ...{ tags: ["answers"], security: member, params, body: answerSchema },
          response: { 200: answeredSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!isId(id)) return sendProblem(reply, origin, refuse("no-proposal"));
        const caller = await memberOf(ctx, request);
        const { position, reason = "", change = "", amendment, language } = request.body;
        const evidence = await apiEvidence(ctx.db, request, caller);
        const given = {
          position,
          reason,
          change,
          amendment,
          language,
          evidence,
          receivedAt: request.receivedAt,
        };
        // what is refused stands in the record too, so nothing is rolled back
        const cast = await ctx.db.transaction((tx) =>
          answerQuestion(ctx, tx, { proposalId: id, actorId: caller.actorId, via: "api", ...given }),
        );
        if (isRefusal(cast)) return sendProblem(reply, origin, cast);
        const receipt = cast.entryId
          ? addressesOf(origin).receipt(
              (await loadAssemblyById(ctx.db, cast.question.assemblyId)).handle,
              cast.entryId,
            )
          : "";
        if (isRefusal(cast.result)) return sendProblem(reply, origin, cast.result, undefined, receipt);
        const before = cast.voter.standing?.position ?? null;
        return { position, counts: cast.result.counts, before, receipt };
      },
    );

    const board = async (id: string) =>
      (await listObjections(ctx.db, id)).map((one) =>
        shown(one, ctx.now(), (number) => addressesOf(origin).amendment(id, number)),
      );

    app.get(
      "/proposals/:id/objections",
      {
        schema: {
          ...{ summary: "The objection board: concerns and blocks", tags: ["answers"], params },
          response: { 200: pageOf(objectionSchema), ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
        if (!proposal || !isBrought(proposal)) return sendProblem(reply, origin, refuse("no-proposal"));
        return { items: await board(id), next: null };
      },
    );

    app.post(
      "/proposals/:id/objections",
      {
        onRequest,
        schema: {
          ...{ summary: "Raise a concern", tags: ["answers"], security: member, params, body: concernSchema },
          response: { 201: objectionSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id: proposalId } = request.params;
        const { actorId } = await memberOf(ctx, request);
        const { reason, change, amendment, language } = request.body;
        const raised = await orRollBack(ctx, async (tx) => {
          const proposal = isId(proposalId) ? await loadProposal(tx, proposalId) : null;
          if (!proposal) return refuse("no-proposal");
          const text = readReason(reason);
          if (isRefusal(text)) return text;
          const question = proposal.state === "voting" ? await questionOf(tx, proposalId) : null;
          const noteId = await keepWords(ctx, tx, {
            ...{
              assemblyId: proposal.assemblyId,
              proposalId,
              questionId: question?.id ?? null,
              actorId,
              text,
            },
            ...{ command: "concern", language, receivedAt: request.receivedAt },
          });
          const concern = { proposalId, actorId, noteId, change: change?.trim() || null, amendment };
          return raiseConcern(ctx, tx, concern);
        });
        if (isRefusal(raised)) return sendProblem(reply, origin, raised);
        const made = (await board(proposalId)).find(({ id }) => id === raised);
        return reply.code(201).send(made as z.infer<typeof objectionSchema>);
      },
    );

    for (const what of ["answer", "lift"] as const)
      app.post(
        `/objections/:id/${what}`,
        {
          onRequest,
          schema: {
            summary: what === "answer" ? "Answer an objection" : "Lift one's own objection",
            ...{ tags: ["answers"], security: member, params },
            body: what === "answer" ? z.object({ text: z.string() }) : z.object({}).nullish(),
            response: { 200: objectionSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { id: objectionId } = request.params;
          const caller = await memberOf(ctx, request);
          const known = isId(objectionId) ? await loadObjection(ctx.db, objectionId) : null;
          if (!known) return sendProblem(reply, origin, refuse("no-objection"));
          const { actorId } = caller;
          const text = String((request.body as { text?: string } | null)?.text ?? "");
          const evidence = await apiEvidence(ctx.db, request, caller);
          const done = await orRollBack(ctx, (tx) =>
            what === "answer"
              ? answerObjection(ctx, tx, { objectionId, actorId, text })
              : liftObjection(ctx, tx, { objectionId, actorId, receivedAt: request.receivedAt, evidence }),
          );
          if (isRefusal(done)) return sendProblem(reply, origin, done);
          return (await board(known.proposalId)).find(({ id }) => id === objectionId) as z.infer<
            typeof objectionSchema
          >;
        },
      );
  };
