import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { refuse } from "../domain/refusal.ts";
import { sendProblem } from "./problem.ts";

/** The bearer token of a request; null where there is none. */
export const bearerOf = (request: FastifyRequest): string | null =>
  /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;

/** Lets only the operator through. The token is compared in constant time and never logged. */
export const operatorOnly = (ctx: Context) => async (request: FastifyRequest, reply: FastifyReply) => {
  const token = bearerOf(request);
  if (token && ctx.secrets.isOperatorToken(token)) return;
  reply.header("www-authenticate", 'Bearer realm="folkmoot"');
  return sendProblem(reply, ctx.env.origin, refuse("bad-token"));
};

/** How a route says in OpenAPI that it wants the operator's token. */
export const operator = [{ operator: [] }];
