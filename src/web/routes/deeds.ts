import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerQuestion } from "../../actions/answer-question.ts";
import { keepWords } from "../../actions/keep-words.ts";
import { raiseConcern } from "../../actions/raise-concern.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { answerObjection, liftObjection } from "../../actions/settle-objection.ts";
import { isId } from "../../domain/addresses.ts";
import type { Position } from "../../domain/ballot.ts";
import { readReason } from "../../domain/leaving.ts";
import { isRefusal, type Refusal, refuse } from "../../domain/refusal.ts";
import { formEvidence } from "../../evidence.ts";
import { loadObjection } from "../../store/objections.ts";
import { lockProposal } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue } from "../language.ts";
import { mustSignIn } from "../session.ts";
import type { Web } from "../views.ts";
import { doneBy, type Posted } from "./done.ts";

type ById = { Params: { id: string } };

/** What would lift a block, as it was typed and chosen. */
const lifting = (field: Posted["field"]) => ({ change: field("change"), amendment: field("amendment") });

/** What somebody signed in does on a proposal's page. What is refused is said there, and nothing typed is lost. */
export function deedRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;
  const mine = { onRequest: mustSignIn(web) };

  const done = doneBy(web);

  app.post<ById>("/proposals/:id/ballot", mine, (request, reply) =>
    done(request, reply, { id: request.params.id, form: "ballot", part: "ballot" }, giveAnswer),
  );

  app.post<ById>("/proposals/:id/concerns", mine, (request, reply) =>
    done(
      request,
      reply,
      { id: request.params.id, form: "concern", part: "blocks" },
      ({ me, proposalId, field }) =>
        orRollBack(ctx, async (tx) => {
          const reason = readReason(field("reason"));
          if (isRefusal(reason)) return reason;
          const change = field("change").trim() === "" ? null : readReason(field("change"));
          if (isRefusal(change)) return change;
          const proposal = await lockProposal(tx, proposalId);
          const noteId = await keepWords(ctx, tx, {
            ...{ assemblyId: proposal?.assemblyId ?? "", proposalId, questionId: null },
            ...{ actorId: me.actorId, text: reason, command: "concern", receivedAt: request.receivedAt },
          });
          const concern = { proposalId, actorId: me.actorId, noteId, change };
          return raiseConcern(ctx, tx, { ...concern, amendment: field("amendment") });
        }),
    ),
  );

  const ofObjection = async (
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    act: (objectionId: string, posted: Posted) => Promise<unknown>,
  ): Promise<FastifyReply> => {
    const { id } = request.params;
    const objection = isId(id) ? await loadObjection(ctx.db, id) : null;
    const tongue = chooseTongue(ctx.phrases, request);
    if (!objection) return refusalPage(reply, web, tongue, refuse("no-objection"));
    const form = `o-${id}`;
    return done(request, reply, { id: objection.proposalId, form, part: form }, (posted) => act(id, posted));
  };

  app.post<ById>("/objections/:id/answer", mine, (request, reply) =>
    ofObjection(request, reply, (objectionId, { me, field }) =>
      orRollBack(ctx, (tx) =>
        answerObjection(ctx, tx, { objectionId, actorId: me.actorId, text: field("text") }),
      ),
    ),
  );

  app.post<ById>("/objections/:id/lift", mine, (request, reply) =>
    ofObjection(request, reply, async (objectionId, { me }) => {
      const evidence = await formEvidence(ctx.db, request, me);
      const { receivedAt } = request;
      return orRollBack(ctx, (tx) =>
        liftObjection(ctx, tx, { objectionId, actorId: me.actorId, receivedAt, evidence }),
      );
    }),
  );

  // what is refused stands in the record, and so it is committed all the same
  async function giveAnswer({ request, me, proposalId, field }: Posted): Promise<Refusal | null> {
    const position = field("position") as Position;
    const evidence = await formEvidence(ctx.db, request, me);
    const cast = await ctx.db.transaction((tx) =>
      answerQuestion(ctx, tx, {
        ...{ proposalId, actorId: me.actorId, position, reason: field("reason"), via: "web", evidence },
        ...(position === "block" ? lifting(field) : { change: "" }),
        receivedAt: request.receivedAt,
      }),
    );
    if (isRefusal(cast)) return cast;
    return isRefusal(cast.result) ? cast.result : null;
  }
}
