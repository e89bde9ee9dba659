import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { isBrought } from "../domain/proposal.ts";
import { refuse } from "../domain/refusal.ts";
import { loadAssembly } from "../store/assemblies.ts";
import { listConstitutions } from "../store/constitutions.ts";
import { listEndorsements } from "../store/proposals.ts";
import { eventsOfProposal, listPublicEvents, type PublicEvent } from "../store/public-log.ts";
import { loadProposal } from "../store/questions.ts";
import { pageFrom } from "./paging.ts";
import { refused, sendProblem } from "./problem.ts";
import { pageOf, pagingSchema } from "./schemas.ts";
import { eventSchema } from "./schemas-deeds.ts";

/** What stands on record: constitutions, endorsements, the public log. */
export const recordRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const ofProposal = z.object({ id: z.string() });
    const ofAssembly = z.object({ handle: z.string() });
    const shown = ({ proposalId, at, detail, ...event }: PublicEvent): z.infer<typeof eventSchema> => ({
      ...{ id: event.id, kind: event.kind, by: event.by, subject: event.subject, at: at.toISOString() },
      proposal: proposalId && addresses.proposal(proposalId),
      detail: detail ? { ...detail } : null,
    });
    const find = async (id: string) => {
      const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
      return proposal && isBrought(proposal) ? proposal : null;
    };

    app.get(
      "/assemblies/:handle/constitutions",
      {
        schema: {
          ...{
            summary: "Its constitutions, the one in force first",
            tags: ["assemblies"],
            params: ofAssembly,
          },
          response: {
            200: pageOf(
              z.object({
                version: z.number(),
                adoptedAt: z.string(),
                proposal: z.string().nullable().describe("What adopted it; null: the founder's"),
                settings: z.record(z.string(), z.unknown()),
              }),
            ),
            ...refused,
          },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const all = await listConstitutions(ctx.db, assembly.id);
        const items = all.map(({ version, adoptedAt, proposalId, settings }) => ({
          ...{ version, adoptedAt: adoptedAt.toISOString(), settings: { ...settings } },
          proposal: proposalId && addresses.proposal(proposalId),
        }));
        return { items, next: null };
      },
    );

    app.get(
      "/assemblies/:handle/log",
      {
        schema: {
          ...{ summary: "Its public log, newest first", tags: ["assemblies"], params: ofAssembly },
          ...{ querystring: pagingSchema, response: { 200: pageOf(eventSchema), ...refused } },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const { limit, after } = request.query;
        if (after !== undefined && !/^\d{1,15}$/.test(after))
          return sendProblem(reply, origin, refuse("bad-request"), "after");
        const before = after === undefined ? undefined : Number(after);
        const page = pageFrom(await listPublicEvents(ctx.db, assembly.id, limit + 1, before), limit);
        return { items: page.items.map(shown), next: page.last && String(page.last.seq) };
      },
    );

    app.get(
      "/proposals/:id/log",
      {
        schema: {
          ...{ summary: "Every step of it, and who took it", tags: ["proposals"], params: ofProposal },
          response: { 200: pageOf(eventSchema), ...refused },
        },
      },
      async (request, reply) => {
        const proposal = await find(request.params.id);
        if (!proposal) return sendProblem(reply, origin, refuse("no-proposal"));
        return { items: (await eventsOfProposal(ctx.db, proposal.id)).map(shown), next: null };
      },
    );

    app.get(
      "/proposals/:id/endorsements",
      {
        schema: {
          ...{ summary: "Who endorses it", tags: ["proposals"], params: ofProposal },
          response: { 200: pageOf(z.object({ member: z.string() })), ...refused },
        },
      },
      async (request, reply) => {
        const proposal = await find(request.params.id);
        if (!proposal) return sendProblem(reply, origin, refuse("no-proposal"));
        const all = await listEndorsements(ctx.db, proposal.id, proposal.author);
        return { items: all.map((member) => ({ member })), next: null };
      },
    );
  };
