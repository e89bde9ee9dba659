import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuse } from "../domain/refusal.ts";
import { refusalPage } from "./errors.ts";
import { chooseTongue } from "./language.ts";
import type { Web } from "./views.ts";

const reads = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses, on every route of pages that comes, what another site had a browser send, and what comes without its
 * form's token. Hooks of the whole, so that no route can forget them.
 */
export function refuseOthersForms(app: FastifyInstance, web: Web): void {
  app.addHook("onRequest", async (request, reply) => {
    if (reads.has(request.method) || isFromHere(request, web.addresses.origin)) return;
    return refusalPage(reply, web, chooseTongue(web.ctx.phrases, request), refuse("bad-csrf"));
  });
  app.addHook("preHandler", (request, reply, done) => {
    if (reads.has(request.method) || request.is404) return done();
    app.csrfProtection(request, reply, done);
  });
}

/** Whether a browser says that a page of ours sent this. Programs say nothing, and have no cookies to be misused. */
function isFromHere({ headers }: FastifyRequest, origin: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return headers.origin === undefined || headers.origin === origin;
}
