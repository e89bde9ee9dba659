import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { propose } from "../../actions/propose.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { proposingDeed } from "../../domain/powers.ts";
import { isRefusal, type Refusal } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { refusalPage } from "../errors.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { assemblyFor } from "../member.ts";
import { readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { errorsOf, filledBy, proposeModel, readProposal } from "../models/propose.ts";
import { personDeedOf } from "../models/propose-person.ts";
import { fillTemplate, type TemplateName, templateErrors, templateIn } from "../models/templates.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import { proposeAboutPerson } from "./propose-person.ts";
import { showTemplate } from "./templates.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** The form by which a proposal is brought to an assembly. */
export function proposeRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const path = ({ handle }: Assembly): string => `/assemblies/${handle}/propose`;

  app.get<Params>("/assemblies/:handle/propose", mine, async (request, reply) => {
    const about = personDeedOf(request.query);
    if (about) return proposeAboutPerson(web, request, reply, about);
    const assembly = await assemblyFor(web, request.params.handle, personIn(request), proposingDeed);
    const tongue = tongueFor(request, assembly);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const template = templateIn(request.query);
    if (template) return showTemplate(request, reply, web, tongue, assembly, template);
    return show(request, reply, tongue, assembly, filledBy(readSent(request.query)), null);
  });

  app.post<Params>("/assemblies/:handle/propose", mine, async (request, reply) => {
    const about = personDeedOf(request.query);
    if (about) return proposeAboutPerson(web, request, reply, about);
    const me = personIn(request);
    const assembly = await assemblyFor(web, request.params.handle, me, proposingDeed);
    const tongue = tongueFor(request, assembly);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const sent = readSent(request.body);
    const template = templateIn(request.query);
    if (template) return fill(request, reply, tongue, assembly, template, sent);
    const isDraft = sent.keep === "draft";
    const made = await bring(tongue, assembly, me.actorId, sent, isDraft);
    if (isRefusal(made)) return show(request, reply, tongue, assembly, sent, made);
    const place = isDraft ? `${path(assembly)}#drafts` : `/proposals/${made.proposalId}`;
    return reply.redirect(tongue.to(place), 303);
  });

  const tongueFor = (request: FastifyRequest, assembly: Assembly | Refusal): Tongue =>
    chooseTongue(ctx.phrases, request, isRefusal(assembly) ? undefined : assembly.language);

  /** What a short form asked for becomes title and text of the whole form; nothing is stored by it. */
  function fill(
    request: FastifyRequest,
    reply: FastifyReply,
    tongue: Tongue,
    assembly: Assembly,
    template: TemplateName,
    sent: Sent,
  ) {
    const place = { ctx, addresses, tongue };
    const errors = templateErrors(place, sent);
    return Object.keys(errors).length > 0
      ? showTemplate(request, reply, web, tongue, assembly, template, sent, errors)
      : show(request, reply, tongue, assembly, fillTemplate(place, assembly, template, sent), null);
  }

  async function bring(tongue: Tongue, assembly: Assembly, author: string, sent: Sent, draft: boolean) {
    const read = await readProposal({ ctx, addresses, tongue }, assembly, sent);
    if (isRefusal(read)) return read;
    const open = !draft && assembly.deliberationHours === 0 && sent.open === "yes";
    return orRollBack(ctx, (tx) => propose(ctx, tx, assembly, { ...read, author, open, draft }));
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    tongue: Tongue,
    assembly: Assembly,
    sent: Sent,
    refused: Refusal | null,
  ) {
    const errors = refused ? errorsOf(tongue, refused) : {};
    if (refused && !errors) return refusalPage(reply, web, tongue, refused);
    const author = personIn(request).actorId;
    const form = { csrf: formToken(request, reply), action: tongue.to(path(assembly)), author };
    const model = await proposeModel({ ctx, addresses, tongue }, assembly, form, sent, errors ?? {});
    const title = tongue.say("title.proposal", {
      title: tongue.say("propose.heading"),
      name: plain(assembly.name),
    });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("propose.heading"),
      skip: tongue.say("skip.page"),
      path: path(assembly),
      isPrivate: true,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply.code(refused ? 422 : 200), web, "propose", tongue, head, model);
  }
}
