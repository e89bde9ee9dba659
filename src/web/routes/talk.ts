import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { standingOf } from "../../actions/standing.ts";
import { refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import type { Proposal } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import {
  readAskedTalk,
  type TalkPage,
  type TalkRoom,
  talkPage,
  talkQuery,
  threadPage,
} from "../models/talk-page.ts";
import { formToken, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Asks = { Params: { id: string; reply: string }; Querystring: Record<string, unknown> };
type Found = { readonly room: TalkRoom; readonly assembly: Assembly; readonly proposal: Proposal };
type Shown = { readonly model: TalkPage; readonly path: string } | null;

/** What is said about a proposal: all of it by threads, and each reply with what stands below it. */
export function talkRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  const show = async (
    request: FastifyRequest<Asks>,
    reply: FastifyReply,
    read: (found: Found) => Promise<Shown>,
  ): Promise<FastifyReply> => {
    const found = await findProposal(ctx.db, request.params.id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly } = found;
    const me = signedIn(request);
    const visitor = me && { me, csrf: formToken(request, reply), sent: null };
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId));
    const shown = await read({ ...found, room: { ctx, tongue, visitor, who } });
    if (!shown) return refusalPage(reply, web, tongue, refuse("no-words"));
    const { model, path } = shown;
    const title = `${tongue.say("talk.page")}: ${model.proposal.title}`;
    const head = assemblyHead(tongue, addresses, assembly, "questions", {
      title: tongue.say("title.proposal", { title, name: plain(assembly.name) }),
      description: model.title,
      skip: tongue.say("skip.page"),
      path,
    });
    return sendPage(reply, web, "talk", tongue, head, model);
  };

  app.get<Asks>("/proposals/:id/talk", (request, reply) =>
    show(request, reply, async ({ room, assembly, proposal }) => {
      const asked = readAskedTalk(request.query);
      const path = `/proposals/${proposal.id}/talk${talkQuery(asked, asked.after)}`;
      return { model: await talkPage(room, assembly, proposal, asked), path };
    }),
  );

  app.get<Asks>("/proposals/:id/talk/:reply", (request, reply) =>
    show(request, reply, async ({ room, assembly, proposal }) => {
      const { after } = readAskedTalk(request.query);
      const { reply: id } = request.params;
      const model = await threadPage(room, assembly, proposal, id, after);
      return (
        model && { model, path: `/proposals/${proposal.id}/talk/${id}${after ? `?after=${after}` : ""}` }
      );
    }),
  );
}
