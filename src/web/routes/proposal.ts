import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isId } from "../../domain/addresses.ts";
import { refuse } from "../../domain/refusal.ts";
import { loadAssemblyById } from "../../store/assemblies.ts";
import { loadNote } from "../../store/notes.ts";
import { loadQuestion } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { readAsked } from "../models/asked.ts";
import { assemblyHead } from "../models/heads.ts";
import { proposalModel } from "../models/proposal.ts";
import { formToken, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent } from "../visitor.ts";

type ById = { Params: { id: string }; Querystring: Record<string, unknown> };

/** Sends a proposal's page; `sent` is what was typed into one of its forms and refused, with that refusal's status. */
export async function showProposal(
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
  id: string = (request.params as { id: string }).id,
  sent: (Sent & { readonly status: number }) | null = null,
): Promise<FastifyReply> {
  const { ctx, addresses } = web;
  const found = await findProposal(ctx.db, id);
  const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
  if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
  const { assembly, proposal } = found;
  const me = signedIn(request);
  const visitor = me && { me, csrf: formToken(request, reply), sent };
  const asked = readAsked(request.query as Record<string, unknown>);
  const model = await proposalModel({ ctx, addresses, tongue, visitor }, assembly, proposal, asked);
  const title = tongue.say("title.proposal", { title: model.title, name: plain(assembly.name) });
  const around = {
    title: sent ? tongue.say("errors.prefix", { title }) : title,
    description: tongue.say("proposal.description", {
      line: model.line,
      name: plain(assembly.name),
      state: model.state.word,
    }),
    skip: tongue.say("skip.proposal"),
    path: `/proposals/${proposal.id}`,
    activity: addresses.proposal(proposal.id),
  };
  const head = assemblyHead(tongue, addresses, assembly, "questions", around);
  return sendPage(reply.code(sent?.status ?? 200), web, "proposal", tongue, head, model);
}

/** A proposal's page, and the ways to it from the addresses of its question and notes. */
export function proposalRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;

  app.get<ById>("/proposals/:id", (request, reply) => showProposal(request, reply, web));

  app.get<ById>("/questions/:id", async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const { id } = request.params;
    const question = isId(id) ? await loadQuestion(ctx.db, id) : null;
    const found = question && (await findProposal(ctx.db, question.proposalId));
    if (!found) return refusalPage(reply, web, tongue, refuse("no-question"));
    return reply.redirect(tongue.to(`/proposals/${found.proposal.id}`), 303);
  });

  // what an assembly said to one person is nobody else's to read
  app.get<ById>("/notes/:id", async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const { id } = request.params;
    const note = isId(id) ? await loadNote(ctx.db, id) : null;
    const assembly = note?.toActor === null ? await loadAssemblyById(ctx.db, note.assemblyId) : null;
    if (!note || assembly?.visibility !== "public")
      return refusalPage(reply, web, tongue, refuse("not-found"));
    const path = note.proposalId ? `/proposals/${note.proposalId}` : `/assemblies/${assembly.handle}`;
    return reply.redirect(tongue.to(path), 303);
  });
}
