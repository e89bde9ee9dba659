import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { resignRole } from "../../actions/resign-role.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { isRefusal, type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import { readPage } from "../models/asked.ts";
import { readSent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { rolesModel } from "../models/roles.ts";
import { formToken, mustSignIn, personIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };

/** Who holds the task of facilitating and who held it, with the form by which one gives it back. */
export function roleRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;

  app.get<Params>("/assemblies/:handle/roles", (request, reply) => show(request, reply, null));

  app.post<Params>("/assemblies/:handle/roles/resign", { onRequest: mustSignIn(web) }, (request, reply) =>
    resign(request, reply),
  );

  async function resign(request: FastifyRequest<Params>, reply: FastifyReply) {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    if (readSent(request.body).sure !== "yes") return show(request, reply, refuse("bad-request"));
    const { actorId } = personIn(request);
    const done = await orRollBack(ctx, (tx) => resignRole(ctx, tx, { assembly, actorId }));
    if (isRefusal(done)) return show(request, reply, done);
    return reply.redirect(tongue.to(`/assemblies/${assembly.handle}/roles`), 303);
  }

  async function show(request: FastifyRequest<Params>, reply: FastifyReply, refused: Refusal | null) {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const me = signedIn(request);
    const sent = refused && { form: "resign", error: tongue.refusal(refused.refused), fields: {} };
    const visitor = me && { me, csrf: formToken(request, reply), sent };
    const who = me && (await standingOf(ctx, ctx.db, assembly, me.actorId));
    const page = readPage(request.query.page);
    const model = await rolesModel({ ctx, addresses, tongue }, assembly, visitor, who, page);
    // who holds nothing has no form to say it in
    if (refused && !model.resign) return refusalPage(reply, web, tongue, refused);
    const title = tongue.say("title.proposal", { title: tongue.say("roles.title"), name: model.name });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("roles.lede"),
      skip: tongue.say("skip.page"),
      path: `${model.path}${page > 1 ? `?page=${page}` : ""}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, null, around);
    const status = refused ? refusals[refused.refused].status : 200;
    return sendPage(reply.code(status), web, "roles", tongue, head, model);
  }
}
