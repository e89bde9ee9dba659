import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Refusal, type RefusalCode, refusals, refuse } from "../domain/refusal.ts";
import { isForLater, rememberMethods } from "../routing.ts";
import { chooseTongue, type Tongue } from "./language.ts";
import { serverHead } from "./models/heads.ts";
import { sendPage, type Web } from "./views.ts";

/** What helps after which refusal, beside the way back to the first page. */
const helps: Partial<Record<RefusalCode, string>> = {
  "bad-csrf": "errors.reload",
  "not-signed-in": "errors.sign-in",
  unavailable: "errors.wait",
  "too-many": "errors.wait",
  fault: "errors.wait",
  "not-found": "errors.address",
  "no-proposal": "errors.address",
  "no-assembly": "errors.address",
  "no-question": "errors.address",
};

/** Answers a refusal as a page, with its status from the one table of refusals. */
export function refusalPage(
  reply: FastifyReply,
  web: Web,
  tongue: Tongue,
  { refused }: Refusal,
): FastifyReply {
  const { status } = refusals[refused];
  const help = helps[refused];
  const model = {
    status,
    title: tongue.say(status === 404 ? "errors.missing" : status >= 500 ? "errors.fault" : "errors.refused"),
    sentence: tongue.refusal(refused),
    now: help ? [tongue.say(help)] : [],
    joinHref: refused === "not-a-member" ? joinHref(reply, tongue) : null,
  };
  const around = {
    title: model.title,
    description: model.sentence,
    skip: tongue.say("skip.page"),
    path: "/",
  };
  return sendPage(
    reply.code(status),
    web,
    "error",
    tongue,
    serverHead(tongue, web.addresses, around, false),
    model,
  );
}

/** Where one becomes a member of the assembly that an address is about; null for an address that names none. */
function joinHref({ request }: FastifyReply, tongue: Tongue): string | null {
  const { handle } = (request.params ?? {}) as { handle?: unknown };
  return typeof handle === "string" ? tongue.to(`/assemblies/${encodeURIComponent(handle)}/join`) : null;
}

/**
 * Pages for whatever cannot be served: missing ones, methods that a path does not know, forms without their
 * token, a database that is gone. What went wrong is logged, never shown.
 */
export function mountErrors(app: FastifyInstance, web: Web): void {
  const { ctx } = web;
  const methodsOf = rememberMethods(app);
  const refused = (request: FastifyRequest, reply: FastifyReply, code: RefusalCode) =>
    refusalPage(reply, web, chooseTongue(ctx.phrases, request), refuse(code));

  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url.split("?", 1)[0] as string);
    if (methods.length === 0 || methods.includes(request.method)) return refused(request, reply, "not-found");
    reply.header("allow", methods.join(", "));
    return refused(request, reply, "method-not-allowed");
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (isForLater(error)) {
      reply.header("retry-after", "5");
      return refused(request, reply, "unavailable");
    }
    if (/CSRF/.test(error.code ?? "")) return refused(request, reply, "bad-csrf");
    if (error.statusCode === 413) return refused(request, reply, "too-large");
    if (error.statusCode === 415) return refused(request, reply, "unsupported-media");
    if (error.statusCode === 429) return refused(request, reply, "too-many");
    if (error.statusCode && error.statusCode < 500) return refused(request, reply, "bad-request");
    ctx.log.error({ err: error, url: request.url }, "fault");
    return refused(request, reply, "fault");
  });
}
