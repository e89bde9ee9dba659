import type { FastifyInstance } from "fastify";
import { isId } from "../../domain/addresses.ts";
import { refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import type { Database } from "../../store/database.ts";
import { loadQuestion } from "../../store/questions.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly, findProposal } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import { ledgerModel, type Wanted } from "../models/ledger.ts";
import { withScripts } from "../policy.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** The page of an assembly's ledger: its entries in words, newest first, and the check of it in the browser. */
export function ledgerPageRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/ledger", withScripts, async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { before, question: asked } = request.query;
    const from = typeof before === "string" && /^\d{1,15}$/.test(before) ? Number(before) : null;
    const question = asked === undefined ? null : await questionIn(ctx.db, assembly, asked);
    if (asked !== undefined && !question) return refusalPage(reply, web, tongue, refuse("no-question"));
    const model = await ledgerModel({ ctx, addresses, tongue }, assembly, { before: from, question });
    const query = [question && `question=${question.id}`, from !== null && `before=${from}`].filter(Boolean);
    const around = {
      title: tongue.say("title.proposal", { title: tongue.say("ledger.title"), name: model.name }),
      description: tongue.say("ledger.what"),
      skip: tongue.say("skip.page"),
      path: `/assemblies/${assembly.handle}/ledger${query.length > 0 ? `?${query.join("&")}` : ""}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    return sendPage(reply, web, "ledger", tongue, head, model);
  });
}

/** A question of this assembly by its id, with its proposal; null where there is none. */
async function questionIn(db: Database, assembly: Assembly, id: unknown): Promise<Wanted["question"]> {
  const question = typeof id === "string" && isId(id) ? await loadQuestion(db, id) : null;
  const found = question && (await findProposal(db, question.proposalId));
  return question && found?.assembly.id === assembly.id ? { id: question.id, of: found.proposal } : null;
}
