import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isRefusal, type RefusalCode, refuse } from "../../domain/refusal.ts";
import { hasAssembly } from "../../store/board.ts";
import { refusalPage } from "../errors.ts";
import { foundFirst, isFirstStartCode } from "../first-start.ts";
import { chooseTongue } from "../language.ts";
import {
  draftOf,
  emptyForm,
  type Field,
  fieldOf,
  firstStartModel,
  readSent,
  type Sent,
} from "../models/first-start.ts";
import { serverHead } from "../models/heads.ts";
import { homeModel } from "../models/home.ts";
import { formToken } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

/** The first page: what is decided here, or, while there is no assembly, three steps to the first one. */
export function homeRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get("/", async (request, reply) => {
    if (!(await hasAssembly(ctx.db))) return showForm(request, reply, 200, null, {});
    const tongue = chooseTongue(ctx.phrases, request);
    const model = await homeModel({ ctx, addresses, tongue });
    const around = {
      title: addresses.host,
      description: tongue.say("home.lede", { n: model.assemblyCount }),
      skip: tongue.say("skip.questions"),
      path: "/",
    };
    return sendPage(reply, web, "home", tongue, serverHead(tongue, addresses, around, true), model);
  });

  const tries = app.createRateLimit({
    max: 5,
    timeWindow: 60_000,
    keyGenerator: (request) => `code ${request.ip}`,
  });

  app.post("/first-start", async (request, reply) => {
    // who sends the form twice, or a second person, finds what was founded
    if (await hasAssembly(ctx.db)) return reply.redirect("/", 303);
    const sent = readSent(request.body);
    const refused = (code: RefusalCode, status: number) => {
      const tongue = chooseTongue(ctx.phrases, request);
      const field = fieldOf[code];
      if (!field) return refusalPage(reply, web, tongue, refuse(code));
      return showForm(request, reply, status, sent, { [field]: tongue.refusal(code) });
    };
    // only wrong codes count, so that mending the rest of the form is never held up
    if (!(await isFirstStartCode(ctx, sent.code))) {
      const result = await tries(request);
      const tooMany = !result.isAllowed && result.isExceeded;
      if (tooMany) reply.header("retry-after", String(result.ttlInSeconds));
      return tooMany ? refused("too-many", 429) : refused("bad-code", 403);
    }
    const founded = await foundFirst(ctx, sent.code, draftOf(sent));
    if (isRefusal(founded)) {
      // the same code may have been used up a moment ago, by the same form sent twice
      if (founded.refused === "bad-code" && (await hasAssembly(ctx.db))) return reply.redirect("/", 303);
      return refused(founded.refused, 422);
    }
    return reply.redirect(chooseTongue(ctx.phrases, request).to(`/assemblies/${founded.handle}`), 303);
  });

  async function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    sent: Sent | null,
    errors: Partial<Record<Field, string>>,
  ) {
    const tongue = chooseTongue(ctx.phrases, request);
    const csrf = formToken(request, reply);
    const form = { sent: sent ?? emptyForm(ctx, tongue), csrf, errors };
    const model = firstStartModel(ctx, tongue, addresses.host, form);
    const failed = model.errorList.length > 0;
    const around = {
      title: tongue.say(failed ? "first.title-failed" : "first.title", { host: addresses.host }),
      description: tongue.say("first.description"),
      skip: tongue.say("skip.steps"),
      path: "/",
      isPrivate: true,
    };
    const head = serverHead(tongue, addresses, around, true, tongue.say("first.place"));
    return sendPage(reply.code(status), web, "first-start", tongue, head, model);
  }
}
