import type { FastifyInstance } from "fastify";
import { chooseTongue } from "../language.ts";
import { serverHead } from "../models/heads.ts";
import { sendPage, type Web } from "../views.ts";

/** Pages in plain words: how one knows that one's vote was counted, and what the ledger does not protect against. */
export function aboutRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get("/about/counted", (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const around = {
      ...{ title: tongue.say("about.counted"), description: tongue.say("about.counted-lede") },
      ...{ skip: tongue.say("skip.page"), path: "/about/counted" },
    };
    return sendPage(reply, web, "about-counted", tongue, serverHead(tongue, addresses, around, false), {});
  });

  app.get("/about/ledger-limits", (request, reply) => {
    const tongue = chooseTongue(ctx.phrases, request);
    const around = {
      ...{ title: tongue.say("about.limits"), description: tongue.say("about.limits-lede") },
      ...{ skip: tongue.say("skip.page"), path: "/about/ledger-limits" },
    };
    return sendPage(reply, web, "about-limits", tongue, serverHead(tongue, addresses, around, false), {});
  });
}
