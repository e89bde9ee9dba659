import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { endorseProposal } from "../../actions/endorse-proposal.ts";
import { makeStatement } from "../../actions/make-statement.ts";
import { returnProposal, reviseProposal } from "../../actions/revise-proposal.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { putToVote } from "../../actions/schedule-question.ts";
import { standingOf } from "../../actions/standing.ts";
import { withdrawProposal } from "../../actions/withdraw-proposal.ts";
import { readLocalTime } from "../../domain/local-time.ts";
import { mayDo } from "../../domain/powers.ts";
import { mayStep } from "../../domain/proposal.ts";
import { isRefusal, refusals, refuse } from "../../domain/refusal.ts";
import { loadVersion } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findProposal } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent } from "../visitor.ts";
import { doneBy } from "./done.ts";

type ById = { Params: { id: string } };

/** What authors, facilitators, members and the person concerned do with a proposal, besides answering it. */
export function actRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const done = doneBy(web);
  const at = (id: string, form: string) => ({ id, form, part: "acts" });

  app.post<ById>("/proposals/:id/endorse", mine, (request, reply) =>
    done(request, reply, at(request.params.id, "endorse"), ({ proposalId, me }) =>
      orRollBack(ctx, (tx) => endorseProposal(ctx, tx, { proposalId, actorId: me.actorId })),
    ),
  );

  app.post<ById>("/proposals/:id/statement", mine, (request, reply) =>
    done(request, reply, at(request.params.id, "statement"), ({ proposalId, me, field }) =>
      orRollBack(ctx, (tx) =>
        makeStatement(ctx, tx, { proposalId, actorId: me.actorId, text: field("text") }),
      ),
    ),
  );

  app.post<ById>("/proposals/:id/vote", mine, (request, reply) =>
    done(request, reply, at(request.params.id, "vote"), async ({ proposalId, me, field }) => {
      const found = await findProposal(ctx.db, proposalId);
      const read = (name: string, end: "opens" | "closes") =>
        field(name) === "" ? null : readLocalTime(field(name), found?.assembly.timeZone ?? "UTC", end);
      const [opensAt, closesAt] = [read("opensAt", "opens"), read("closesAt", "closes")];
      if (isRefusal(opensAt)) return opensAt;
      if (isRefusal(closesAt)) return closesAt;
      return orRollBack(ctx, (tx) => putToVote(ctx, tx, proposalId, me.actorId, { opensAt, closesAt }));
    }),
  );

  app.post<ById>("/proposals/:id/withdraw", mine, (request, reply) =>
    done(request, reply, at(request.params.id, "withdraw"), ({ proposalId, me, field }) =>
      field("sure") === "yes"
        ? orRollBack(ctx, (tx) => withdrawProposal(ctx, tx, { proposalId, actorId: me.actorId }))
        : Promise.resolve(refuse("bad-request")),
    ),
  );

  app.get<ById>("/proposals/:id/revise", mine, (request, reply) => showText(request, reply, null, 200));

  app.post<ById>("/proposals/:id/revise", mine, async (request, reply) => {
    const { id } = request.params;
    const tongue = chooseTongue(ctx.phrases, request);
    const found = await findProposal(ctx.db, id);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const sent = (request.body ?? {}) as Record<string, unknown>;
    const field = (name: string): string => (typeof sent[name] === "string" ? sent[name] : "");
    const revision = {
      ...{ proposalId: id, actorId: personIn(request).actorId },
      ...{ title: field("title"), text: field("text"), reason: field("why") },
    };
    const change = mayStep(found.proposal.state, "return") ? returnProposal : reviseProposal;
    const result = await orRollBack(ctx, (tx) => change(ctx, tx, revision));
    if (!isRefusal(result)) return reply.redirect(tongue.to(`/proposals/${id}`), 303);
    const fields = { title: field("title"), text: field("text"), why: field("why") };
    const error = tongue.refusal(result.refused);
    return showText(request, reply, { form: "revise", error, fields }, refusals[result.refused].status);
  });

  /** The page on which a text is changed; after an outcome that left it open, it goes back to deliberation with it. */
  async function showText(
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    sent: Sent | null,
    status: number,
  ): Promise<FastifyReply> {
    const found = await findProposal(ctx.db, request.params.id);
    const tongue = chooseTongue(ctx.phrases, request, found?.assembly.language);
    if (!found) return refusalPage(reply, web, tongue, refuse("no-proposal"));
    const { assembly, proposal } = found;
    const deed = mayStep(proposal.state, "return") ? "return" : "revise";
    const me = personIn(request);
    const who = await standingOf(ctx, ctx.db, assembly, me.actorId, { author: proposal.author });
    const stuck = mayStep(proposal.state, deed) ? null : refuse("wrong-state");
    const refused = mayDo(deed, who) ?? stuck;
    if (refused && !sent) return refusalPage(reply, web, tongue, refused);
    const { title, text } = await loadVersion(ctx.db, proposal.id);
    const path = `/proposals/${proposal.id}`;
    const heading = tongue.say(`do.${deed}`);
    const whole = tongue.say("title.proposal", { title: heading, name: plain(assembly.name) });
    const around = {
      title: sent ? tongue.say("errors.prefix", { title: whole }) : whole,
      ...{ description: heading, skip: tongue.say("skip.page"), path: `${path}/revise`, isPrivate: true },
    };
    const head = assemblyHead(tongue, addresses, assembly, "questions", around);
    return sendPage(reply.code(status), web, "revise", tongue, head, {
      ...{ heading, path, was: plain(title), csrf: formToken(request, reply), error: sent?.error ?? null },
      ...{ title: sent?.fields.title ?? title, text: sent?.fields.text ?? text, why: sent?.fields.why ?? "" },
    });
  }
}
