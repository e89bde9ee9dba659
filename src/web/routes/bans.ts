import type { FastifyInstance } from "fastify";
import { standingOf } from "../../actions/standing.ts";
import { refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { readPage } from "../models/asked.ts";
import { bansModel } from "../models/bans.ts";
import { assemblyHead, serverHead } from "../models/heads.ts";
import { signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** Who is banned, by an assembly's decision or by the operator: public, dated, with the reason. Read, never done, here. */
export function banRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/bans", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const me = signedIn(request);
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId));
    const page = readPage(request.query.page);
    const model = await bansModel({ ctx, addresses, tongue }, assembly, who, page);
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("bans.title"), name: model.name ?? "" }),
      description: tongue.say("bans.lede"),
      skip: tongue.say("skip.page"),
      path: `/assemblies/${assembly.handle}/bans${page > 1 ? `?page=${page}` : ""}`,
    };
    return sendPage(
      reply,
      web,
      "bans",
      tongue,
      assemblyHead(tongue, addresses, assembly, null, around),
      model,
    );
  });

  app.get<Pick<Params, "Querystring">>("/bans", async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const page = readPage(request.query.page);
    const model = await bansModel({ ctx, addresses, tongue }, null, null, page);
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("bans.title-server"), name: addresses.host }),
      description: tongue.say("bans.lede"),
      skip: tongue.say("skip.page"),
      path: `/bans${page > 1 ? `?page=${page}` : ""}`,
    };
    return sendPage(reply, web, "bans", tongue, serverHead(tongue, addresses, around, false), model);
  });
}
