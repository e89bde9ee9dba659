import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { refuse } from "../domain/refusal.ts";
import { hashOf, seenEvery, sessionLasts } from "../domain/sign-in.ts";
import { endSessionOf, findSession, touchSession } from "../store/sessions.ts";
import { cookiesOf, readSecret } from "./cookies.ts";
import { refusalPage } from "./errors.ts";
import { chooseTongue } from "./language.ts";
import { personOf } from "./people.ts";
import type { Web } from "./views.ts";

/** Somebody who is signed in, as their own server describes them. */
export type SignedIn = {
  readonly actorId: string;
  /** Of the row, not the secret in the cookie. */
  readonly sessionId: string;
  readonly kind: string;
  readonly name: string;
  readonly handle: string;
};

declare module "fastify" {
  interface FastifyRequest {
    /** Who is signed in; null: nobody. Set once, when the request comes. */
    signedIn: SignedIn | null;
  }
}

/** Who is signed in; null where nobody is. */
export const signedIn = (request: FastifyRequest): SignedIn | null => request.signedIn ?? null;

/** Looks up, once a request, who is signed in, before any route of pages. The files beside pages do without. */
export function mountSessions(app: FastifyInstance, ctx: Context): void {
  const cookies = cookiesOf(ctx.env.origin);
  app.decorateRequest("signedIn", null);
  app.addHook("onRequest", async (request, reply) => {
    if (/^\/(assets\/|healthz|readyz|metrics)/.test(request.url)) return;
    const secret = readSecret(request, cookies.session);
    if (!secret) return;
    const now = ctx.now();
    const found = await findSession(ctx.db, hashOf(secret), new Date(now.getTime() - sessionLasts));
    if (!found) return;
    const { session, actor } = found;
    if (now.getTime() - session.seenAt.getTime() >= seenEvery) {
      await touchSession(ctx.db, session.id, now);
      keepSession(reply, ctx, secret);
    }
    const { name, handle } = personOf(
      chooseTongue(ctx.phrases, request),
      actor.id,
      new Map([[actor.id, actor]]),
    );
    const { id: actorId, kind } = actor;
    request.signedIn = { actorId, sessionId: session.id, kind, name, handle: handle ?? "" };
  });
}

/** Gives the browser a session's secret, for as long as a session lasts unused. */
export function keepSession(reply: FastifyReply, ctx: Context, secret: string): void {
  const { session, options } = cookiesOf(ctx.env.origin);
  reply.setCookie(session, secret, { ...options, maxAge: sessionLasts / 1000 });
}

/** Ends the session that a request came with, here and in the browser. */
export async function signOut(request: FastifyRequest, reply: FastifyReply, ctx: Context): Promise<void> {
  const { session, options } = cookiesOf(ctx.env.origin);
  const secret = readSecret(request, session);
  if (secret) await endSessionOf(ctx.db, hashOf(secret), ctx.now());
  reply.clearCookie(session, options);
}

/**
 * A hook for routes that are done in one's own name, as `onRequest` or `preHandler`: whoever reads is sent to sign
 * in and back again, whoever sends a form is told to.
 */
export const mustSignIn = (web: Web) => async (request: FastifyRequest, reply: FastifyReply) => {
  if (signedIn(request)) return;
  const tongue = chooseTongue(web.ctx.phrases, request);
  if (request.method !== "GET" && request.method !== "HEAD")
    return refusalPage(reply, web, tongue, refuse("not-signed-in"));
  return reply.redirect(tongue.to(`/sign-in?next=${encodeURIComponent(request.url)}`), 303);
};

/** The person who is signed in, on a route that `mustSignIn` guards. */
export function personIn(request: FastifyRequest): SignedIn {
  const person = signedIn(request);
  if (!person) throw new Error("this route is not guarded by mustSignIn");
  return person;
}

/** Who a form's token is made for: the session, so that it is worth nothing in another. */
export const formOwner = (request: FastifyRequest): string => signedIn(request)?.sessionId ?? "nobody";

/** The token that a form carries in its field `_csrf`. */
export const formToken = (request: FastifyRequest, reply: FastifyReply): string =>
  reply.generateCsrf({ userInfo: formOwner(request) });
