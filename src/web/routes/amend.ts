import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fileAmendment, placeWish } from "../../actions/file-amendment.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { mayDo } from "../../domain/powers.ts";
import { isRefusal, refusals, refuse } from "../../domain/refusal.ts";
import { loadVersion } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { amendModel, readVersion } from "../models/amend.ts";
import { amendmentPath } from "../models/amendments.ts";
import { assemblyHead } from "../models/heads.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent } from "../visitor.ts";

type ById = { Params: { id: string }; Querystring: Record<string, unknown> };

/** A text of 100 kB takes three times that where every byte of it is escaped, as in most scripts; and a reason. */
const bodyLimit = 400_000;

/** The page on which a member edits a text in place, and files what was changed as an amendment. */
export function amendRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const onRequest = mustSignIn(web);

  app.get<ById>("/proposals/:id/amend", { onRequest }, (request, reply) =>
    show(request, reply, null, { status: 200, isPreview: false }),
  );

  app.post<ById>("/proposals/:id/amend", { onRequest, bodyLimit }, async (request, reply) => {
    const { id } = request.params;
    const tongue = chooseTongue(ctx.phrases, request);
    if (!(await findProposal(ctx.db, id))) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const body = (request.body ?? {}) as Record<string, unknown>;
    const field = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
    const fields = { text: field("text"), why: field("why"), version: field("version") };
    const current = await loadVersion(ctx.db, id);
    const wish = { edited: fields.text };
    const version = readVersion(fields.version, current);
    const isPreview = field("do") === "preview";
    const result = isPreview
      ? await placeWish(ctx.db, id, current, { wish, version })
      : await orRollBack(ctx, (tx) =>
          fileAmendment(ctx, tx, {
            ...{ proposalId: id, actorId: personIn(request).actorId, wish, version },
            ...{ reason: fields.why, draft: field("do") === "draft" },
          }),
        );
    if (isRefusal(result)) {
      const error = tongue.refusal(result.refused);
      const { status } = refusals[result.refused];
      return show(request, reply, { form: "amend", error, fields }, { status, isPreview: false });
    }
    if ("number" in result)
      return reply.redirect(
        tongue.to(
          field("do") === "draft"
            ? `/proposals/${id}/amend?kept=yes#drafts`
            : amendmentPath(id, result.number),
        ),
        303,
      );
    return show(request, reply, { form: "amend", error: "", fields }, { status: 200, isPreview: true });
  });

  async function show(
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    sent: Sent | null,
    { status, isPreview }: { readonly status: number; readonly isPreview: boolean },
  ): Promise<FastifyReply> {
    const found = await findProposal(ctx.db, request.params.id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly, proposal } = found;
    const me = personIn(request);
    const isOpen = proposal.state === "deliberation" || proposal.state === "voting";
    const refused =
      mayDo("amend", await standingOf(ctx, ctx.db, assembly, me.actorId)) ??
      (isOpen ? null : refuse("wrong-state"));
    // whoever may not file sees no form; what they typed would be of no use there
    if (refused) return refusalPage(reply, web, tongue, refused);
    const visitor = { me, csrf: formToken(request, reply), sent };
    const where = { ctx, addresses, tongue, clock: makeClock(tongue, assembly.timeZone, ctx.now()) };
    const isKept = request.query.kept === "yes";
    const model = await amendModel(where, assembly, proposal, visitor, { isPreview, isKept });
    const heading = tongue.say("amend.edit-heading");
    const whole = tongue.say("title.proposal", {
      title: `${heading}: ${model.title}`,
      name: plain(assembly.name),
    });
    const around = {
      title: model.error ? tongue.say("errors.prefix", { title: whole }) : whole,
      ...{ description: heading, skip: tongue.say("skip.page"), isPrivate: true },
      path: `/proposals/${proposal.id}/amend`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "questions", around);
    return sendPage(reply.code(status), web, "amend", tongue, head, model);
  }
}
