import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { askToJoin } from "../actions/ask-to-join.ts";
import { answerInvitation, askToLeave, loadLeaveInvitations } from "../actions/ask-to-leave.ts";
import { hideWords, showWords } from "../actions/hide-words.ts";
import { makeInvitation } from "../actions/invite-member.ts";
import { leaveAssembly } from "../actions/join-assembly.ts";
import { resignRole } from "../actions/resign-role.ts";
import { orRollBack } from "../actions/roll-back.ts";
import { vouchFor } from "../actions/vouch-for.ts";
import { whoIs } from "../actions/who-is.ts";
import type { Context } from "../context.ts";
import { isId } from "../domain/addresses.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadActor } from "../store/actors.ts";
import { type Assembly, loadAssembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { member, memberOf, memberOnly } from "./auth.ts";
import { refused, sendProblem } from "./problem.ts";
import { instantSchema, pageOf } from "./schemas.ts";
import { doneSchema, leaveInvitationSchema } from "./schemas-people.ts";

type Who = { readonly tx: Database; readonly assembly: Assembly; readonly actorId: string };
const account = z.string().max(2000).describe("@user@host, or a profile's address, of an account known here");

/** What members do about members: joining, leaving, vouching, inviting, asking to leave, hiding spam. */
export const joiningRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    const { origin } = ctx.env;
    const params = z.object({ handle: z.string() });

    /** A route by which somebody does something in an assembly in their own name; a refusal undoes it. */
    const deed = <Body extends z.ZodType>(
      path: string,
      summary: string,
      body: Body,
      act: (who: Who, body: z.infer<Body>) => Promise<object | boolean | null | Refusal>,
    ) =>
      app.post(
        `/assemblies/:handle/${path}`,
        {
          onRequest: memberOnly(ctx),
          schema: {
            ...{ summary, tags: ["members"], security: member, params, body },
            response: { 200: doneSchema, ...refused },
          },
        },
        async (request, reply) => {
          const { actorId } = await memberOf(ctx, request);
          const { handle } = request.params as { handle: string };
          const assembly = await loadAssembly(ctx.db, handle);
          if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
          const done = await orRollBack(ctx, (tx) =>
            act({ tx, assembly, actorId }, request.body as z.infer<Body>),
          );
          if (isRefusal(done)) return sendProblem(reply, origin, done);
          return { ...(typeof done === "object" && done !== null ? done : {}) };
        },
      );
    const person = async ({ tx, assembly }: Who, text: string): Promise<string | Refusal> =>
      (await whoIs(tx, assembly, text)) ?? refuse("no-person");

    deed(
      "join",
      "Ask to join, agreeing to its values and that votes are public",
      z.object({ affirm: z.boolean(), code: z.string().max(40).optional(), language: z.string().optional() }),
      async ({ tx, assembly, actorId }, { affirm, code, language }) => {
        const actor = await loadActor(tx, actorId);
        if (!affirm || !actor) return refuse("not-affirmed");
        return askToJoin(ctx, tx, { assembly, actorId, kind: actor.kind, code, language });
      },
    );
    deed(
      "leave",
      "Leave it; what one voted stays",
      z.object({}).nullish(),
      async ({ tx, assembly, actorId }) =>
        (await leaveAssembly(ctx, tx, { assembly, actorId })) ? null : refuse("not-a-member"),
    );
    deed("vouches", "Vouch for somebody who asks to join", z.object({ account }), async (who, body) => {
      const whom = await person(who, body.account);
      const { tx, assembly, actorId } = who;
      return isRefusal(whom) ? whom : vouchFor(ctx, tx, { assembly, actorId, whom });
    });
    deed(
      "invitations",
      "Make an invitation for one person, to be sent with the word join",
      z.object({}).nullish(),
      async ({ tx, assembly, actorId }) => {
        const made = await makeInvitation(ctx, tx, { assembly, actorId });
        return isRefusal(made) ? made : { ...made, expiresAt: made.expiresAt.toISOString() };
      },
    );
    deed(
      "leave-invitations",
      "Invite a member to leave, with reasons that they can answer in public",
      z.object({
        ...{ account, reasons: z.string(), decisions: z.array(z.string()).max(50).default([]) },
        answerBy: instantSchema.optional(),
      }),
      async (who, { account: text, reasons, decisions, answerBy }) => {
        const whom = await person(who, text);
        if (isRefusal(whom)) return whom;
        if (!decisions.every(isId)) return refuse("no-decision");
        const { tx, assembly, actorId } = who;
        const until = answerBy ? new Date(answerBy) : undefined;
        const asked = { assembly, actorId, whom, reasons, decisions, answerBy: until };
        const id = await askToLeave(ctx, tx, asked);
        return isRefusal(id) ? id : { id };
      },
    );
    deed(
      "leave-invitations/answer",
      "Answer, in public, the invitation to leave that one was given",
      z.object({ id: z.string(), text: z.string() }),
      async ({ tx, assembly, actorId }, { id, text }) =>
        isId(id) ? answerInvitation(ctx, tx, { assembly, actorId, id, text }) : refuse("no-person"),
    );
    deed(
      "resign",
      "Give back the task of facilitating",
      z.object({}).nullish(),
      ({ tx, assembly, actorId }) => resignRole(ctx, tx, { assembly, actorId }),
    );
    for (const [path, summary, act] of [
      ["hidings", "Hide words as spam; the answer that came with them counts as before", hideWords],
      ["hidings/end", "Show hidden words again", showWords],
    ] as const)
      deed(
        path,
        summary,
        z.object({ note: z.string().max(2000), reason: z.string() }),
        ({ tx, assembly, actorId }, { note, reason }) =>
          act(ctx, tx, { assembly, actorId, noteId: note, reason }),
      );

    app.get(
      "/assemblies/:handle/leave-invitations",
      {
        schema: {
          ...{ summary: "Who was invited to leave, why, and their answers", tags: ["members"], params },
          response: { 200: pageOf(leaveInvitationSchema), ...refused },
        },
      },
      async (request, reply) => {
        const assembly = await loadAssembly(ctx.db, request.params.handle);
        if (!assembly) return sendProblem(reply, origin, refuse("no-assembly"));
        const items = (await loadLeaveInvitations(ctx.db, assembly)).map((one) => ({
          ...{ id: one.id, member: one.actorId, by: one.by, reasons: one.reasons, answer: one.answer },
          ...{ decisions: [...one.decisions], at: one.at.toISOString() },
          ...{ answerBy: one.answerBy.toISOString(), answeredAt: one.answeredAt?.toISOString() ?? null },
        }));
        return { items, next: null };
      },
    );
  };
