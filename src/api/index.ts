import swagger from "@fastify/swagger";
import type { FastifyError, FastifyInstance } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { Context } from "../context.ts";
import { refuse } from "../domain/refusal.ts";
import { isStorable } from "../domain/text.ts";
import { keepJson } from "../evidence.ts";
import { boundWaiting, isForLater, rememberMethods } from "../routing.ts";
import { amendmentRoutes } from "./amendments.ts";
import { answerRoutes } from "./answers.ts";
import { assemblyRoutes } from "./assemblies.ts";
import { callerOf } from "./auth.ts";
import { deedRoutes } from "./deeds.ts";
import { exportRoutes } from "./export.ts";
import { joiningRoutes } from "./joining.ts";
import { meRoutes } from "./me.ts";
import { memberRoutes } from "./members.ts";
import { sendProblem } from "./problem.ts";
import { proposalRoutes } from "./proposals.ts";
import { receiptRoutes } from "./receipts.ts";
import { recordRoutes } from "./records.ts";
import { registerRoutes } from "./register.ts";
import { suggestionRoutes } from "./suggestions.ts";
import { taskRoutes } from "./tasks.ts";
import { versionRoutes } from "./versions.ts";
import { witnessRoutes } from "./witnesses.ts";

/** The JSON API under /api/v1; its schemas are the one source of validation and of the OpenAPI document. */
export async function mountApi(app: FastifyInstance, ctx: Context): Promise<void> {
  const { origin } = ctx.env;
  await app.register(
    async (api) => {
      api.setValidatorCompiler(validatorCompiler);
      api.setSerializerCompiler(serializerCompiler);
      // a POST without particulars is one with none
      const parse = api.getDefaultJsonParser("error", "error");
      api.removeContentTypeParser("application/json");
      api.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
        keepJson(request, body as string);
        return body === "" ? done(null, undefined) : parse(request, body as string, done);
      });
      await api.register(swagger, {
        openapi: {
          info: { title: "Folkmoot", version: "1", description: "Assemblies, proposals and votes." },
          servers: [{ url: origin }],
          components: {
            securitySchemes: {
              operator: { type: "http", scheme: "bearer", description: "The operator's token" },
              member: {
                type: "http",
                scheme: "bearer",
                description: "A person's own token, made on their page",
              },
            },
          },
        },
        transform: jsonSchemaTransform,
        transformObject: jsonSchemaTransformObject,
      });
      if (ctx.env.rateLimit) {
        const limit = api.createRateLimit({
          max: 20,
          timeWindow: 1000,
          // any other token is a guess, and guesses count for the address they come from
          keyGenerator: async (request) => {
            const caller = await callerOf(ctx, request);
            if (caller?.kind === "operator") return "api operator";
            return caller ? `api token ${caller.tokenId}` : `api ${request.ip}`;
          },
        });
        api.addHook("onRequest", async (request, reply) => {
          const result = await limit(request);
          if (result.isAllowed || !result.isExceeded) return;
          reply.header("retry-after", "1");
          return sendProblem(reply, origin, refuse("too-many"));
        });
      }
      api.addHook("preValidation", async (request, reply) => {
        if ([request.params, request.query, request.body].every(isStorable)) return;
        return sendProblem(reply, origin, refuse("bad-request"), "a text holds NUL or half a character");
      });
      boundWaiting(api);
      const methodsOf = rememberMethods(api);
      api.setNotFoundHandler((request, reply) => {
        const methods = methodsOf(request.url.split("?", 1)[0] as string);
        // a POST that is not there is one that may come
        if (methods.length === 0 || request.method === "POST")
          return sendProblem(reply, origin, refuse("not-found"));
        reply.header("allow", methods.join(", "));
        return sendProblem(reply, origin, refuse("method-not-allowed"));
      });
      api.setErrorHandler((error: FastifyError, request, reply) => {
        if (hasZodFastifySchemaValidationErrors(error)) {
          return sendProblem(reply, origin, refuse("bad-request"), describe(error.validation));
        }
        if (isForLater(error)) {
          reply.header("retry-after", "5");
          return sendProblem(reply, origin, refuse("unavailable"));
        }
        if (error.statusCode === 413) return sendProblem(reply, origin, refuse("too-large"));
        if (error.statusCode === 415) return sendProblem(reply, origin, refuse("unsupported-media"));
        if (error.statusCode && error.statusCode < 500)
          return sendProblem(reply, origin, refuse("bad-request"), error.message);
        ctx.log.error({ err: error, url: request.url }, "fault");
        return sendProblem(reply, origin, refuse("fault"));
      });
      for (const routes of families) await api.register(routes(ctx), { prefix: "/v1" });
      api.get("/openapi.json", { schema: { hide: true } }, async () => api.swagger());
    },
    { prefix: "/api" },
  );
}

/** The routes, in the order in which the description shows them. */
const families = [
  ...[
    assemblyRoutes,
    memberRoutes,
    registerRoutes,
    proposalRoutes,
    deedRoutes,
    versionRoutes,
    amendmentRoutes,
    suggestionRoutes,
    answerRoutes,
  ],
  ...[joiningRoutes, taskRoutes, recordRoutes, receiptRoutes, witnessRoutes, meRoutes, exportRoutes],
];

/** Which fields are wrong and why, without repeating what was sent. */
const describe = (issues: readonly { instancePath: string; message?: string }[]): string =>
  issues
    .slice(0, 10)
    .map(
      (issue) =>
        `${issue.instancePath.replace(/^\//, "").replaceAll("/", ".") || "body"}: ${issue.message ?? "wrong"}`,
    )
    .join("; ");
