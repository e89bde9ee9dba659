import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hideWords, showWords } from "../../actions/hide-words.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly, findProposal } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { readPage } from "../models/asked.ts";
import { readSent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { hiddenModel, hideFormId } from "../models/hiding.ts";
import { mustSignIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import { doneBy } from "./done.ts";

type ById = { Params: { id: string } };
type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** Facilitators hide spam and show it again, with a reason; everybody can read what was hidden, by whom and why. */
export function hidingRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const done = doneBy(web);

  const settle = (request: FastifyRequest<ById>, reply: FastifyReply, act: typeof hideWords) => {
    const { at = "", noteId = "", author = "" } = readSent(request.body);
    const form = hideFormId(at, noteId, author);
    const { id } = request.params;
    return done(request, reply, { id, form, part: "hidden" }, async ({ me, field }) => {
      const found = await findProposal(ctx.db, id);
      if (!found) return refuse("no-proposal");
      const hiding = { assembly: found.assembly, actorId: me.actorId, noteId, author };
      return orRollBack(ctx, (tx) => act(ctx, tx, { ...hiding, reason: field("reason") }));
    });
  };

  app.post<ById>("/proposals/:id/hide", mine, (request, reply) => settle(request, reply, hideWords));
  app.post<ById>("/proposals/:id/show", mine, (request, reply) => settle(request, reply, showWords));

  app.get<Params>("/assemblies/:handle/hidden", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const page = readPage(request.query.page);
    const model = await hiddenModel({ ctx, addresses, tongue }, assembly, page);
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("hiding.title"), name: model.name }),
      description: tongue.say("hiding.lede"),
      skip: tongue.say("skip.page"),
      path: `/assemblies/${assembly.handle}/hidden${page > 1 ? `?page=${page}` : ""}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply, web, "hidden", tongue, head, model);
  });
}
