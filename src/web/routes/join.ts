import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { askToJoin } from "../../actions/ask-to-join.ts";
import { leaveAssembly } from "../../actions/join-assembly.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { isRefusal, type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { findMembership } from "../../store/people.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { numberOf, readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { codeIn, joinModel, joinPath } from "../models/join.ts";
import { formToken, mustSignIn, personIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string } };

/** Which field a refusal belongs to; what belongs to none is how somebody stands, and the page says that anyway. */
const fieldOf: Partial<Record<string, string>> = { "bad-invitation": "code", "not-affirmed": "affirm" };

/** Joining an assembly and leaving it, by forms. */
export function joinRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };

  // an invitation's link leads here, with its code
  app.get<Params>("/assemblies/:handle/join", (request, reply) => {
    const code = codeIn((request.query as Record<string, unknown>).code);
    return showJoin(request, reply, code ? { code } : {}, null);
  });

  app.post<Params>("/assemblies/:handle/join", mine, async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const sent = readSent(request.body);
    const { actorId, kind } = personIn(request);
    const code = sent.code?.trim() || undefined;
    // what one agrees to is what stood on the page: where it has changed since, it is shown anew
    const agrees = sent.affirm === "yes" && numberOf(sent.version) === assembly.constitution;
    const asking = { assembly, actorId, kind, language: tongue.language, code };
    const asked = agrees ? await orRollBack(ctx, (tx) => askToJoin(ctx, tx, asking)) : refuse("not-affirmed");
    if (isRefusal(asked)) return showJoin(request, reply, agrees ? sent : { ...sent, affirm: "" }, asked);
    return reply.redirect(tongue.to(`/assemblies/${assembly.handle}/join`), 303);
  });

  app.get<Params>("/assemblies/:handle/leave", mine, (request, reply) => showLeave(request, reply, false));

  app.post<Params>("/assemblies/:handle/leave", mine, async (request, reply) => {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    if (readSent(request.body).sure !== "yes") return showLeave(request, reply, true);
    const { actorId } = personIn(request);
    const left = await ctx.db.transaction((tx) => leaveAssembly(ctx, tx, { assembly, actorId }));
    if (!left) return refusalPage(reply, web, tongue, refuse("not-a-member"));
    return reply.redirect(tongue.to(`/assemblies/${assembly.handle}/join`), 303);
  });

  const headOf = (tongue: Tongue, assembly: Assembly, heading: string, isWrong: boolean, path: string) => {
    const title = tongue.say("title.proposal", { title: heading, name: plain(assembly.name) });
    return assemblyHead(tongue, addresses, assembly, null, {
      title: isWrong ? tongue.say("errors.prefix", { title }) : title,
      ...{ description: heading, skip: tongue.say("skip.page"), isPrivate: true },
      path,
    });
  };

  async function showJoin(request: FastifyRequest, reply: FastifyReply, sent: Sent, refused: Refusal | null) {
    const assembly = await findAssembly(ctx.db, (request.params as Params["Params"]).handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const field = refused && fieldOf[refused.refused];
    const errors = refused && field ? { [field]: tongue.refusal(refused.refused) } : {};
    const me = signedIn(request);
    const visit = me && { me, csrf: formToken(request, reply) };
    const model = await joinModel({ ctx, addresses, tongue }, assembly, visit, sent, errors);
    const path = joinPath(assembly.handle, sent.code);
    const head = headOf(tongue, assembly, tongue.say("join.join"), refused !== null, path);
    const status = refused ? refusals[refused.refused].status : 200;
    return sendPage(reply.code(status), web, "join", tongue, head, model);
  }

  async function showLeave(request: FastifyRequest, reply: FastifyReply, isUnsure: boolean) {
    const assembly = await findAssembly(ctx.db, (request.params as Params["Params"]).handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const seat = await findMembership(ctx.db, assembly.id, personIn(request));
    if (!seat || seat.state === "left" || seat.state === "removed")
      return refusalPage(reply, web, tongue, refuse("not-a-member"));
    const isMember = seat.state === "member";
    const path = `/assemblies/${assembly.handle}`;
    const lines = isMember ? ["ballots", "open", "task", "back"] : ["asking"];
    const heading = tongue.say(isMember ? "membership.leave.heading" : "membership.leave.take-back");
    const head = headOf(tongue, assembly, heading, isUnsure, `${path}/leave`);
    return sendPage(reply.code(isUnsure ? 422 : 200), web, "leave", tongue, head, {
      ...{ name: plain(assembly.name), path, csrf: formToken(request, reply), isMember },
      action: tongue.to(`${path}/leave`),
      lines: lines.map((line) => tongue.say(`membership.leave.${line}`)),
      error: isUnsure ? tongue.say("membership.leave.unsure") : null,
    });
  }
}
