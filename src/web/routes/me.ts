import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { makeToken } from "../../actions/make-token.ts";
import { isId } from "../../domain/addresses.ts";
import { isRefusal, refuse } from "../../domain/refusal.ts";
import { endOtherSessions, endSession, endToken } from "../../store/sessions.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue } from "../language.ts";
import { serverHead } from "../models/heads.ts";
import { type MeSent, meModel } from "../models/me.ts";
import { formToken, mustSignIn, personIn, signOut } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type ById = { Params: { id: string } };

/** One's own page, and what is ended and made there. Nobody else can: not the operator, and no token. */
export function meRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };

  app.get("/me", mine, (request, reply) => show(request, reply, 200, {}));

  app.post("/sign-out", async (request, reply) => {
    await signOut(request, reply, ctx);
    return reply.redirect(chooseTongue(ctx.phrases, request).to("/"), 303);
  });

  app.post<ById>("/me/sessions/:id/end", mine, async (request, reply) => {
    const me = personIn(request);
    const { id } = request.params;
    // the one in use ends like any other
    if (id === me.sessionId) {
      await signOut(request, reply, ctx);
      return reply.redirect(chooseTongue(ctx.phrases, request).to("/"), 303);
    }
    const isEnded = isId(id) && (await endSession(ctx.db, me.actorId, id, ctx.now()));
    return isEnded ? back(request, reply, "sessions") : missing(request, reply);
  });

  app.post("/me/sessions/end-others", mine, async (request, reply) => {
    const me = personIn(request);
    await endOtherSessions(ctx.db, me.actorId, me.sessionId, ctx.now());
    return back(request, reply, "sessions");
  });

  app.post("/me/tokens", mine, async (request, reply) => {
    const { name } = (request.body ?? {}) as { name?: unknown };
    const typed = typeof name === "string" ? name : "";
    const made = await makeToken(ctx, personIn(request).actorId, typed);
    if (!isRefusal(made)) return show(request, reply, 200, { fresh: made.token });
    const tokenError = chooseTongue(ctx.phrases, request).refusal(made.refused);
    return show(request, reply, 422, { tokenName: typed.slice(0, 200), tokenError });
  });

  app.post<ById>("/me/tokens/:id/end", mine, async (request, reply) => {
    const { id } = request.params;
    const isEnded = isId(id) && (await endToken(ctx.db, personIn(request).actorId, id, ctx.now()));
    return isEnded ? back(request, reply, "tokens") : missing(request, reply);
  });

  const back = (request: FastifyRequest, reply: FastifyReply, part: string) =>
    reply.redirect(chooseTongue(ctx.phrases, request).to(`/me#${part}`), 303);

  const missing = (request: FastifyRequest, reply: FastifyReply) =>
    refusalPage(reply, web, chooseTongue(ctx.phrases, request), refuse("not-found"));

  async function show(request: FastifyRequest, reply: FastifyReply, status: number, sent: MeSent) {
    const tongue = chooseTongue(ctx.phrases, request);
    const me = personIn(request);
    const model = await meModel({ ctx, addresses, tongue }, me, formToken(request, reply), sent);
    const title = tongue.say("me.title", { host: addresses.host });
    const around = {
      title: sent.tokenError ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("me.description"),
      skip: tongue.say("skip.page"),
      path: "/me",
      isPrivate: true,
    };
    return sendPage(
      reply.code(status),
      web,
      "me",
      tongue,
      serverHead(tongue, addresses, around, false),
      model,
    );
  }
}
