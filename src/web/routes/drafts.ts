import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { editDraft } from "../../actions/edit-draft.ts";
import { enterDeliberation } from "../../actions/propose.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { withdrawProposal } from "../../actions/withdraw-proposal.ts";
import { isId } from "../../domain/addresses.ts";
import { isRefusal, type Refusal, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadProposal, type Proposal } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { draftModel, sentOfDraft } from "../models/draft.ts";
import { readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { errorsOf, readProposal } from "../models/propose.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type OneDraft = { Params: { handle: string; id: string }; Querystring: Record<string, unknown> };
type Own = { readonly assembly: Assembly; readonly draft: Proposal };

/** One's own drafts of proposals: to read, change, bring before the others, or throw away. Nobody else finds them. */
export function draftRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };

  app.get<OneDraft>("/assemblies/:handle/propose/:id", mine, async (request, reply) => {
    const own = await find(request);
    const tongue = tongueFor(request, own);
    if (isRefusal(own)) return refusalPage(reply, web, tongue, own);
    const sent = await sentOfDraft({ ctx, addresses, tongue }, own.draft);
    return show(request, reply, own, sent, null);
  });

  // the list of drafts sends no fields: the draft is then brought as it is
  app.post<OneDraft>("/assemblies/:handle/propose/:id", mine, async (request, reply) => {
    const own = await find(request);
    const tongue = tongueFor(request, own);
    if (isRefusal(own)) return refusalPage(reply, web, tongue, own);
    const sent = readSent(request.body);
    const { assembly, draft } = own;
    const author = personIn(request).actorId;
    const isKept = sent.keep === "draft";
    const open = assembly.deliberationHours === 0 && sent.open === "yes";
    const edit = sent.title === undefined ? null : await read(tongue, assembly, sent);
    const refused = isRefusal(edit)
      ? edit
      : await orRollBack(ctx, async (tx) => {
          const own = { proposalId: draft.id, author };
          const wrong = edit && (await editDraft(ctx, tx, assembly, own, edit));
          if (wrong || isKept) return wrong;
          return enterDeliberation(ctx, tx, assembly, draft.id, author, open);
        });
    if (refused) return show(request, reply, own, sent, refused);
    const place = isKept ? `${path(own)}?kept=yes` : `/proposals/${draft.id}`;
    return reply.redirect(tongue.to(place), 303);
  });

  app.post<OneDraft>("/assemblies/:handle/propose/:id/withdraw", mine, async (request, reply) => {
    const own = await find(request);
    const tongue = tongueFor(request, own);
    if (isRefusal(own)) return refusalPage(reply, web, tongue, own);
    const { draft, assembly } = own;
    const actorId = personIn(request).actorId;
    const refused =
      readSent(request.body).sure === "yes"
        ? await orRollBack(ctx, (tx) => withdrawProposal(ctx, tx, { proposalId: draft.id, actorId }))
        : refuse("bad-request");
    if (refused) return refusalPage(reply, web, tongue, refused);
    return reply.redirect(tongue.to(`/assemblies/${assembly.handle}/propose`), 303);
  });

  const path = ({ assembly, draft }: Own): string => `/assemblies/${assembly.handle}/propose/${draft.id}`;

  const read = (tongue: Tongue, assembly: Assembly, sent: Sent) =>
    readProposal({ ctx, addresses, tongue }, assembly, sent);

  const tongueFor = (request: FastifyRequest, own: Own | Refusal): Tongue =>
    chooseTongue(ctx.phrases, request, isRefusal(own) ? undefined : own.assembly.language);

  /** The draft, for its author alone: for anybody else there is none. */
  async function find(request: FastifyRequest<OneDraft>): Promise<Own | Refusal> {
    const { handle, id } = request.params;
    const assembly = await findAssembly(ctx.db, handle);
    if (!assembly) return refuse("no-assembly");
    const draft = isId(id) ? await loadProposal(ctx.db, id) : null;
    const isOwn = draft?.assemblyId === assembly.id && draft.author === personIn(request).actorId;
    return isOwn && draft.state === "draft" ? { assembly, draft } : refuse("no-proposal");
  }

  async function show(
    request: FastifyRequest<OneDraft>,
    reply: FastifyReply,
    own: Own,
    sent: Sent,
    refused: Refusal | null,
  ) {
    const { assembly, draft } = own;
    const tongue = tongueFor(request, own);
    const errors = refused ? errorsOf(tongue, refused) : {};
    if (refused && !errors) return refusalPage(reply, web, tongue, refused);
    const form = {
      ...{ csrf: formToken(request, reply), action: tongue.to(path(own)), author: personIn(request).actorId },
      isKept: refused === null && request.query.kept === "yes",
    };
    const place = { ctx, addresses, tongue };
    const model = await draftModel(place, assembly, draft, form, sent, errors ?? {});
    const name = plain(assembly.name);
    const title = tongue.say("title.proposal", { title: tongue.say("drafts.heading"), name });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("drafts.heading"),
      skip: tongue.say("skip.page"),
      path: path(own),
      isPrivate: true,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply.code(refused ? 422 : 200), web, "draft", tongue, head, model);
  }
}
