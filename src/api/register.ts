import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { propose } from "../actions/propose.ts";
import { readAct } from "../actions/read-act.ts";
import { orRollBack } from "../actions/roll-back.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readSettings } from "../domain/constitution.ts";
import { readLanguage } from "../domain/language.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { findDecision } from "../store/proposals.ts";
import { listProposals } from "../store/questions.ts";
import { anyCaller, callerOf, member, operator } from "./auth.ts";
import { pageFrom } from "./paging.ts";
import { refused, sendProblem } from "./problem.ts";
import { openedSchema, pageOf, pagingSchema, proposalDraftSchema } from "./schemas.ts";

/** The proposals of an assembly, and entering one. */
export const registerRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const addresses = addressesOf(ctx.env.origin);
    const params = z.object({ handle: z.string() });
    const onRequest = anyCaller(ctx);

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
            "With `open` it is put to the vote at once, or refused with `deliberation-running` and not stored. The operator enters plain ones; members bring any.",
          tags: ["proposals"],
          security: [...member, ...operator],
          params,
          body: proposalDraftSchema,
          response: { 201: openedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { title, text, language, open = false, closesAt, draft: keep = false } = request.body;
        const { fields, changes, alternativeTo = null, settings } = request.body;
        const caller = await callerOf(ctx, request);
        const wished = settings ? readSettings(settings, ctx.env.isPublic) : null;
        if (isRefusal(wished)) return sendProblem(reply, ctx.env.origin, wished);
        const act = request.body.act ? await readAct(ctx.db, assembly, request.body.act) : null;
        if (isRefusal(act)) return sendProblem(reply, ctx.env.origin, act);
        const decision = changes && (await findDecision(ctx.db, assembly.id, changes.number));
        if (changes && !decision) return sendProblem(reply, ctx.env.origin, refuse("no-decision"));
        if (alternativeTo !== null && !isId(alternativeTo))
          return sendProblem(reply, ctx.env.origin, refuse("no-proposal"));
        const tongue = language === undefined ? undefined : readLanguage(language);
        if (tongue === null) return sendProblem(reply, ctx.env.origin, refuse("bad-language"));
        const draft = {
          title,
          text,
          author: caller?.kind === "member" ? caller.actorId : null,
          language: tongue,
          open: open && !keep,
          draft: keep,
          ...(fields ? { fields } : {}),
          act: wished ? { what: "settle" as const, changes: wished } : act,
          changes: changes && decision ? { decisionId: decision.id, how: changes.how } : null,
          alternativeTo,
          closesAt: closesAt ? new Date(closesAt) : undefined,
        };
        const opened = await orRollBack(ctx, (tx) => propose(ctx, tx, assembly, draft));
        if (isRefusal(opened)) return sendProblem(reply, ctx.env.origin, opened);
        const { proposalId: id, questionId } = opened;
        return reply.code(201).send({
          id,
          url: addresses.proposal(id),
          state: questionId ? "voting" : keep ? "draft" : "deliberation",
          question: questionId ? addresses.question(questionId) : null,
        });
      },
    );
  };
