import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { propose } from "../../actions/propose.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { type Constitution, constitutionOf, readSettings, realChanges } from "../../domain/constitution.ts";
import { isRefusal, type Refusal, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadConstitution } from "../../store/constitutions.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { assemblyFor } from "../member.ts";
import { constitutionModel } from "../models/constitution.ts";
import { constitutionForm, draftOf, sentOf } from "../models/constitution-form.ts";
import { numberOf, readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

/** Which field a refusal belongs to, where its detail names no setting. */
const fieldOf: Partial<Record<string, string>> = {
  "bad-title": "title",
  "bad-text": "text",
  "no-changes": "name",
};

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

  const path = (assembly: Assembly): string => `/assemblies/${assembly.handle}/constitution/propose`;
  const mine = { onRequest: mustSignIn(web) };

  app.get<Params>("/assemblies/:handle/constitution/propose", mine, async (request, reply) => {
    const assembly = await assemblyFor(web, request.params.handle, personIn(request), () => "propose-act");
    const tongue = chooseTongue(ctx.phrases, request, isRefusal(assembly) ? undefined : assembly.language);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const sent = sentOf(constitutionOf(assembly), assembly.constitution);
    return show(request, reply, tongue, assembly, sent, null);
  });

  app.post<Params>("/assemblies/:handle/constitution/propose", mine, async (request, reply) => {
    const me = personIn(request);
    const assembly = await assemblyFor(web, request.params.handle, me, () => "propose-act");
    const tongue = chooseTongue(ctx.phrases, request, isRefusal(assembly) ? undefined : assembly.language);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const sent = readSent(request.body);
    // what the form was filled in with; what others changed meanwhile is not put back
    const from = await loadConstitution(ctx.db, assembly.id, numberOf(sent.version) || assembly.constitution);
    const base = constitutionOf(from?.settings ?? assembly);
    const made = await bring(assembly, me.actorId, sent, base);
    if (isRefusal(made)) return show(request, reply, tongue, assembly, sent, made);
    return reply.redirect(tongue.to(`/proposals/${made.proposalId}`), 303);
  });

  async function bring(assembly: Assembly, author: string, sent: Sent, base: Constitution) {
    const settings = readSettings(draftOf(sent, base), ctx.env.isPublic);
    if (isRefusal(settings)) return settings;
    const act = { what: "settle", changes: realChanges(base, settings) } as const;
    const { title = "", text = "" } = sent;
    return orRollBack(ctx, (tx) => propose(ctx, tx, assembly, { title, text, author, open: false, act }));
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    tongue: Tongue,
    assembly: Assembly,
    sent: Sent,
    refused: Refusal | null,
  ) {
    const field = refused && (refused.detail?.setting ?? fieldOf[refused.refused]);
    if (refused && !field) return refusalPage(reply, web, tongue, refused);
    const errors = refused && field ? { [field]: tongue.refusal(refused.refused) } : {};
    const form = {
      name: plain(assembly.name),
      csrf: formToken(request, reply),
      action: tongue.to(path(assembly)),
    };
    const model = constitutionForm({ ctx, addresses, tongue }, form, sent, errors);
    const title = tongue.say("title.proposal", {
      title: tongue.say("constitution.propose"),
      name: form.name,
    });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("constitution.description"),
      skip: tongue.say("skip.page"),
      path: path(assembly),
      isPrivate: true,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply.code(refused ? 422 : 200), web, "constitution-propose", tongue, head, model);
  }
}
