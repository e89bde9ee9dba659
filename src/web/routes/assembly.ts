import type { FastifyInstance } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import { sayRule } from "../../sentences.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { readPage } from "../models/asked.ts";
import { assemblyModel } from "../models/assembly.ts";
import { assemblyHead } from "../models/heads.ts";
import { decisionsModel, queryOf, readSought } from "../models/register.ts";
import { signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** The pages of an assembly: itself, and the register of its decisions. */
export function assemblyRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const model = await assemblyModel({ ctx, addresses, tongue }, assembly, signedIn(request));
    const around = {
      title: tongue.say("title.assembly", { name: model.name, host: addresses.host }),
      description: sayRule(ctx.phrases, tongue.language, assembly.rule),
      skip: tongue.say("skip.assembly"),
      path: `/assemblies/${assembly.handle}`,
      activity: addresses.assembly(assembly.handle),
    };
    return sendPage(
      reply,
      web,
      "assembly",
      tongue,
      assemblyHead(tongue, addresses, assembly, null, around),
      model,
    );
  });

  app.get<Params>("/assemblies/:handle/decisions", async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const page = readPage(request.query.page);
    const sought = readSought(request.query);
    const model = await decisionsModel({ ctx, addresses, tongue }, assembly, page, sought);
    const around = {
      title: tongue.say("title.decisions", { name: plain(assembly.name) }),
      description: tongue.say("register.description", { n: model.count }),
      skip: tongue.say("skip.register"),
      path: `/assemblies/${assembly.handle}/decisions${queryOf(sought, page)}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "decisions", around);
    return sendPage(reply, web, "decisions", tongue, head, model);
  });

  // the address that people type from "@handle@host"
  app.get<{ Params: { handle: string } }>("/@:handle", async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const handle = request.params.handle.toLowerCase();
    if (!(await findAssembly(ctx.db, handle))) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    return reply.redirect(tongue.to(`/assemblies/${handle}`), 302);
  });
}
