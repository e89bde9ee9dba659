import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { giveSuggestion } from "../actions/give-suggestion.ts";
import { orRollBack } from "../actions/roll-back.ts";
import { fulfilSuggestion, supportSuggestion, withdrawSuggestion } from "../actions/settle-suggestion.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readLanguage } from "../domain/language.ts";
import { isBrought } from "../domain/proposal.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import type { Degree } from "../domain/suggestion.ts";
import type { Database } from "../store/database.ts";
import { loadProposal } from "../store/questions.ts";
import { type Weighed, weighed } from "../store/suggestion-order.ts";
import { listSuggestions, loadSuggestion, supportsOf } from "../store/suggestions.ts";
import { member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { pageOf } from "./schemas.ts";
import {
  fulfillingSchema,
  suggestingSchema,
  suggestionSchema,
  supportingSchema,
} from "./schemas-suggestions.ts";

type Shown = z.infer<typeof suggestionSchema>;

/** Suggestions: wishes in prose, who supports them, and whether the text fulfils them. */
export const suggestionRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const params = z.object({ id: z.string() });
    const tags = ["suggestions"];
    const onRequest = memberOnly(ctx);

    const list = async (proposalId: string): Promise<Shown[]> => {
      const all = await listSuggestions(ctx.db, proposalId, true);
      const supports = await supportsOf(ctx.db, proposalId);
      const url = `${addressesOf(origin).proposal(proposalId)}#suggestion-`;
      const shown = (withdrawn: boolean) =>
        weighed(
          all.filter(({ withdrawnAt }) => (withdrawnAt !== null) === withdrawn),
          supports,
        ).map((one) => show(one, url));
      return [...shown(false), ...shown(true)];
    };
    const one = async (proposalId: string, id: string): Promise<Shown> =>
      (await list(proposalId)).find((some) => some.id === id) as Shown;

    app.get(
      "/proposals/:id/suggestions",
      {
        schema: {
          summary: "Its suggestions, in the order in which large minorities are heard",
          description: "Those that wait first, then what is fulfilled, last what was taken back.",
          ...{ tags, params, response: { 200: pageOf(suggestionSchema), ...refused } },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
        if (!proposal || !isBrought(proposal)) return sendProblem(reply, origin, refuse("no-proposal"));
        return { items: await list(id), next: null };
      },
    );

    app.post(
      "/proposals/:id/suggestions",
      {
        onRequest,
        schema: {
          summary: "Suggest something; anyone may who is not banned",
          ...{ tags, security: member, params, body: suggestingSchema },
          response: { 201: suggestionSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id: proposalId } = request.params;
        const { actorId } = await memberOf(ctx, request);
        const { text, degree, language } = request.body;
        if (language !== undefined && readLanguage(language) === null)
          return sendProblem(reply, origin, refuse("bad-language"));
        const given = { proposalId, actorId, text, degree, language, receivedAt: request.receivedAt };
        const made = isId(proposalId)
          ? await orRollBack(ctx, (tx) => giveSuggestion(ctx, tx, given))
          : refuse("no-proposal");
        if (isRefusal(made)) return sendProblem(reply, origin, made);
        return reply.code(201).send(await one(proposalId, made.id));
      },
    );

    type Said = {
      readonly supports?: boolean;
      readonly degree?: Degree | null;
      readonly fulfilled?: boolean;
    };
    type Act = { readonly suggestionId: string; readonly actorId: string };
    const settle = (
      path: string,
      summary: string,
      body: z.ZodType | null,
      deed: (tx: Database, act: Act, said: Said) => Promise<unknown>,
    ) =>
      app.post(
        `/suggestions/:id/${path}`,
        {
          onRequest,
          schema: {
            ...{ summary, tags, security: member, params, ...(body ? { body } : {}) },
            response: { 200: suggestionSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { id: suggestionId } = request.params;
          const { actorId } = await memberOf(ctx, request);
          const known = isId(suggestionId) ? await loadSuggestion(ctx.db, suggestionId) : null;
          if (!known) return sendProblem(reply, origin, refuse("no-suggestion"));
          const said = (request.body ?? {}) as Said;
          const done = await orRollBack(ctx, (tx) => deed(tx, { suggestionId, actorId }, said));
          return isRefusal(done)
            ? sendProblem(reply, origin, done)
            : reply.send(await one(known.proposalId, suggestionId));
        },
      );
    settle(
      "support",
      "Support it, with a degree of one's own or without, or end that",
      supportingSchema,
      (tx, act, { supports = true, degree = null }) =>
        supportSuggestion(ctx, tx, { ...act, supports, degree }),
    );
    settle(
      "fulfil",
      "Say whether the newest version fulfils it; only its author does",
      fulfillingSchema,
      (tx, act, { fulfilled = true }) => fulfilSuggestion(ctx, tx, { ...act, fulfilled }),
    );
    settle("withdraw", "Take one's own back", null, (tx, act) => withdrawSuggestion(ctx, tx, act));
  };

function show({ suggestion, behind, against, sympathisers }: Weighed, url: string): Shown {
  const { id, number, degree, language, text, withdrawnAt, isFulfilled, judgedVersion } = suggestion;
  const named = (some: Weighed["behind"]) =>
    some.map(({ actorId, degree: own }) => ({ member: actorId, degree: own }));
  return {
    ...{ id, number, url: `${url}${number}`, by: suggestion.actorId, text, language, degree },
    state: withdrawnAt ? "withdrawn" : isFulfilled ? "fulfilled" : "open",
    ...{ version: suggestion.onVersion, fulfilled: isFulfilled, judgedVersion },
    ...{ supporters: named(behind), against: named(against), sympathisers },
    at: suggestion.createdAt.toISOString(),
  };
}
