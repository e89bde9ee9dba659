import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { giveSuggestion, readDegree } from "../../actions/give-suggestion.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { fulfilSuggestion, supportSuggestion, withdrawSuggestion } from "../../actions/settle-suggestion.ts";
import { isId } from "../../domain/addresses.ts";
import { isRefusal, refuse } from "../../domain/refusal.ts";
import type { Database } from "../../store/database.ts";
import { loadSuggestion } from "../../store/suggestions.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue } from "../language.ts";
import { queryOf, readAsked } from "../models/asked.ts";
import { mustSignIn } from "../session.ts";
import type { Web } from "../views.ts";
import { doneBy, type Posted } from "./done.ts";

type ById = { Params: { id: string } };
type On = { readonly suggestionId: string; readonly actorId: string };

/** What somebody signed in does with suggestions on a proposal's page. */
export function suggestionRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;
  const mine = { onRequest: mustSignIn(web) };
  const done = doneBy(web);

  app.post<ById>("/proposals/:id/suggestions", mine, (request, reply) =>
    done(
      request,
      reply,
      { id: request.params.id, form: "suggest", part: "suggestions" },
      ({ me, proposalId, field }) =>
        orRollBack(ctx, (tx) =>
          giveSuggestion(ctx, tx, {
            ...{ proposalId, actorId: me.actorId, text: field("text"), degree: field("degree") },
            receivedAt: request.receivedAt,
          }),
        ),
    ),
  );

  const settle = (
    path: string,
    deed: (tx: Database, on: On, field: Posted["field"]) => Promise<unknown>,
  ): void => {
    app.post<ById>(`/suggestions/:id/${path}`, mine, async (request, reply) => act(request, reply, deed));
  };
  const act = async (
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    deed: Parameters<typeof settle>[1],
  ): Promise<FastifyReply> => {
    const { id: suggestionId } = request.params;
    const known = isId(suggestionId) ? await loadSuggestion(ctx.db, suggestionId) : null;
    const tongue = chooseTongue(ctx.phrases, request);
    if (!known) return refusalPage(reply, web, tongue, refuse("no-suggestion"));
    const form = `suggestion-${known.number}`;
    // the list stays open at the page that it was on
    const query = queryOf(readAsked(request.query as Record<string, unknown>));
    return done(request, reply, { id: known.proposalId, form, part: form, query }, ({ me, field }) =>
      orRollBack(ctx, (tx) => deed(tx, { suggestionId, actorId: me.actorId }, field)),
    );
  };
  settle("support", async (tx, on, field) => {
    const degree = readDegree(field("degree"));
    if (isRefusal(degree)) return degree;
    return supportSuggestion(ctx, tx, { ...on, supports: field("supports") !== "no", degree });
  });
  settle("fulfil", (tx, on, field) =>
    fulfilSuggestion(ctx, tx, { ...on, fulfilled: field("fulfilled") !== "no" }),
  );
  settle("withdraw", (tx, on) => withdrawSuggestion(ctx, tx, on));
}
