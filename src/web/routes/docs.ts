import type { FastifyInstance } from "fastify";
import { chooseTongue } from "../language.ts";
import { docsModel } from "../models/docs.ts";
import { serverHead } from "../models/heads.ts";
import { sendPage, type Web } from "../views.ts";

/** The JSON API explained, from its own OpenAPI document; problem documents name their codes' places here. */
export function docsRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  let document: Promise<unknown> | null = null;

  app.get("/api/docs", async (request, reply) => {
    document ??= web.openApi();
    const openApi = await document.catch((error) => {
      document = null;
      throw error;
    });
    const tongue = chooseTongue(ctx.phrases, request);
    const around = {
      title: tongue.say("docs.title", { host: addresses.host }),
      description: tongue.say("docs.lede"),
      skip: tongue.say("skip.page"),
      path: "/api/docs",
    };
    const head = serverHead(tongue, addresses, around, false);
    return sendPage(reply, web, "docs", tongue, head, docsModel(tongue, openApi, "/api/openapi.json"));
  });
}
