import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fileDraft } from "../../actions/file-amendment.ts";
import { mergeAmendments } from "../../actions/merge-amendments.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import {
  promoteAmendment,
  rejectAmendment,
  supportAmendment,
  withdrawAmendment,
} from "../../actions/settle-amendment.ts";
import { standingOf } from "../../actions/standing.ts";
import { isRefusal, type Refusal, refuse } from "../../domain/refusal.ts";
import { type Amendment, findAmendment } from "../../store/amendments.ts";
import type { Database } from "../../store/database.ts";
import { makeClock } from "../clock.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { amendmentModel } from "../models/amendment.ts";
import { amendmentPath } from "../models/amendments.ts";
import { assemblyHead } from "../models/heads.ts";
import { formToken, mustSignIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent } from "../visitor.ts";
import { doneBy, type FormPage, type Posted } from "./done.ts";

type ByNumber = { Params: { id: string; number: string } };

/** The page of one amendment, and what becomes of it there. */
export function amendmentRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const numberIn = (request: FastifyRequest): number => {
    const { number } = request.params as { number: string };
    return /^\d{1,6}$/.test(number) ? Number(number) : 0;
  };
  const page: FormPage = {
    path: (request, id) => amendmentPath(id, numberIn(request)),
    show: (request, reply, id, sent) => show(request, reply, id, sent),
  };
  const done = doneBy(web, page);

  app.get<ByNumber>("/proposals/:id/amendments/:number", (request, reply) =>
    show(request, reply, request.params.id, null),
  );

  /** A form on the page: what it does with the amendment, or refuses. */
  const deed = (
    name: string,
    act: (tx: Database, amendment: Amendment, posted: Posted) => Promise<unknown>,
    then: (amendment: Amendment, result: unknown) => unknown = () => null,
  ) =>
    app.post<ByNumber>(`/proposals/:id/amendments/:number/${name}`, mine, (request, reply) =>
      done(request, reply, { id: request.params.id, form: name, part: "acts" }, async (posted) => {
        const amendment = await findAmendment(ctx.db, posted.proposalId, numberIn(request));
        if (!amendment) return refuse("no-amendment");
        const result = await orRollBack(ctx, (tx) => act(tx, amendment, posted) as Promise<object | Refusal>);
        return isRefusal(result) ? result : then(amendment, result);
      }),
    );
  const by = ({ id }: Amendment, { me }: Posted) => ({ amendmentId: id, actorId: me.actorId });

  deed("support", (tx, amendment, posted) =>
    supportAmendment(ctx, tx, { ...by(amendment, posted), supports: posted.field("supports") !== "no" }),
  );
  deed("file", (tx, amendment, posted) =>
    fileDraft(ctx, tx, { ...by(amendment, posted), proposalId: posted.proposalId }),
  );
  deed(
    "withdraw",
    (tx, amendment, posted) => withdrawAmendment(ctx, tx, by(amendment, posted)),
    // of a draft that was thrown away nothing is to be seen
    ({ state, proposalId }) =>
      state === "draft" ? { leadsTo: `/proposals/${proposalId}/amend#drafts` } : null,
  );
  deed(
    "promote",
    (tx, amendment, posted) =>
      promoteAmendment(ctx, tx, { ...by(amendment, posted), title: posted.field("title") }),
    (_, made) => ({ leadsTo: `/proposals/${made}` }),
  );
  deed("accept", (tx, amendment, posted) =>
    mergeAmendments(ctx, tx, {
      ...{ proposalId: posted.proposalId, actorId: posted.me.actorId, amendmentIds: [amendment.id] },
      reason: posted.field("note"),
    }),
  );
  deed("reject", (tx, amendment, posted) =>
    rejectAmendment(ctx, tx, { ...by(amendment, posted), reason: posted.field("reason") }),
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
    const amendment = await findAmendment(ctx.db, id, numberIn(request));
    // a draft is its author's alone, also when it was thrown away
    const isSecret = amendment !== null && amendment.openedAt === null && amendment.actorId !== me?.actorId;
    if (!amendment || isSecret) return refusalPage(reply, web, tongue, refuse("no-amendment"));
    const visitor = me && { me, csrf: formToken(request, reply), sent };
    const own = { author: proposal.author, own: amendment.actorId };
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId, own));
    const where = { ctx, addresses, tongue, clock: makeClock(tongue, assembly.timeZone, ctx.now()) };
    const model = await amendmentModel(where, { assembly, proposal, amendment }, who, visitor);
    const title = tongue.say("title.proposal", {
      title: `${model.heading}: ${model.proposal.title}`,
      name: plain(assembly.name),
    });
    const around = {
      title: sent ? tongue.say("errors.prefix", { title }) : title,
      ...{ description: `${model.heading}. ${model.word}.`, skip: tongue.say("skip.page") },
      path: amendmentPath(id, amendment.number),
    };
    const head = assemblyHead(tongue, addresses, assembly, "questions", around);
    return sendPage(reply.code(sent?.status ?? 200), web, "amendment", tongue, head, model);
  }
}
