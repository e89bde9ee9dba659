import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { makeReceipt } from "../../actions/make-receipt.ts";
import { isId } from "../../domain/addresses.ts";
import { type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import { writeReceipt } from "../../ledger/receipt.ts";
import { problemOf, problemType } from "../../problem.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead, serverHead } from "../models/heads.ts";
import { receiptModel, receiptPath } from "../models/receipt.ts";
import { checkPasted, type ReceiptsModel } from "../models/receipts.ts";
import { formToken, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string; entry: string } };

/** The receipt of every entry, as a page and as JSON; and the page on which anybody checks one. */
export function receiptRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/ledger/receipts/:entry", async (request, reply) => {
    const { handle, entry } = request.params;
    const [, id = "", suffix] = /^([^.]+)(\.json)?$/.exec(entry) ?? [];
    const isJson = suffix !== undefined || wantsJson(request);
    const assembly = await findAssembly(ctx.db, handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    const refused = (refusal: Refusal) =>
      isJson ? sendProblem(reply, refusal) : refusalPage(reply, web, tongue, refusal);
    if (!assembly) return refused(refuse("no-assembly"));
    const me = signedIn(request);
    const made = isId(id) ? await makeReceipt(ctx, assembly, id, me?.actorId ?? null) : null;
    if (!made) return refused(refuse("not-found"));
    if (isJson) {
      if (!made.receipt) return refused(refuse("not-signed-yet"));
      const name = `receipt-${assembly.handle}-${made.entered.seq}.json`;
      return reply
        .headers({ vary: "Accept, Cookie", "cache-control": "no-store" })
        .header("content-disposition", `${suffix ? "attachment" : "inline"}; filename="${name}"`)
        .type("application/json; charset=utf-8")
        .send(Buffer.from(writeReceipt(made.receipt)));
    }
    const model = await receiptModel({ ctx, addresses, tongue }, assembly, id, made, me);
    const around = {
      title: tongue.say("title.proposal", { title: model.heading, name: model.name }),
      ...{ description: tongue.say("receipts.description"), skip: tongue.say("skip.page") },
      ...{ path: receiptPath(assembly.handle, id), isPrivate: true },
    };
    return sendPage(
      reply,
      web,
      "receipt",
      tongue,
      assemblyHead(tongue, addresses, assembly, null, around),
      model,
    );
  });

  app.get("/receipts", (request, reply) => show(request, reply, {}, 200));

  app.post("/receipts", async (request, reply) => {
    const { receipt } = (request.body ?? {}) as { receipt?: unknown };
    const pasted = typeof receipt === "string" ? receipt : "";
    const tongue = chooseTongue(ctx.phrases, request);
    const found = await checkPasted({ ctx, addresses, tongue }, pasted);
    if (typeof found !== "string") return show(request, reply, { pasted, verdict: found }, 200);
    return show(request, reply, { pasted, error: tongue.say(`receipts.none.${found}`) }, 422);
  });

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    sent: Partial<ReceiptsModel>,
    status: number,
  ): FastifyReply {
    const tongue = chooseTongue(ctx.phrases, request);
    const title = tongue.say("receipts.check");
    const around = {
      title: sent.error ? tongue.say("errors.prefix", { title }) : title,
      ...{ description: tongue.say("receipts.check-lede"), skip: tongue.say("skip.page") },
      ...{ path: "/receipts", isPrivate: true },
    };
    const model = { csrf: formToken(request, reply), pasted: "", error: null, verdict: null, ...sent };
    const head = serverHead(tongue, addresses, around, false);
    return sendPage(reply.code(status), web, "receipts", tongue, head, model);
  }

  function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
    const { status } = refusals[refusal.refused];
    if (status === 503) reply.header("retry-after", "5");
    const problem = problemOf(addresses.origin, refusal);
    return reply
      .code(status)
      .headers({ vary: "Accept, Cookie", "cache-control": "no-store" })
      .header("content-type", problemType)
      .send(Buffer.from(JSON.stringify(problem)));
  }
}

/** Whether a program asks, and not a browser. */
const wantsJson = (request: FastifyRequest): boolean =>
  request.accepts().type(["text/html", "application/json"]) === "application/json";
