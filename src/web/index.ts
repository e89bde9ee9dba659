import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { refuse } from "../domain/refusal.ts";
import { isStorable } from "../domain/text.ts";
import { boundWaiting } from "../routing.ts";
import { mountAssets } from "./assets.ts";
import { cookiesOf } from "./cookies.ts";
import { mountErrors, refusalPage } from "./errors.ts";
import { chooseTongue } from "./language.ts";
import { policy } from "./policy.ts";
import { aboutRoutes } from "./routes/about.ts";
import { actRoutes } from "./routes/acts.ts";
import { alternativeRoutes } from "./routes/alternatives.ts";
import { amendRoutes } from "./routes/amend.ts";
import { amendmentRoutes } from "./routes/amendment.ts";
import { assemblyRoutes } from "./routes/assembly.ts";
import { banRoutes } from "./routes/bans.ts";
import { checkModuleRoutes } from "./routes/check-modules.ts";
import { constitutionRoutes } from "./routes/constitution.ts";
import { deedRoutes } from "./routes/deeds.ts";
import { docsRoutes } from "./routes/docs.ts";
import { draftRoutes } from "./routes/drafts.ts";
import { eraseRoutes } from "./routes/erase.ts";
import { healthRoutes } from "./routes/health.ts";
import { hidingRoutes } from "./routes/hiding.ts";
import { homeRoutes } from "./routes/home.ts";
import { interactRoutes } from "./routes/interact.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { joinRoutes } from "./routes/join.ts";
import { ledgerRoutes } from "./routes/ledger.ts";
import { ledgerPageRoutes } from "./routes/ledger-page.ts";
import { logRoutes } from "./routes/log.ts";
import { meRoutes } from "./routes/me.ts";
import { memberRoutes } from "./routes/members.ts";
import { mergeDeskRoutes } from "./routes/merge-desk.ts";
import { proposalRoutes } from "./routes/proposal.ts";
import { proposeRoutes } from "./routes/propose.ts";
import { receiptRoutes } from "./routes/receipts.ts";
import { roleRoutes } from "./routes/roles.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { suggestionRoutes } from "./routes/suggestions.ts";
import { talkRoutes } from "./routes/talk.ts";
import { versionRoutes } from "./routes/versions.ts";
import { witnessFileRoutes } from "./routes/witness-files.ts";
import { witnessRoutes } from "./routes/witnesses.ts";
import { refuseOthersForms } from "./same-site.ts";
import { formOwner, mountSessions } from "./session.ts";
import { mountViews, type Web } from "./views.ts";

/** Mounts the pages for browsers. `openApi` answers the document that the API's page is made from. */
export async function mountWeb(
  app: FastifyInstance,
  ctx: Context,
  openApi: () => Promise<unknown>,
): Promise<void> {
  await app.register(async (web) => {
    const isSecure = ctx.env.origin.startsWith("https:");
    const cookies = cookiesOf(ctx.env.origin);
    await web.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: policy },
      strictTransportSecurity: isSecure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      // nothing to others; a page's own forms say where they come from, which "no-referrer" would hide
      referrerPolicy: { policy: "same-origin" },
      frameguard: { action: "deny" },
    });
    await web.register(compress, { threshold: 512, encodings: ["br", "gzip"] });
    await web.register(formbody, { bodyLimit: 200_000 });
    await web.register(cookie);
    await web.register(csrf, {
      cookieKey: cookies.form,
      cookieOpts: cookies.options,
      csrfOpts: { hmacKey: ctx.secrets.derive("form", "").toString("hex") },
      getToken: (request) => {
        const { _csrf } = (request.body ?? {}) as { _csrf?: unknown };
        return typeof _csrf === "string" ? _csrf : undefined;
      },
      getUserInfo: formOwner,
    });
    await mountViews(web, ctx);
    const assets = await mountAssets(web);
    const room: Web = { ctx, addresses: addressesOf(ctx.env.origin), assets, openApi };
    mountErrors(web, room);
    checkModuleRoutes(web);
    // the files beside the pages are mounted above: a slow line may take its time with them
    boundWaiting(web);
    if (ctx.env.rateLimit) limitPages(web, room);
    mountSessions(web, ctx);
    refuseOthersForms(web, room);
    web.addHook("preValidation", async (request, reply) => {
      if ([request.params, request.query, request.body].every(isStorable)) return;
      return refusalPage(reply, room, chooseTongue(ctx.phrases, request), refuse("bad-request"));
    });
    homeRoutes(web, room);
    assemblyRoutes(web, room);
    memberRoutes(web, room);
    joinRoutes(web, room);
    invitationRoutes(web, room);
    logRoutes(web, room);
    ledgerRoutes(web, room);
    receiptRoutes(web, room);
    aboutRoutes(web, room);
    ledgerPageRoutes(web, room);
    witnessFileRoutes(web, room);
    witnessRoutes(web, room);
    roleRoutes(web, room);
    banRoutes(web, room);
    hidingRoutes(web, room);
    constitutionRoutes(web, room);
    proposeRoutes(web, room);
    draftRoutes(web, room);
    proposalRoutes(web, room);
    talkRoutes(web, room);
    alternativeRoutes(web, room);
    versionRoutes(web, room);
    amendRoutes(web, room);
    amendmentRoutes(web, room);
    mergeDeskRoutes(web, room);
    deedRoutes(web, room);
    suggestionRoutes(web, room);
    actRoutes(web, room);
    interactRoutes(web, room);
    signInRoutes(web, room);
    meRoutes(web, room);
    eraseRoutes(web, room);
    docsRoutes(web, room);
    healthRoutes(web, room);
  });
}

/** A file of a ledger: whoever recounts one reads thousands of them, one after the other. A receipt is a page. */
const ofLedger = /^\/assemblies\/[a-z0-9_]+\/ledger\/(?!receipts\/)/;

/** 20 pages a second to one address (protocol.md, "Settings"), 200 files of ledgers; those beside pages do not count. */
function limitPages(app: FastifyInstance, room: Web): void {
  const limitOf = (what: string, max: number) =>
    app.createRateLimit({ max, timeWindow: 1000, keyGenerator: (request) => `${what} ${request.ip}` });
  const [pages, files] = [limitOf("page", 20), limitOf("ledger", 200)];
  app.addHook("onRequest", async (request, reply) => {
    if (/^\/(assets\/|healthz|readyz|metrics)/.test(request.url)) return;
    const result = await (ofLedger.test(request.url) ? files : pages)(request);
    if (result.isAllowed || !result.isExceeded) return;
    reply.header("retry-after", "1");
    return refusalPage(reply, room, chooseTongue(room.ctx.phrases, request), refuse("too-many"));
  });
}
