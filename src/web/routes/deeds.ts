import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerQuestion } from "../../actions/answer-question.ts";
import type { Position } from "../../domain/ballot.ts";
import { isRefusal, type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import { formEvidence } from "../../evidence.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { mustSignIn, personIn, type SignedIn } from "../session.ts";
import type { Web } from "../views.ts";
import { showProposal } from "./proposal.ts";

type ById = { Params: { id: string } };

/** A form that was sent about a proposal: by whom, and what was typed. */
type Posted = {
  readonly request: FastifyRequest;
  readonly me: SignedIn;
  readonly proposalId: string;
  field(name: string): string;
};

/** What somebody signed in does on a proposal's page. What is refused is said there, and nothing typed is lost. */
export function deedRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;
  const mine = { onRequest: mustSignIn(web) };

  const done = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { id, form, part }: { readonly id: string; readonly form: string; readonly part: string },
    act: (posted: Posted) => Promise<unknown>,
  ): Promise<FastifyReply> => {
    const tongue = chooseTongue(ctx.phrases, request);
    if (!(await findProposal(ctx.db, id))) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const sent = (request.body ?? {}) as Record<string, unknown>;
    const field = (name: string): string => (typeof sent[name] === "string" ? sent[name] : "");
    const result = await act({ request, me: personIn(request), proposalId: id, field });
    if (!isRefusal(result)) return reply.redirect(tongue.to(`/proposals/${id}#${part}`), 303);
    const fields = Object.fromEntries(Object.keys(sent).map((name) => [name, field(name)]));
    const error = tongue.refusal(result.refused);
    return showProposal(request, reply, web, id, {
      ...{ form, error, fields },
      status: refusals[result.refused].status,
    });
  };

  app.post<ById>("/proposals/:id/ballot", mine, (request, reply) =>
    done(request, reply, { id: request.params.id, form: "ballot", part: "answers" }, giveAnswer),
  );

  // what is refused stands in the record, and so it is committed all the same
  async function giveAnswer({ request, me, proposalId, field }: Posted): Promise<Refusal | null> {
    const position = field("position") as Position;
    const evidence = await formEvidence(ctx.db, request, me);
    const cast = await ctx.db.transaction((tx) =>
      answerQuestion(ctx, tx, {
        ...{ proposalId, actorId: me.actorId, position, reason: field("reason"), via: "web", evidence },
        ...{ change: position === "block" ? field("change") : "", receivedAt: request.receivedAt },
      }),
    );
    if (isRefusal(cast)) return cast;
    return isRefusal(cast.result) ? cast.result : null;
  }
}
