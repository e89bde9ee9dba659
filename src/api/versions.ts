import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { isBrought } from "../domain/proposal.ts";
import { refuse } from "../domain/refusal.ts";
import { diff } from "../domain/wording/diff.ts";
import { listVersions } from "../store/proposals.ts";
import { loadProposal } from "../store/questions.ts";
import { belongingsOf } from "../store/versions.ts";
import { refused, sendProblem } from "./problem.ts";
import { pageOf } from "./schemas.ts";
import { diffSchema, versionSchema } from "./schemas-amendments.ts";

/** The texts that a proposal has had, and what differs between any two. */
export const versionRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const tags = ["proposals"];
    const versionsOf = async (id: string) => {
      const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
      return proposal && isBrought(proposal) ? listVersions(ctx.db, id) : null;
    };

    app.get(
      "/proposals/:id/versions",
      {
        schema: {
          ...{ summary: "Every version of its text, and what belongs to each", tags },
          ...{ params: z.object({ id: z.string() }), response: { 200: pageOf(versionSchema), ...refused } },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const rows = await versionsOf(id);
        if (!rows) return sendProblem(reply, origin, refuse("no-proposal"));
        const belongings = await belongingsOf(ctx.db, id);
        const items = rows.map(({ version, fields, createdAt, ...row }) => {
          const {
            questions = [],
            amendments = [],
            ballots = 0,
            concerns = 0,
          } = belongings.get(version) ?? {};
          return {
            ...{ version, title: row.title, text: row.text, textHash: row.textHash, language: row.language },
            ...{ author: row.author, createdAt: createdAt.toISOString(), reason: row.reason },
            fields: { ...fields, ...(fields.sources ? { sources: [...fields.sources] } : {}) } as never,
            ...{
              questions: questions.map(addresses.question),
              amendments: [...amendments],
              ballots,
              concerns,
            },
          };
        });
        return { items, next: null };
      },
    );

    app.get(
      "/proposals/:id/diff",
      {
        schema: {
          summary: "What differs between two versions of its text",
          description: "Without `to`, the newest; without `from`, the one before.",
          ...{ tags, params: z.object({ id: z.string() }), response: { 200: diffSchema, ...refused } },
          querystring: z.object({
            from: z.coerce.number().int().positive().optional(),
            to: z.coerce.number().int().positive().optional(),
          }),
        },
      },
      async (request, reply) => {
        const rows = await versionsOf(request.params.id);
        if (!rows) return sendProblem(reply, origin, refuse("no-proposal"));
        const to = rows.find(({ version }) => version === (request.query.to ?? rows.at(-1)?.version));
        const from = rows.find(
          ({ version }) => version === (request.query.from ?? Math.max(1, (to?.version ?? 1) - 1)),
        );
        if (!to || !from) return sendProblem(reply, origin, refuse("not-found"));
        return {
          ...{ from: from.version, to: to.version, title: diff(from.title, to.title) },
          pieces: diff(from.text, to.text),
        };
      },
    );
  };
