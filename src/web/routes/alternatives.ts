import type { FastifyInstance } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { alternativesModel } from "../models/alternatives.ts";
import { assemblyHead } from "../models/heads.ts";
import { sendPage, type Web } from "../views.ts";

/** The page on which the proposals for one problem stand side by side. */
export function alternativeRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<{ Params: { id: string } }>("/proposals/:id/beside", async (request, reply) => {
    const found = await findProposal(ctx.db, request.params.id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly, proposal } = found;
    const model = await alternativesModel({ ctx, addresses, tongue }, assembly, proposal);
    const around = {
      title: tongue.say("title.proposal", {
        title: `${tongue.say("alternatives.heading")}: ${plain(proposal.title)}`,
        name: plain(assembly.name),
      }),
      description: tongue.say("alternatives.count", { n: model.columns.length }),
      skip: tongue.say("skip.page"),
      path: `/proposals/${proposal.id}/beside`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "questions", around);
    return sendPage(reply, web, "alternatives", tongue, head, model);
  });
}
