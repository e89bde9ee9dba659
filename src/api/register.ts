import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { propose } from "../actions/propose.ts";
import { orRollBack } from "../actions/roll-back.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readLanguage } from "../domain/language.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { listProposals } from "../store/questions.ts";
import { operator, operatorOnly } from "./auth.ts";
import { pageFrom } from "./paging.ts";
import { refused, sendProblem } from "./problem.ts";
import { openedSchema, pageOf, pagingSchema, proposalDraftSchema } from "./schemas.ts";

/** The proposals of an assembly, and entering one. */
export const registerRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const addresses = addressesOf(ctx.env.origin);
    const params = z.object({ handle: z.string() });
    const onRequest = operatorOnly(ctx);

    app.get(
      "/assemblies/:handle/proposals",
      {
        schema: {
          summary: "Its proposals, newest first",
          tags: ["proposals"],
          params,
          querystring: pagingSchema,
          response: {
            200: pageOf(
              openedSchema.extend({ title: z.string(), number: z.number() }).omit({ question: true }),
            ),
            ...refused,
          },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { limit, after } = request.query;
        if (after !== undefined && !isId(after))
          return sendProblem(reply, ctx.env.origin, refuse("bad-request"), "after");
        const from = after ? { before: after } : {};
        const page = pageFrom(await listProposals(ctx.db, assembly.id, { limit: limit + 1, ...from }), limit);
        const items = page.items.map(({ id, title, number, state }) => ({
          id,
          url: addresses.proposal(id),
          title,
          number,
          state,
        }));
        return { items, next: page.last?.id ?? null };
      },
    );

    app.post(
      "/assemblies/:handle/proposals",
      {
        onRequest,
        schema: {
          summary: "Enter a proposal",
          description:
            "With `open` it is put to the vote at once, or refused with `deliberation-running` and not stored.",
          tags: ["proposals"],
          security: operator,
          params,
          body: proposalDraftSchema,
          response: { 201: openedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { title, text, language, open = false, closesAt } = request.body;
        const tongue = language === undefined ? undefined : readLanguage(language);
        if (tongue === null) return sendProblem(reply, ctx.env.origin, refuse("bad-language"));
        const draft = {
          title,
          text,
          author: null,
          language: tongue,
          open,
          closesAt: closesAt ? new Date(closesAt) : undefined,
        };
        const opened = await orRollBack(ctx, (tx) => propose(ctx, tx, assembly, draft));
        if (isRefusal(opened)) return sendProblem(reply, ctx.env.origin, opened);
        const { proposalId: id, questionId } = opened;
        return reply.code(201).send({
          id,
          url: addresses.proposal(id),
          state: questionId ? "voting" : "deliberation",
          question: questionId ? addresses.question(questionId) : null,
        });
      },
    );
  };
