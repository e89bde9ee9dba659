import type { FastifyInstance } from "fastify";
import { checkModules } from "../check-modules.ts";
import { withScripts } from "../policy.ts";

type Params = { Params: { hash: string; "*": string } };

/**
 * The modules that browsers check ledgers with, to be kept for ever, as their address has their hash; a worker is
 * under the policy that it is sent with. Under another hash there is nothing: a page of before is loaded again.
 */
export function checkModuleRoutes(app: FastifyInstance): void {
  app.get<Params>("/assets/check/:hash/*", withScripts, async (request, reply) => {
    const { hash, files } = checkModules();
    const text = request.params.hash === hash ? files.get(request.params["*"]) : undefined;
    if (text === undefined) return reply.callNotFound();
    return reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .type("text/javascript; charset=utf-8")
      .send(text);
  });
}
