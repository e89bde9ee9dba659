import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { enterDeliberation, propose } from "../../actions/propose.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { isId } from "../../domain/addresses.ts";
import type { Deed } from "../../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listProposalsBy } from "../../store/proposals.ts";
import { refusalPage } from "../errors.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { assemblyFor } from "../member.ts";
import { readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { changedBy, fieldsDraftOf, proposeModel } from "../models/propose.ts";
import { personDeedOf } from "../models/propose-person.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import { proposeAboutPerson } from "./propose-person.ts";

type Params = { Params: { handle: string } };
type OneDraft = { Params: { handle: string; id: string } };

/** Which field a refusal belongs to, where its detail names none. */
const fieldOf: Partial<Record<string, string>> = {
  "bad-title": "title",
  "bad-text": "text",
  "no-decision": "decision",
  "no-proposal": "alternativeTo",
};

/** What it takes to bring a proposal, as the constitution says. */
const deedOf = ({ proposers }: Assembly): Deed =>
  proposers === "anyone"
    ? "propose-as-anyone"
    : proposers === "facilitators"
      ? "propose-as-facilitator"
      : "propose";

/** The form by which a proposal is brought to an assembly, and one's drafts of proposals. */
export function proposeRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const path = ({ handle }: Assembly): string => `/assemblies/${handle}/propose`;

  app.get<Params>("/assemblies/:handle/propose", mine, async (request, reply) => {
    const about = personDeedOf(request.query);
    if (about) return proposeAboutPerson(web, request, reply, about);
    const assembly = await assemblyFor(web, request.params.handle, personIn(request), deedOf);
    const tongue = tongueFor(request, assembly);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    return show(request, reply, tongue, assembly, {}, null);
  });

  app.post<Params>("/assemblies/:handle/propose", mine, async (request, reply) => {
    const about = personDeedOf(request.query);
    if (about) return proposeAboutPerson(web, request, reply, about);
    const me = personIn(request);
    const assembly = await assemblyFor(web, request.params.handle, me, deedOf);
    const tongue = tongueFor(request, assembly);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const sent = readSent(request.body);
    const isDraft = sent.keep === "draft";
    const made = await bring(tongue, assembly, me.actorId, sent, isDraft);
    if (isRefusal(made)) return show(request, reply, tongue, assembly, sent, made);
    const place = isDraft ? `${path(assembly)}#drafts` : `/proposals/${made.proposalId}`;
    return reply.redirect(tongue.to(place), 303);
  });

  // a draft is brought before the others
  app.post<OneDraft>("/assemblies/:handle/propose/:id", mine, async (request, reply) => {
    const me = personIn(request);
    const { handle, id } = request.params;
    const assembly = await assemblyFor(web, handle, me, deedOf);
    const tongue = tongueFor(request, assembly);
    if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
    const own = await listProposalsBy(ctx.db, assembly.id, me.actorId);
    if (!isId(id) || !own.some((proposal) => proposal.id === id))
      return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const done = await orRollBack(ctx, (tx) => enterDeliberation(ctx, tx, assembly, id, me.actorId));
    if (done) return refusalPage(reply, web, tongue, done);
    return reply.redirect(tongue.to(`/proposals/${id}`), 303);
  });

  const tongueFor = (request: FastifyRequest, assembly: Assembly | Refusal): Tongue =>
    chooseTongue(ctx.phrases, request, isRefusal(assembly) ? undefined : assembly.language);

  async function bring(tongue: Tongue, assembly: Assembly, author: string, sent: Sent, draft: boolean) {
    const changes = await changedBy({ ctx, addresses, tongue }, assembly, sent);
    if (changes === "none") return refuse("no-decision");
    const { title = "", text = "", alternativeTo = "" } = sent;
    if (alternativeTo && !isId(alternativeTo)) return refuse("no-proposal");
    const open = !draft && assembly.deliberationHours === 0 && sent.open === "yes";
    const fields = fieldsDraftOf(sent);
    return orRollBack(ctx, (tx) =>
      propose(ctx, tx, assembly, {
        ...{ title, text, author, open, draft, fields, changes },
        alternativeTo: alternativeTo || null,
      }),
    );
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    tongue: Tongue,
    assembly: Assembly,
    sent: Sent,
    refused: Refusal | null,
  ) {
    const field = refused && (refused.detail?.field ?? fieldOf[refused.refused]);
    if (refused && !field) return refusalPage(reply, web, tongue, refused);
    const errors = refused && field ? { [field]: tongue.refusal(refused.refused) } : {};
    const author = personIn(request).actorId;
    const form = { csrf: formToken(request, reply), action: tongue.to(path(assembly)), author };
    const model = await proposeModel({ ctx, addresses, tongue }, assembly, form, sent, errors);
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
