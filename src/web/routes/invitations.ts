import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { endInvitation, makeInvitation } from "../../actions/invite-member.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { isId } from "../../domain/addresses.ts";
import { mayDo } from "../../domain/powers.ts";
import { isRefusal, refusals, refuse } from "../../domain/refusal.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { assemblyHead } from "../models/heads.ts";
import { invitationsModel } from "../models/invitations.ts";
import { formToken, mustSignIn, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string } };
type OneInvitation = { Params: { handle: string; id: string } };
type Done = Parameters<typeof invitationsModel>[3];

/** One's own invitations to an assembly: making one, which is shown once, and ending one. */
export function invitationRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };

  app.get<Params>("/assemblies/:handle/invitations", mine, (request, reply) => show(request, reply, 200, {}));

  app.post<Params>("/assemblies/:handle/invitations", mine, async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { actorId } = personIn(request);
    const made = await orRollBack(ctx, (tx) => makeInvitation(ctx, tx, { assembly, actorId }));
    if (!isRefusal(made)) return show(request, reply, 200, { made });
    return show(request, reply, refusals[made.refused].status, { error: tongue.refusal(made.refused) });
  });

  app.post<OneInvitation>("/assemblies/:handle/invitations/:id/end", mine, async (request, reply) => {
    const { handle, id } = request.params;
    const assembly = await findAssembly(ctx.db, handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { actorId } = personIn(request);
    const refused = isId(id)
      ? await orRollBack(ctx, (tx) => endInvitation(ctx, tx, { assembly, actorId, id }))
      : refuse("bad-invitation");
    if (refused)
      return show(request, reply, refusals[refused.refused].status, {
        error: tongue.refusal(refused.refused),
      });
    return reply.redirect(tongue.to(`/assemblies/${handle}/invitations`), 303);
  });

  async function show(request: FastifyRequest, reply: FastifyReply, status: number, done: Done) {
    const assembly = await findAssembly(ctx.db, (request.params as Params["Params"]).handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { actorId } = personIn(request);
    const refusal = mayDo("invite", await standingOf(ctx, ctx.db, assembly, actorId));
    const visit = { actorId, csrf: formToken(request, reply), mayInvite: refusal === null };
    const model = await invitationsModel({ ctx, addresses, tongue }, assembly, visit, done);
    // who may not invite any more sees and ends those of before
    if (refusal && model.rows.length === 0) return refusalPage(reply, web, tongue, refusal);
    const title = tongue.say("title.proposal", {
      title: tongue.say("membership.invitation.heading"),
      name: plain(assembly.name),
    });
    const head = assemblyHead(tongue, addresses, assembly, "members", {
      title: done.error ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("membership.invitation.heading"),
      ...{ skip: tongue.say("skip.page"), isPrivate: true },
      path: `/assemblies/${assembly.handle}/invitations`,
    });
    return sendPage(reply.code(status), web, "invitations", tongue, head, model);
  }
}
