import type { FastifyInstance } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { constitutionModel } from "../models/constitution.ts";
import { assemblyHead } from "../models/heads.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** An assembly's constitution: what holds, what held before, and what each changed. */
export function constitutionRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/constitution", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { version } = request.query;
    const asked = typeof version === "string" ? (/^[1-9]\d{0,5}$/.test(version) ? Number(version) : 0) : null;
    const model = await constitutionModel({ ctx, addresses, tongue }, assembly, asked);
    if (!model) return refusalPage(reply, web, tongue, refuse("not-found"));
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("constitution.title"), name: model.name }),
      description: tongue.say("constitution.description"),
      skip: tongue.say("skip.page"),
      path: `/assemblies/${assembly.handle}/constitution${asked ? `?version=${asked}` : ""}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply, web, "constitution", tongue, head, model);
  });
}
