import type { FastifyReply, FastifyRequest } from "fastify";
import { isRefusal, refusals, refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { personIn, type SignedIn } from "../session.ts";
import type { Web } from "../views.ts";
import { showProposal } from "./proposal.ts";

/** A form that was sent about a proposal: by whom, and what was typed. */
export type Posted = {
  readonly request: FastifyRequest;
  readonly me: SignedIn;
  readonly proposalId: string;
  field(name: string): string;
};

/**
 * Does what a form on a proposal's page asks for, and goes back to a part of the page. What is refused is said on the
 * page, with what was typed still in the form. `query`: which part of long lists is shown.
 */
export const doneBy =
  (web: Web) =>
  async (
    request: FastifyRequest,
    reply: FastifyReply,
    { id, form, part, query = "" }: { id: string; form: string; part: string; query?: string },
    act: (posted: Posted) => Promise<unknown>,
  ): Promise<FastifyReply> => {
    const { ctx } = web;
    const tongue = chooseTongue(ctx.phrases, request);
    if (!(await findProposal(ctx.db, id))) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const sent = (request.body ?? {}) as Record<string, unknown>;
    const field = (name: string): string => (typeof sent[name] === "string" ? sent[name] : "");
    const result = await act({ request, me: personIn(request), proposalId: id, field });
    if (!isRefusal(result)) return reply.redirect(tongue.to(`/proposals/${id}${query}#${part}`), 303);
    const fields = Object.fromEntries(Object.keys(sent).map((name) => [name, field(name)]));
    const error = tongue.refusal(result.refused);
    return showProposal(request, reply, web, id, {
      ...{ form, error, fields },
      status: refusals[result.refused].status,
    });
  };
