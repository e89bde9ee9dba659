import type { FastifyReply, FastifyRequest } from "fastify";
import { isRefusal, refusals, refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { personIn, type SignedIn } from "../session.ts";
import type { Web } from "../views.ts";
import type { Sent } from "../visitor.ts";
import { showProposal } from "./proposal.ts";

/** A form that was sent about a proposal: by whom, and what was typed. */
export type Posted = {
  readonly request: FastifyRequest;
  readonly me: SignedIn;
  readonly proposalId: string;
  field(name: string): string;
};

/** A page with forms: where it is, and how it is shown with what was refused. */
export type FormPage = {
  path(request: FastifyRequest, id: string): string;
  show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    sent: Sent & { readonly status: number },
  ): Promise<FastifyReply>;
};

const ofProposal = (web: Web): FormPage => ({
  path: (_, id) => `/proposals/${id}`,
  show: (request, reply, id, sent) => showProposal(request, reply, web, id, sent),
});

/**
 * Does what a form on a proposal's page asks for, or on another `page` about it, and goes back to a part of that page,
 * or to the path that the act answers. What is refused is said on the page, with what was typed still in the form.
 * `query`: which part of long lists is shown.
 */
export const doneBy =
  (web: Web, page: FormPage = ofProposal(web)) =>
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
    if (!isRefusal(result)) {
      const to = leadsOn(result) ? result.leadsTo : `${page.path(request, id)}${query}#${part}`;
      return reply.redirect(tongue.to(to), 303);
    }
    const fields = Object.fromEntries(Object.keys(sent).map((name) => [name, field(name)]));
    const error = tongue.refusal(result.refused);
    return page.show(request, reply, id, { form, error, fields, status: refusals[result.refused].status });
  };

/** What an act answers that leads to another page than the one it was asked for on. */
export type Leading = { readonly leadsTo: string };

const leadsOn = (result: unknown): result is Leading =>
  typeof result === "object" && result !== null && "leadsTo" in result;
