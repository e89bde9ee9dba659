import type { FastifyReply, FastifyRequest } from "fastify";
import type { Assembly } from "../../store/assemblies.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";
import type { Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { type TemplateName, templateModel } from "../models/templates.ts";
import { formToken } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

/** Sends a short form, with what was typed into it and what is wrong with that. */
export function showTemplate(
  request: FastifyRequest,
  reply: FastifyReply,
  { ctx, addresses, assets }: Web,
  tongue: Tongue,
  assembly: Assembly,
  name: TemplateName,
  sent: Sent = {},
  errors: Readonly<Record<string, string>> = {},
): FastifyReply {
  const form = { name, csrf: formToken(request, reply) };
  const model = templateModel({ ctx, addresses, tongue }, assembly, form, sent, errors);
  const isWrong = model.problems.length > 0;
  const title = tongue.say("title.proposal", { title: model.heading, name: plain(assembly.name) });
  const around = {
    title: isWrong ? tongue.say("errors.prefix", { title }) : title,
    ...{ description: model.heading, skip: tongue.say("skip.page"), isPrivate: true },
    path: `/assemblies/${assembly.handle}/propose?template=${name}`,
  };
  const head = assemblyHead(tongue, addresses, assembly, null, around);
  return sendPage(
    reply.code(isWrong ? 422 : 200),
    { ctx, addresses, assets },
    "template",
    tongue,
    head,
    model,
  );
}
