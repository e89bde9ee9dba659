import { randomBytes } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { askSignIn } from "../../actions/ask-sign-in.ts";
import { signIn } from "../../actions/sign-in.ts";
import { isRefusal, type RefusalCode, refusals, refuse } from "../../domain/refusal.ts";
import {
  groupedCode,
  hashOf,
  linkLasts,
  linksANetwork,
  readCode,
  readLocalPath,
} from "../../domain/sign-in.ts";
import { loadActors } from "../../store/actors.ts";
import { findSignIn, newestSignIn } from "../../store/sign-ins.ts";
import { cookiesOf, readSecret } from "../cookies.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue } from "../language.ts";
import { serverHead } from "../models/heads.ts";
import type { Pages } from "../pages.ts";
import { personOf } from "../people.ts";
import { formToken, keepSession } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

/** Signing in: one types an account, its own server brings a link, and a button in the same browser does the rest. */
export function signInRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const cookies = cookiesOf(ctx.env.origin);
  const tongueOf = (request: FastifyRequest) => chooseTongue(ctx.phrases, request);
  const browserOf = (request: FastifyRequest) => readSecret(request, cookies.browser);
  const text = (from: unknown, name: string): string => {
    const value = ((from ?? {}) as Record<string, unknown>)[name];
    return typeof value === "string" ? value : "";
  };
  const limit = (max: number, keyGenerator: (request: FastifyRequest) => string) => {
    const count = app.createRateLimit({ max, timeWindow: linkLasts, keyGenerator });
    return async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
      const result = await count(request);
      if (result.isAllowed || !result.isExceeded) return true;
      reply.header("retry-after", String(result.ttlInSeconds));
      return false;
    };
  };
  // of an IPv6 network one has as many addresses as one likes: its first 64 bits are what counts
  const network = (request: FastifyRequest): string => rateLimit.normalizeIP(request.ip);
  const mayAsk = limit(5, (request) => `sign-in ${network(request)}`);
  const accounts = new WeakMap<FastifyRequest, string>();
  const mayHave = limit(
    linksANetwork,
    (request) => `sign-in ${network(request)} ${accounts.get(request) ?? ""}`,
  );
  const mayTry = limit(10, (request) => `sign-in code ${hashOf(browserOf(request) ?? "")}`);

  app.get("/sign-in", (request, reply) => ask(request, reply, text(request.query, "next"), "", null));

  // the account's own server is asked first, and may be slow
  app.post("/sign-in", { handlerTimeout: 60_000 }, async (request, reply) => {
    const [account, next] = [text(request.body, "account").trim(), text(request.body, "next")];
    if (!(await mayAsk(request, reply))) return ask(request, reply, next, account, "too-many-links");
    const browser = browserOf(request) ?? randomBytes(32).toString("base64url");
    const tongue = tongueOf(request);
    const asked = await askSignIn(ctx, {
      ...{ account: account.slice(0, 2000), browser },
      ...{ language: tongue.language, next: readLocalPath(next) },
      isFree: (actorId) => {
        accounts.set(request, actorId);
        return mayHave(request, reply);
      },
    });
    if (isRefusal(asked)) return ask(request, reply, next, account, asked.refused);
    // longer than the link lasts, so that one who comes late is told so
    reply.setCookie(cookies.browser, browser, { ...cookies.options, maxAge: (6 * linkLasts) / 1000 });
    return reply.redirect(tongue.to("/sign-in/sent"), 303);
  });

  app.get("/sign-in/sent", (request, reply) => sent(request, reply, null));

  app.get<{ Params: { code: string } }>("/sign-in/:code", async (request, reply) => {
    const code = readCode(request.params.code);
    const refused = (code: RefusalCode) => refusalPage(reply, web, tongueOf(request), refuse(code));
    if (!code) return refused("not-found");
    const browser = browserOf(request);
    const found = browser ? await findSignIn(ctx.db, hashOf(code)) : null;
    const isHere = found?.browserHash === hashOf(browser ?? "");
    if (browser && (!found || (isHere && (found.usedAt || found.expiresAt <= ctx.now()))))
      return refused("sign-in-over");
    const model = { csrf: formToken(request, reply), code, grouped: groupedCode(code), isHere };
    return page(request, reply, isHere ? 200 : 403, "sign-in-link", model, false);
  });

  app.post("/sign-in/code", async (request, reply) => {
    const browser = browserOf(request);
    if (browser && !(await mayTry(request, reply))) return sent(request, reply, "too-many");
    const signed = await signIn(ctx, {
      ...{ code: text(request.body, "code"), browser },
      ...{ session: readSecret(request, cookies.session), userAgent: request.headers["user-agent"] },
    });
    if (isRefusal(signed)) return sent(request, reply, signed.refused);
    reply.clearCookie(cookies.browser, cookies.options);
    keepSession(reply, ctx, signed.secret);
    return reply.redirect(signed.next ?? tongueOf(request).to("/me"), 303);
  });

  /** The form for the account, with what is wrong beside its field. */
  function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    account: string,
    code: RefusalCode | null,
  ) {
    const error = code && tongueOf(request).refusal(code);
    const model = { csrf: formToken(request, reply), account, next: readLocalPath(next) ?? "", error };
    return page(request, reply, code ? refusals[code].status : 200, "sign-in", model, code !== null);
  }

  /** Where the message went, and the field for its code; a browser that asked for none is told what is wrong. */
  async function sent(request: FastifyRequest, reply: FastifyReply, code: RefusalCode | null) {
    const tongue = tongueOf(request);
    const browser = browserOf(request);
    const newest = browser ? await newestSignIn(ctx.db, hashOf(browser), ctx.now()) : null;
    if (!newest)
      return code
        ? refusalPage(reply, web, tongue, refuse(code))
        : reply.redirect(tongue.to("/sign-in"), 303);
    const { handle, name } = personOf(tongue, newest.actorId, await loadActors(ctx.db, [newest.actorId]));
    const error = code && tongue.refusal(code);
    const model = { csrf: formToken(request, reply), handle: handle ?? name, error };
    return page(request, reply, code ? refusals[code].status : 200, "sign-in-sent", model, code !== null);
  }

  function page<Name extends "sign-in" | "sign-in-sent" | "sign-in-link">(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    name: Name,
    model: Pages[Name],
    isWrong: boolean,
  ) {
    const tongue = tongueOf(request);
    const paths = {
      "sign-in": "/sign-in",
      "sign-in-sent": "/sign-in/sent",
      "sign-in-link": request.url.split("?")[0],
    };
    const title = tongue.say("sign-in.title", { host: addresses.host });
    const around = {
      title: isWrong ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("sign-in.description"),
      skip: tongue.say("skip.page"),
      path: paths[name] ?? "/sign-in",
      isPrivate: true,
    };
    const head = serverHead(tongue, addresses, around, false);
    return sendPage(reply.code(status), web, name, tongue, head, model);
  }
}
