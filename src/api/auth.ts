import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { type RefusalCode, refuse } from "../domain/refusal.ts";
import { hashOf, seenEvery } from "../domain/sign-in.ts";
import { findToken, touchToken } from "../store/sessions.ts";
import { sendProblem } from "./problem.ts";

/** Who calls the API: the operator, or a person with a token of their own. */
export type Caller =
  | { readonly kind: "operator" }
  | { readonly kind: "member"; readonly actorId: string; readonly tokenId: string };

/** The bearer token of a request; null where there is none. */
export const bearerOf = (request: FastifyRequest): string | null =>
  /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;

const asked = new WeakMap<FastifyRequest, Promise<Caller | null>>();

/**
 * Who a request comes from; null without a token that holds. Looked up once a request, so that a token that was
 * ended is worth nothing at once. The operator's is compared in constant time; no token is ever logged.
 */
export function callerOf(ctx: Context, request: FastifyRequest): Promise<Caller | null> {
  const known = asked.get(request) ?? lookUp(ctx, request);
  asked.set(request, known);
  return known;
}

/** In whose name a request acts that a member or the operator may make: an actor id; null: the operator's. */
export async function actorOf(ctx: Context, request: FastifyRequest): Promise<string | null> {
  const caller = await callerOf(ctx, request);
  return caller?.kind === "member" ? caller.actorId : null;
}

async function lookUp(ctx: Context, request: FastifyRequest): Promise<Caller | null> {
  const token = bearerOf(request);
  if (!token) return null;
  if (ctx.secrets.isOperatorToken(token)) return { kind: "operator" };
  if (!/^fm_[\w-]{43}$/.test(token)) return null;
  const found = await findToken(ctx.db, hashOf(token));
  if (!found) return null;
  const now = ctx.now();
  if (now.getTime() - (found.usedAt?.getTime() ?? 0) >= seenEvery) await touchToken(ctx.db, found.id, now);
  return { kind: "member", actorId: found.actorId, tokenId: found.id };
}

/** A hook that lets through only whom `mayPass` names; others are told `otherwise`, or `bad-token` without a token. */
const only =
  (mayPass: (caller: Caller) => boolean, otherwise: RefusalCode) =>
  (ctx: Context) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await callerOf(ctx, request);
    if (caller && mayPass(caller)) return;
    const refusal = refuse(caller ? otherwise : "bad-token");
    if (refusal.refused === "bad-token") reply.header("www-authenticate", 'Bearer realm="folkmoot"');
    return sendProblem(reply, ctx.env.origin, refusal);
  };

/** Lets only the operator through; a person's token is none of theirs. */
export const operatorOnly = only(({ kind }) => kind === "operator", "bad-token");

/** Lets only people with a token of their own through: the operator acts for nobody. */
export const memberOnly = only(({ kind }) => kind === "member", "not-a-member");

/** Lets everybody with a token through. */
export const anyCaller = only(() => true, "bad-token");

/** The person who calls, on a route that `memberOnly` guards. */
export async function memberOf(ctx: Context, request: FastifyRequest) {
  const caller = await callerOf(ctx, request);
  if (caller?.kind !== "member") throw new Error("this route is not guarded by memberOnly");
  return caller;
}

/** How a route says in OpenAPI that it wants the operator's token. */
export const operator = [{ operator: [] }];

/** How a route says in OpenAPI that it wants a person's own token. */
export const member = [{ member: [] }];
