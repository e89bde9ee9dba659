import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { layOut, mergeAmendments } from "../../actions/merge-amendments.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { refuse } from "../../domain/refusal.ts";
import { listAmendments } from "../../store/amendments.ts";
import { makeClock } from "../clock.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { deskModel, tickedIn } from "../models/desk.ts";
import { readSent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { formToken, mustSignIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent } from "../visitor.ts";
import { doneBy, type FormPage } from "./done.ts";

type ById = { Params: { id: string } };

/** The page on which all amendments stand beside the text, laid out and accepted by several. */
export function mergeDeskRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const page: FormPage = {
    path: (_, id) => `/proposals/${id}/amendments`,
    show: (request, reply, id, sent) => show(request, reply, id, sent),
  };
  const done = doneBy(web, page);

  app.get<ById>("/proposals/:id/amendments", (request, reply) =>
    show(request, reply, request.params.id, null),
  );

  /** The ids of what is ticked; one that is not open there is named too, so that it is refused. */
  const ticked = async (request: FastifyRequest, id: string): Promise<string[]> => {
    const numbers = tickedIn(readSent(request.body));
    const open = await listAmendments(ctx.db, id, "open");
    return numbers.map((wanted) => open.find(({ number }) => number === wanted)?.id ?? `none ${wanted}`);
  };

  app.post<ById>("/proposals/:id/merge-draft", mine, (request, reply) =>
    done(request, reply, { id: request.params.id, form: "merge", part: "laid-out" }, async (posted) => {
      const { proposalId, me, field } = posted;
      const isPutAway = field("do") === "away";
      const amendmentIds = isPutAway ? [] : await ticked(request, proposalId);
      const act = { proposalId, actorId: me.actorId, amendmentIds, reason: field("note") };
      return orRollBack(ctx, async (tx) => {
        const laid = await layOut(ctx, tx, act);
        // nothing ticked is not the same as putting away what is laid out
        return laid === null && !isPutAway ? refuse("no-amendment") : (laid ?? {});
      });
    }),
  );

  app.post<ById>("/proposals/:id/merge", mine, (request, reply) =>
    done(request, reply, { id: request.params.id, form: "merge", part: "versions" }, async (posted) => {
      const { proposalId, me, field } = posted;
      const amendmentIds = await ticked(request, proposalId);
      const act = { proposalId, actorId: me.actorId, amendmentIds, reason: field("note") };
      const merged = await orRollBack(ctx, (tx) => mergeAmendments(ctx, tx, act));
      return "version" in merged ? { leadsTo: `/proposals/${proposalId}#versions` } : merged;
    }),
  );

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    sent: (Sent & { readonly status: number }) | null,
  ): Promise<FastifyReply> {
    const found = await findProposal(ctx.db, id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly, proposal } = found;
    const me = signedIn(request);
    const visitor = me && { me, csrf: formToken(request, reply), sent };
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId, { author: proposal.author }));
    const where = { ctx, addresses, tongue, clock: makeClock(tongue, assembly.timeZone, ctx.now()) };
    const model = await deskModel(where, assembly, proposal, who, visitor);
    const title = tongue.say("title.proposal", {
      title: tongue.say("amend.title", { title: plain(proposal.title) }),
      name: plain(assembly.name),
    });
    const around = {
      title: sent ? tongue.say("errors.prefix", { title }) : title,
      ...{ description: model.open, skip: tongue.say("skip.page") },
      path: `/proposals/${id}/amendments`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "questions", around);
    return sendPage(reply.code(sent?.status ?? 200), web, "amendments", tongue, head, model);
  }
}
