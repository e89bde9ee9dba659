import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { admitMember } from "../actions/admit-member.ts";
import { foundAssembly } from "../actions/found-assembly.ts";
import { propose } from "../actions/open-question.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { readLanguage } from "../domain/assembly.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import {
  type Assembly,
  countFollowers,
  countMembers,
  listAssemblies,
  loadAssembly,
} from "../store/assemblies.ts";
import { listMembers } from "../store/members.ts";
import { listProposals } from "../store/questions.ts";
import { operatorOnly } from "./auth.ts";
import { problemSchema, sendProblem } from "./problem.ts";
import {
  assemblySchema,
  charterSchema,
  memberSchema,
  openedSchema,
  pageOf,
  pagingSchema,
  proposalDraftSchema,
} from "./schemas.ts";

const refused = { "4xx": problemSchema };
const operator = [{ operator: [] }];

async function shown(ctx: Context, assembly: Assembly): Promise<z.infer<typeof assemblySchema>> {
  const addresses = addressesOf(ctx.env.origin);
  const id = addresses.assembly(assembly.handle);
  const members = await countMembers(ctx.db, [assembly.id]);
  const { accounts } = await countFollowers(ctx.db, assembly.id);
  const { handle, name, summary, rule, joining, deliberationHours, votingHours, language, timeZone } =
    assembly;
  return {
    ...{
      handle,
      id,
      url: id,
      account: addresses.account(handle),
      name,
      summary,
      values: [...assembly.values],
    },
    ...{ rule: rule as never, joining, deliberationHours, votingHours, language, timeZone },
    members: members.get(assembly.id) ?? 0,
    followers: accounts,
    createdAt: assembly.createdAt.toISOString(),
  };
}

/** Assemblies, their members, and the way in for proposals. */
export const assemblyRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const addresses = addressesOf(ctx.env.origin);
    const params = z.object({ handle: z.string() });
    const preHandler = operatorOnly(ctx);

    app.get(
      "/assemblies",
      {
        schema: {
          summary: "The assemblies of this server",
          tags: ["assemblies"],
          response: { 200: pageOf(assemblySchema) },
        },
      },
      async () => {
        const all = (await listAssemblies(ctx.db)).map((assembly) => shown(ctx, assembly));
        return { items: await Promise.all(all), next: null };
      },
    );

    app.post(
      "/assemblies",
      {
        preHandler,
        schema: {
          summary: "Found an assembly",
          tags: ["assemblies"],
          security: operator,
          body: charterSchema,
          response: { 201: assemblySchema, ...refused },
        },
      },
      async (request, reply) => {
        const founded = await foundAssembly(ctx, request.body);
        if (isRefusal(founded)) return sendProblem(reply, ctx.env.origin, founded);
        return reply.code(201).send(await shown(ctx, founded));
      },
    );

    app.get(
      "/assemblies/:handle",
      {
        schema: {
          summary: "One assembly",
          tags: ["assemblies"],
          params,
          response: { 200: assemblySchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        return assembly ? shown(ctx, assembly) : sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
      },
    );

    app.get(
      "/assemblies/:handle/members",
      {
        schema: {
          summary: "Its members",
          tags: ["assemblies"],
          params,
          querystring: pagingSchema,
          response: { 200: pageOf(memberSchema), ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { limit, after } = request.query;
        if (after !== undefined && !isId(after))
          return sendProblem(reply, ctx.env.origin, refuse("bad-request"), "after");
        const rows = await listMembers(ctx.db, assembly.id, limit, after);
        const items = rows.map(({ actorId, admittedBy, joinedAt }) => ({
          member: actorId,
          state: "member" as const,
          admittedBy,
          joinedAt: joinedAt?.toISOString() ?? null,
        }));
        return { items, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
      },
    );

    app.post(
      "/assemblies/:handle/members",
      {
        preHandler,
        schema: {
          summary: "Admit an account",
          description:
            "A member while joining is open or no question was ever put; later an invitation that waits for the assembly's own rule (202).",
          tags: ["assemblies"],
          security: operator,
          params,
          body: z.object({ account: z.string().max(2000).describe("@user@host, or a profile's address") }),
          response: { 200: memberSchema, 201: memberSchema, 202: memberSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const admitted = await admitMember(ctx, assembly, request.body.account);
        if (isRefusal(admitted)) return sendProblem(reply, ctx.env.origin, admitted);
        const invited = admitted.outcome === "invited";
        return reply.code(({ joined: 201, already: 200, invited: 202 } as const)[admitted.outcome]).send({
          member: admitted.actorId,
          state: invited ? ("invited" as const) : ("member" as const),
          admittedBy: "operator",
          joinedAt: invited ? null : ctx.now().toISOString(),
        });
      },
    );

    app.get(
      "/assemblies/:handle/proposals",
      {
        schema: {
          summary: "Its proposals, newest first",
          tags: ["proposals"],
          params,
          querystring: pagingSchema,
          response: {
            200: pageOf(
              openedSchema.extend({ title: z.string(), number: z.number() }).omit({ question: true }),
            ),
            ...refused,
          },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { limit, after } = request.query;
        if (after !== undefined && !isId(after))
          return sendProblem(reply, ctx.env.origin, refuse("bad-request"), "after");
        const rows = await listProposals(ctx.db, assembly.id, { limit, ...(after ? { before: after } : {}) });
        const items = rows.map(({ id, title, number, state }) => ({
          id,
          url: addresses.proposal(id),
          title,
          number,
          state,
        }));
        return { items, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
      },
    );

    app.post(
      "/assemblies/:handle/proposals",
      {
        preHandler,
        schema: {
          summary: "Enter a proposal",
          description:
            "With `open` it is put to the vote at once, or refused with `deliberation-running` and not stored.",
          tags: ["proposals"],
          security: operator,
          params,
          body: proposalDraftSchema,
          response: { 201: openedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, ctx.env.origin, refuse("no-assembly"));
        const { title, text, language, open = false, closesAt } = request.body;
        const tongue = language === undefined ? undefined : readLanguage(language);
        if (tongue === null) return sendProblem(reply, ctx.env.origin, refuse("bad-language"));
        const draft = {
          title,
          text,
          author: null,
          language: tongue,
          open,
          closesAt: closesAt ? new Date(closesAt) : undefined,
        };
        const opened = await orRollBack(ctx, (tx) => propose(ctx, tx, assembly, draft));
        if (isRefusal(opened)) return sendProblem(reply, ctx.env.origin, opened);
        const { proposalId: id, questionId } = opened;
        return reply.code(201).send({
          id,
          url: addresses.proposal(id),
          state: questionId ? "voting" : "deliberation",
          question: questionId ? addresses.question(questionId) : null,
        });
      },
    );
  };

/** Runs an act in a transaction that a refusal undoes: nothing half done is stored. */
export async function orRollBack<Result>(
  ctx: Context,
  act: (tx: Context["db"]) => Promise<Result | Refusal>,
): Promise<Result | Refusal> {
  let refusal: Refusal | null = null;
  try {
    return await ctx.db.transaction(async (tx) => {
      const result = await act(tx);
      if (!isRefusal(result)) return result;
      refusal = result;
      throw new Error("rolled back");
    });
  } catch (error) {
    if (refusal) return refusal;
    throw error;
  }
}
