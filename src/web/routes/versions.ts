import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listVersions } from "../../store/proposals.ts";
import { loadVersion, type Proposal } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import { diffModel, versionModel } from "../models/text-diff.ts";
import { diffPath, versionsModel } from "../models/versions.ts";
import { sendPage, type Web } from "../views.ts";

type Asked = Record<string, unknown>;
type ById = { Params: { id: string }; Querystring: Asked };
type ByVersion = { Params: { id: string; which: string }; Querystring: Asked };

/** The texts that a proposal has had: their list, each by itself, and what differs between any two. */
export function versionRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const find = async (request: FastifyRequest, id: string) => {
    const found = await findProposal(ctx.db, id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    const clock = makeClock(tongue, found?.assembly.timeZone ?? "UTC", ctx.now());
    return { found, tongue, where: { ctx, addresses, tongue, clock } };
  };
  const headOf = (tongue: Tongue, assembly: Assembly, proposal: Proposal, heading: string, path: string) =>
    assemblyHead(tongue, addresses, assembly, "questions", {
      title: tongue.say("title.proposal", {
        title: `${heading}: ${plain(proposal.title)}`,
        name: plain(assembly.name),
      }),
      ...{ description: heading, skip: tongue.say("skip.page"), path },
    });

  app.get<ById>("/proposals/:id/versions", async (request, reply) => {
    const { found, tongue, where } = await find(request, request.params.id);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly, proposal } = found;
    const [from, to] = [numberIn(request.query.from), numberIn(request.query.to)];
    if (from !== null && to !== null) return reply.redirect(tongue.to(diffPath(proposal.id, from, to)), 303);
    const { language } = await loadVersion(ctx.db, proposal.id);
    const model = await versionsModel(where, assembly, proposal, language);
    const path = `/proposals/${proposal.id}/versions`;
    const head = headOf(tongue, assembly, proposal, tongue.say("versions.heading"), path);
    return sendPage(reply, web, "versions", tongue, head, model);
  });

  app.get<ByVersion>("/proposals/:id/versions/:which", async (request, reply) => {
    const { id, which } = request.params;
    const { found, tongue, where } = await find(request, id);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const all = await listVersions(ctx.db, id);
    const [, from = "", to] = /^(\d{1,6})(?:\.\.\.(\d{1,6}))?$/.exec(which) ?? [];
    const version = (name: string) => all.find((one) => one.version === Number(name));
    const [one, other] = [version(from), to === undefined ? undefined : version(to)];
    if (!one || (to !== undefined && !other)) return refusalPage(reply, web, tongue, refuse("not-found"));
    const around = { ...found, all };
    if (!other || one === other) {
      const model = versionModel(where, around, one);
      const path = `/proposals/${id}/versions/${one.version}`;
      return send(reply, tongue, found, model, path);
    }
    const isPlain = request.query.marks === "no";
    const path = `${diffPath(id, one.version, other.version)}${isPlain ? "?marks=no" : ""}`;
    return send(reply, tongue, found, diffModel(where, around, one, other, isPlain), path);
  });

  const send = (
    reply: FastifyReply,
    tongue: Tongue,
    { assembly, proposal }: { assembly: Assembly; proposal: Proposal },
    model: ReturnType<typeof diffModel>,
    path: string,
  ) => sendPage(reply, web, "text", tongue, headOf(tongue, assembly, proposal, model.heading, path), model);
}

const numberIn = (text: unknown): number | null =>
  typeof text === "string" && /^\d{1,6}$/.test(text) ? Number(text) : null;
