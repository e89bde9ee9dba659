import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { orRollBack } from "../actions/roll-back.ts";
import { putToVote } from "../actions/schedule-question.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { tallyOf } from "../domain/ballot.ts";
import { isBrought } from "../domain/proposal.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import { countBallots, listBallots } from "../store/ballots.ts";
import { listFloods } from "../store/floods.ts";
import { currentQuestion, listRoll, loadProposal, loadVersion, questionOf } from "../store/questions.ts";
import { countOutcomeWitnesses } from "../store/witnesses.ts";
import { actorOf, anyCaller, type Caller, callerOf, member, operator } from "./auth.ts";
import { pageFrom } from "./paging.ts";
import { refused, sendProblem } from "./problem.ts";
import {
  ballotSchema,
  instantSchema,
  openedSchema,
  pageOf,
  pagingSchema,
  proposalSchema,
} from "./schemas.ts";

/** A proposal as it is shown; a draft only to who wrote it. */
async function shown(
  ctx: Context,
  id: string,
  reader: Caller | null,
): Promise<z.infer<typeof proposalSchema> | null> {
  const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
  if (!proposal) return null;
  const isTheirs = reader?.kind === "member" ? proposal.author === reader.actorId : proposal.author === null;
  if (!isBrought(proposal) && !(reader && isTheirs)) return null;
  const addresses = addressesOf(ctx.env.origin);
  const question = await currentQuestion(ctx.db, proposal);
  const version = await loadVersion(ctx.db, id);
  const assembly = await loadAssemblyById(ctx.db, proposal.assemblyId);
  const none = { members: tallyOf([]), sympathisers: tallyOf([]) };
  const tallies = question ? await countBallots(ctx.db, question.id) : none;
  return {
    id,
    url: addresses.proposal(id),
    assembly: assembly.handle,
    number: proposal.number,
    title: version.title,
    text: version.text,
    language: version.language,
    author: proposal.author,
    state: proposal.state,
    version: question?.version ?? version.version,
    question: question && {
      id: addresses.question(question.id),
      opensAt: question.opensAt.toISOString(),
      closesAt: question.closesAt.toISOString(),
      closedAt: question.closedAt?.toISOString() ?? null,
      rule: question.rule as never,
      roll: question.rollSize,
    },
    tally: tallies.members,
    sympathisers: tallies.sympathisers,
    onlyCounted: question ? await listFloods(ctx.db, question.id, 1000) : [],
    outcome: question?.outcome ?? null,
    witnessedBy: question?.outcome ? await countOutcomeWitnesses(ctx.db, question.id) : 0,
  };
}

/** Proposals: what they say, who may answer and who has, and the opening of their vote. */
export const proposalRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const addresses = addressesOf(ctx.env.origin);
    const params = z.object({ id: z.string() });
    const { origin } = ctx.env;
    const isThere = async (id: string): Promise<boolean> => {
      const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
      return proposal !== null && isBrought(proposal);
    };

    app.get(
      "/proposals/:id",
      {
        schema: {
          summary: "One proposal with its tally",
          tags: ["proposals"],
          params,
          response: { 200: proposalSchema, ...refused },
        },
      },
      async (request, reply) =>
        (await shown(ctx, request.params.id, await callerOf(ctx, request))) ??
        sendProblem(reply, origin, refuse("no-proposal")),
    );

    app.post(
      "/proposals/:id/open",
      {
        onRequest: anyCaller(ctx),
        schema: {
          summary: "Put a proposal to the vote",
          tags: ["proposals"],
          security: [...member, ...operator],
          params,
          body: z.object({ closesAt: instantSchema.optional(), opensAt: instantSchema.optional() }).nullish(),
          response: { 200: openedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!isId(id)) return sendProblem(reply, origin, refuse("no-proposal"));
        const closesAt = request.body?.closesAt;
        const actorId = await actorOf(ctx, request);
        const at = (time: string | undefined) => (time ? new Date(time) : null);
        const schedule = { opensAt: at(request.body?.opensAt), closesAt: at(closesAt) };
        const opened = await orRollBack(ctx, (tx) => putToVote(ctx, tx, id, actorId, schedule));
        if (isRefusal(opened)) return sendProblem(reply, origin, opened);
        if (opened === null)
          return { id, url: addresses.proposal(id), state: "deliberation", question: null };
        return { id, url: addresses.proposal(id), state: "voting", question: addresses.question(opened) };
      },
    );

    app.get(
      "/proposals/:id/roll",
      {
        schema: {
          summary: "Who may answer: the roll, frozen when voting opened",
          tags: ["proposals"],
          params,
          querystring: pagingSchema,
          response: { 200: pageOf(z.object({ voter: z.string() })), ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!(await isThere(id))) return sendProblem(reply, origin, refuse("no-proposal"));
        const question = await questionOf(ctx.db, id);
        const { limit, after } = request.query;
        const voters = question ? await listRoll(ctx.db, question.id, limit + 1, after) : [];
        const { items, last } = pageFrom(voters, limit);
        return { items: items.map((voter) => ({ voter })), next: last };
      },
    );

    app.get(
      "/proposals/:id/ballots",
      {
        schema: {
          summary: "Who answered what",
          description: "The ballots in force of everybody on the roll, in the order they were taken down.",
          tags: ["proposals"],
          params,
          querystring: pagingSchema,
          response: { 200: pageOf(ballotSchema), ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!(await isThere(id))) return sendProblem(reply, origin, refuse("no-proposal"));
        const { limit, after } = request.query;
        if (after !== undefined && !/^\d{1,15}$/.test(after))
          return sendProblem(reply, origin, refuse("bad-request"), "after");
        const question = await questionOf(ctx.db, id);
        const from = after === undefined ? {} : { after: Number(after) };
        const rows = question ? await listBallots(ctx.db, question.id, { limit: limit + 1, ...from }) : [];
        const page = pageFrom(rows, limit);
        const items = page.items.map(({ voter, position, reason, at, via }) => ({
          voter,
          position,
          reason,
          at: at.toISOString(),
          via,
        }));
        return { items, next: page.last && String(page.last.seq) };
      },
    );
  };
