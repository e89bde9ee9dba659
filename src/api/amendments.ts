import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { fileAmendment, fileDraft } from "../actions/file-amendment.ts";
import { layOut, mergeAmendments } from "../actions/merge-amendments.ts";
import { orRollBack } from "../actions/roll-back.ts";
import {
  promoteAmendment,
  rejectAmendment,
  supportAmendment,
  withdrawAmendment,
} from "../actions/settle-amendment.ts";
import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { collisions, merge } from "../domain/amendment.ts";
import { isBrought } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { listAmendments, loadAmendment, loadMergeDraft, supportersOf } from "../store/amendments.ts";
import type { Database } from "../store/database.ts";
import { loadProposal, loadVersion } from "../store/questions.ts";
import { actorOf, anyCaller, member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { pageOf } from "./schemas.ts";
import {
  amendingSchema,
  amendmentSchema,
  filedSchema,
  layoutSchema,
  mergingSchema,
} from "./schemas-amendments.ts";
import { movedSchema, revisedSchema } from "./schemas-deeds.ts";

/** Amendments: filing, support, and what becomes of them. */
export const amendmentRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const addresses = addressesOf(origin);
    const params = z.object({ id: z.string() });
    const tags = ["amendments"];
    const security = member;
    const there = async (id: string) => {
      const proposal = isId(id) ? await loadProposal(ctx.db, id) : null;
      return proposal && isBrought(proposal) ? proposal : null;
    };
    /** Does something about what is there, or undoes it on refusal. */
    const act = <Result>(
      id: string,
      deed: (tx: Database) => Promise<Result | Refusal>,
      none: Refusal = refuse("no-amendment"),
    ) => (isId(id) ? orRollBack(ctx, deed) : Promise.resolve<Refusal>(none));

    app.get(
      "/proposals/:id/amendments",
      {
        schema: {
          ...{ summary: "Its amendments, settled ones too", tags, params },
          response: { 200: pageOf(amendmentSchema), ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!(await there(id))) return sendProblem(reply, origin, refuse("no-proposal"));
        const rows = await listAmendments(ctx.db, id);
        const supporters = await supportersOf(ctx.db, id);
        const numbers = new Map(rows.map((row) => [row.id, row.number]));
        const touching = collisions(rows.filter(({ state }) => state === "open"));
        const items = rows.map((row) => ({
          ...{ id: row.id, number: row.number, url: addresses.amendment(id, row.number), by: row.actorId },
          ...{ state: row.state, version: row.onVersion, replacements: [...row.replacements] },
          ...{ reason: row.reason, supporters: supporters.get(row.id) ?? [] },
          collidesWith: [...(touching.get(row.id) ?? [])].map((other) => numbers.get(other) ?? 0),
          ...{ answer: row.answer, settledBy: row.settledBy, settledVersion: row.settledVersion },
          settledAt: row.settledAt?.toISOString() ?? null,
          promoted: row.promotedId && addresses.proposal(row.promotedId),
          at: (row.openedAt ?? row.createdAt).toISOString(),
        }));
        return { items, next: null };
      },
    );

    app.post(
      "/proposals/:id/amendments",
      {
        onRequest: memberOnly(ctx),
        schema: {
          ...{ summary: "File an amendment, or draft one", tags, security, params, body: amendingSchema },
          response: { 201: filedSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { actorId } = await memberOf(ctx, request);
        const { replacements, text, draft = false, ...more } = request.body;
        if ((replacements === undefined) === (text === undefined))
          return sendProblem(reply, origin, refuse("bad-amendment"));
        const wish = text === undefined ? { replacements: replacements ?? [] } : { edited: text };
        const filing = { proposalId: id, actorId, wish, draft, ...more };
        const filed = await act(id, (tx) => fileAmendment(ctx, tx, filing), refuse("no-proposal"));
        if (isRefusal(filed)) return sendProblem(reply, origin, filed, filed.detail?.passage);
        const url = addresses.amendment(id, filed.number);
        return reply.code(201).send({ ...filed, url, state: draft ? "draft" : "open" });
      },
    );

    const settled = async (id: string) => {
      const row = await loadAmendment(ctx.db, id);
      return { id, url: row ? addresses.amendment(row.proposalId, row.number) : "", state: row?.state ?? "" };
    };
    const settle = (
      path: string,
      summary: string,
      body: z.ZodObject | null,
      deed: (
        tx: Database,
        act: { amendmentId: string; actorId: string | null },
        body: Said,
      ) => Promise<unknown>,
    ) =>
      app.post(
        `/amendments/:id/${path}`,
        {
          onRequest: anyCaller(ctx),
          schema: {
            ...{ summary, tags, security, params, ...(body ? { body } : {}) },
            response: { 200: movedSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { id } = request.params;
          const actorId = await actorOf(ctx, request);
          const result = await act(id, (tx) =>
            deed(tx, { amendmentId: id, actorId }, (request.body ?? {}) as Said),
          );
          return isRefusal(result) ? sendProblem(reply, origin, result) : settled(id);
        },
      );
    settle("file", "File what was drafted", null, async (tx, { amendmentId, actorId }) => {
      const draft = await loadAmendment(tx, amendmentId);
      if (!draft || actorId === null) return refuse(draft ? "not-a-member" : "no-amendment");
      return fileDraft(ctx, tx, { amendmentId, actorId, proposalId: draft.proposalId });
    });
    settle(
      "support",
      "Support it, or end one's support",
      z.object({ supports: z.boolean() }),
      (tx, { amendmentId, actorId }, { supports = true }) =>
        actorId === null
          ? Promise.resolve(refuse("not-a-member"))
          : supportAmendment(ctx, tx, { amendmentId, actorId, supports }),
    );
    settle(
      "reject",
      "Reject it, with a reason; its proposal's author does",
      z.object({ reason: z.string().max(20_000) }),
      (tx, act, { reason = "" }) => rejectAmendment(ctx, tx, { ...act, reason }),
    );
    settle("withdraw", "Take it back", null, (tx, act) => withdrawAmendment(ctx, tx, act));
    settle(
      "promote",
      "Make a rejected one a proposal of its own",
      z.object({
        title: z.string().max(500).optional(),
        toVote: z
          .boolean()
          .optional()
          .describe("One that takes it into the text, where the constitution allows"),
      }),
      (tx, act, { title, toVote }) => promoteAmendment(ctx, tx, { ...act, title, toVote }),
    );

    app.post(
      "/proposals/:id/merge",
      {
        onRequest: anyCaller(ctx),
        schema: {
          ...{ summary: "Accept amendments: they make one version", tags, security, params },
          ...{ body: mergingSchema, response: { 201: revisedSchema, ...refused } },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const actorId = await actorOf(ctx, request);
        const { amendments: amendmentIds, reason } = request.body;
        const merging = { proposalId: id, actorId, amendmentIds, reason };
        const merged = await act(id, (tx) => mergeAmendments(ctx, tx, merging), refuse("no-proposal"));
        if (isRefusal(merged)) return sendProblem(reply, origin, merged);
        const { version, questionId } = merged;
        const state = (await loadProposal(ctx.db, id))?.state ?? "";
        const question = questionId && addresses.question(questionId);
        return reply.code(201).send({ id, url: addresses.proposal(id), state, version, question });
      },
    );

    const layout = async (id: string) => {
      const draft = await loadMergeDraft(ctx.db, id);
      if (!draft) return null;
      const chosen = (await listAmendments(ctx.db, id)).filter((row) => draft.chosen.includes(row.id));
      const current = await loadVersion(ctx.db, id);
      const isStale = chosen.some(({ state }) => state !== "open");
      const text = isStale ? refuse("no-amendment") : merge(current.text, chosen);
      return {
        ...{ amendments: [...draft.chosen], note: draft.note, by: draft.by, at: draft.at.toISOString() },
        text: isRefusal(text) ? null : text,
      };
    };
    app.get(
      "/proposals/:id/merge-draft",
      {
        schema: {
          ...{ summary: "The merging that is laid out", tags, params },
          response: { 200: layoutSchema, ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        return (await there(id)) ? layout(id) : sendProblem(reply, origin, refuse("no-proposal"));
      },
    );
    app.post(
      "/proposals/:id/merge-draft",
      {
        onRequest: anyCaller(ctx),
        schema: {
          ...{ summary: "Lay a merging out; an empty list takes it away", tags, security, params },
          ...{ body: mergingSchema, response: { 200: layoutSchema, ...refused } },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const actorId = await actorOf(ctx, request);
        const { amendments: amendmentIds, reason } = request.body;
        const merging = { proposalId: id, actorId, amendmentIds, reason };
        const result = await act(id, (tx) => layOut(ctx, tx, merging), refuse("no-proposal"));
        return isRefusal(result) ? sendProblem(reply, origin, result) : layout(id);
      },
    );
  };

type Said = {
  readonly reason?: string;
  readonly title?: string;
  readonly toVote?: boolean;
  readonly supports?: boolean;
};
