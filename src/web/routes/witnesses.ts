import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerWitness, type WitnessStep, witnessSteps } from "../../actions/answer-witness.ts";
import { askWitness } from "../../actions/ask-witness.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { isRefusal, type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { readSent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { witnessesModel } from "../models/witnesses.ts";
import { formToken, mustSignIn, personIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string } };
type ById = { Params: { handle: string; id: string } };
type Refused = { readonly form: "ask" | "step"; readonly refusal: Refusal };

/** Who witnesses an assembly's ledger and whose it witnesses, with the forms of who has that task. */
export function witnessRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  // the other assembly's server is asked first, and may be slow
  const mine = { onRequest: mustSignIn(web), handlerTimeout: 60_000 };

  app.get<Params>("/assemblies/:handle/witnesses", (request, reply) => show(request, reply, null));

  app.post<Params>("/assemblies/:handle/witnesses", mine, (request, reply) =>
    act(request, reply, "ask", (assembly, { account = "" }) =>
      askWitness(ctx, { assembly, actorId: personIn(request).actorId, account }),
    ),
  );

  app.post<ById>("/assemblies/:handle/witnesses/:id", mine, (request, reply) =>
    act(request, reply, "step", async (assembly, { step = "" }) => {
      if (!witnessSteps.includes(step as WitnessStep)) return refuse("bad-request");
      const { actorId } = personIn(request);
      const answer = { assembly, actorId, id: request.params.id, step: step as WitnessStep };
      return orRollBack(ctx, (tx) => answerWitness(ctx, tx, answer));
    }),
  );

  async function act(
    request: FastifyRequest<Params>,
    reply: FastifyReply,
    form: Refused["form"],
    deed: (assembly: Assembly, sent: Readonly<Record<string, string>>) => Promise<unknown>,
  ): Promise<FastifyReply> {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const done = await deed(assembly, readSent(request.body));
    if (isRefusal(done)) return show(request, reply, { form, refusal: done });
    return reply.redirect(tongue.to(`/assemblies/${assembly.handle}/witnesses`), 303);
  }

  async function show(request: FastifyRequest<Params>, reply: FastifyReply, refused: Refused | null) {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const me = signedIn(request);
    const fields = readSent(request.body);
    const error = refused ? tongue.refusal(refused.refusal.refused) : "";
    const sent = refused && { form: refused.form, error, fields };
    const visitor = me && { me, csrf: formToken(request, reply), sent };
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId));
    const model = await witnessesModel({ ctx, addresses, tongue }, assembly, visitor, who);
    // who may do nothing here has no form to be told at
    if (refused && model.csrf === null) return refusalPage(reply, web, tongue, refused.refusal);
    const title = tongue.say("title.proposal", { title: tongue.say("witnesses.title"), name: model.name });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("witnesses.lede"),
      skip: tongue.say("skip.page"),
      path: model.path,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    const status = refused ? refusals[refused.refusal.refused].status : 200;
    return sendPage(reply.code(status), web, "witnesses", tongue, head, model);
  }
}
