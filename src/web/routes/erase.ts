import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { askErasure, cancelErasure } from "../../actions/erase-person.ts";
import { isRefusal, refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { eraseModel } from "../models/erase.ts";
import { readSent } from "../models/fields.ts";
import { serverHead } from "../models/heads.ts";
import { formToken, mustSignIn, personIn, signOut } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

/** Having one's name and words taken out, and taking that back as long as it waits; for the person alone. */
export function eraseRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };

  app.get("/me/erase", mine, (request, reply) => show(request, reply, false));

  app.post("/me/erase", mine, async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    if (readSent(request.body).sure !== "yes") return show(request, reply, true);
    const asked = await askErasure(ctx, personIn(request).actorId);
    if (isRefusal(asked)) return refusalPage(reply, web, tongue, asked);
    if (asked.waitsUntil) return reply.redirect(tongue.to("/me/erase"), 303);
    // the session went with everything else
    await signOut(request, reply, ctx);
    request.signedIn = null;
    return sendPage(reply, web, "erased", tongue, headOf(tongue, tongue.say("erase.done")), {});
  });

  app.post("/me/erase/cancel", mine, async (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const isBack = await cancelErasure(ctx, personIn(request).actorId);
    if (!isBack) return refusalPage(reply, web, tongue, refuse("not-found"));
    return reply.redirect(tongue.to("/me"), 303);
  });

  const headOf = (tongue: Tongue, heading: string) => {
    const title = tongue.say("title.proposal", { title: heading, name: addresses.host });
    const around = { title, description: tongue.say("erase.description"), skip: tongue.say("skip.page") };
    return serverHead(tongue, addresses, { ...around, path: "/me/erase", isPrivate: true }, false);
  };

  async function show(request: FastifyRequest, reply: FastifyReply, isUnsure: boolean) {
    const tongue = chooseTongue(ctx.phrases, request);
    const csrf = formToken(request, reply);
    const model = await eraseModel({ ctx, tongue }, personIn(request), csrf, isUnsure);
    const heading = tongue.say("erase.heading");
    const head = headOf(tongue, isUnsure ? tongue.say("errors.prefix", { title: heading }) : heading);
    return sendPage(reply.code(isUnsure ? 422 : 200), web, "erase", tongue, head, model);
  }
}
