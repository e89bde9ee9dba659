import type { FastifyInstance } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import { logModel } from "../models/log.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** What was done in an assembly, in public, newest first. */
export function logRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/log", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { before } = request.query;
    const from = typeof before === "string" && /^\d{1,15}$/.test(before) ? Number(before) : null;
    const model = await logModel({ ctx, addresses, tongue }, assembly, from);
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("log.title"), name: model.name }),
      description: tongue.say("log.description"),
      skip: tongue.say("skip.page"),
      path: `/assemblies/${assembly.handle}/log${from === null ? "" : `?before=${from}`}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply, web, "log", tongue, head, model);
  });
}
