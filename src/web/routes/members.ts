import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerInvitation, askToLeave } from "../../actions/ask-to-leave.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { standingOf } from "../../actions/standing.ts";
import { vouchFor } from "../../actions/vouch-for.ts";
import { isId } from "../../domain/addresses.ts";
import { readLocalTime } from "../../domain/local-time.ts";
import { mayDo } from "../../domain/powers.ts";
import { isRefusal, type Refusal, refusals, refuse } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadLeaveInvitation } from "../../store/leaving.ts";
import { findMembership } from "../../store/people.ts";
import { findDecision } from "../../store/proposals.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { plain } from "../html.ts";
import { chooseTongue } from "../language.ts";
import { numberOf, readSent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import { askFieldOf, memberModel } from "../models/member.ts";
import { membersModel } from "../models/members.ts";
import { formToken, mustSignIn, personIn, signedIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";
import type { Sent, Visitor } from "../visitor.ts";

type Params = { Params: { handle: string }; Querystring: Record<string, unknown> };
type OneMember = { Params: { handle: string; id: string } };
/** A form that was refused, and what for; `says` where a sentence of the page's own tells more than the code's. */
type Refused = { readonly form: string; readonly refusal: Refusal; readonly says?: string };

/** The members of an assembly, each one's page, and what members do there: vouching, asking to leave, answering. */
export function memberRoutes(app: FastifyInstance, web: Web): void {
  const { ctx, addresses } = web;
  const mine = { onRequest: mustSignIn(web) };
  const path = (assembly: Assembly): string => `/assemblies/${assembly.handle}/members`;

  app.get<Params>("/assemblies/:handle/members", (request, reply) => showMembers(request, reply, null));

  app.get<OneMember>("/assemblies/:handle/members/:id", (request, reply) => {
    const { handle, id } = request.params;
    return showMember(request, reply, handle, id, null);
  });

  app.post<OneMember>("/assemblies/:handle/members/:id/vouch", mine, async (request, reply) => {
    const { id } = request.params;
    const tongue = chooseTongue(ctx.phrases, request);
    const found = await mayAbout(request, "vouch");
    if (isRefusal(found)) return refusalPage(reply, web, tongue, found);
    const { assembly, seat, actorId } = found;
    const who = { assembly, actorId, whom: seat.actorId };
    const done = await orRollBack(ctx, (tx) => vouchFor(ctx, tx, who));
    const form = `v-${id}`;
    if (isRefusal(done)) {
      // a ban is then of the other
      const says = done.refused === "banned" ? { says: tongue.say("membership.is-banned") } : {};
      return showMembers(request, reply, { form, refusal: done, ...says });
    }
    // where the assembly decides, a vouch opens no door
    if ("needs" in done) {
      const refused = { form, refusal: refuse("wrong-state"), says: tongue.say("membership.vote-decides") };
      return showMembers(request, reply, refused);
    }
    return reply.redirect(tongue.to(`${path(assembly)}#waiting`), 303);
  });

  app.post<OneMember>("/assemblies/:handle/members/:id/ask-to-leave", mine, async (request, reply) => {
    const { handle, id } = request.params;
    const tongue = chooseTongue(ctx.phrases, request);
    const found = await mayAbout(request, "ask-to-leave");
    if (isRefusal(found)) return refusalPage(reply, web, tongue, found);
    const { assembly, seat, actorId } = found;
    const { reasons = "", decisions = "", answerBy = "" } = readSent(request.body);
    const ids = await decisionsIn(assembly, decisions);
    const until = answerBy === "" ? undefined : readLocalTime(answerBy, assembly.timeZone, "closes");
    const asked = { assembly, actorId, whom: seat.actorId, reasons };
    const done = isRefusal(ids)
      ? ids
      : isRefusal(until)
        ? until
        : await orRollBack(ctx, (tx) => askToLeave(ctx, tx, { ...asked, decisions: ids, answerBy: until }));
    if (isRefusal(done)) return showMember(request, reply, handle, id, { form: "ask", refusal: done });
    return reply.redirect(tongue.to(`${path(assembly)}/${id}#asked`), 303);
  });

  app.post<OneMember>("/assemblies/:handle/leave-invitations/:id/answer", mine, async (request, reply) => {
    const { handle, id } = request.params;
    const assembly = await findAssembly(ctx.db, handle);
    const invitation = isId(id) ? await loadLeaveInvitation(ctx.db, id) : null;
    const tongue = chooseTongue(ctx.phrases, request);
    if (!assembly || invitation?.assemblyId !== assembly.id)
      return refusalPage(reply, web, tongue, refuse("bad-invitation"));
    const { text = "" } = readSent(request.body);
    const answer = { assembly, actorId: personIn(request).actorId, id, text };
    const refusal = await orRollBack(ctx, (tx) => answerInvitation(ctx, tx, answer));
    const { membershipId } = invitation;
    if (refusal) return showMember(request, reply, handle, membershipId, { form: `a-${id}`, refusal });
    return reply.redirect(tongue.to(`${path(assembly)}/${membershipId}#a-${id}`), 303);
  });

  async function findSeat(handle: string, id: string) {
    const assembly = await findAssembly(ctx.db, handle);
    if (!assembly) return refuse("no-assembly");
    const seat = isId(id) ? await findMembership(ctx.db, assembly.id, { id }) : null;
    return seat ? { assembly, seat } : refuse("no-person");
  }

  /** Whom a form is about; refuses who may not send it at all: they have no form on the page to be told beside. */
  async function mayAbout(request: FastifyRequest<OneMember>, deed: "vouch" | "ask-to-leave") {
    const found = await findSeat(request.params.handle, request.params.id);
    if (isRefusal(found)) return found;
    const { actorId } = personIn(request);
    const refused = mayDo(deed, await standingOf(ctx, ctx.db, found.assembly, actorId));
    return refused ?? { ...found, actorId };
  }

  /** The adopted proposals that somebody names by their numbers, with blanks or commas between. */
  async function decisionsIn(assembly: Assembly, typed: string): Promise<string[] | Refusal> {
    const ids: string[] = [];
    for (const word of typed
      .split(/[\s,;،、]+/)
      .filter(Boolean)
      .slice(0, 100)) {
      const number = numberOf(word);
      const found = Number.isNaN(number) ? null : await findDecision(ctx.db, assembly.id, number);
      if (!found) return refuse("no-decision");
      ids.push(found.id);
    }
    return ids;
  }

  function visitorOf(request: FastifyRequest, reply: FastifyReply, refused: Refused | null): Visitor | null {
    const me = signedIn(request);
    if (!me) return null;
    const tongue = chooseTongue(ctx.phrases, request);
    const sent: Sent | null = refused && {
      form: refused.form,
      error: refused.says ?? tongue.refusal(refused.refusal.refused),
      fields: readSent(request.body),
    };
    return { me, csrf: formToken(request, reply), sent };
  }

  async function showMembers(request: FastifyRequest, reply: FastifyReply, refused: Refused | null) {
    const { handle } = request.params as Params["Params"];
    const assembly = await findAssembly(ctx.db, handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    const { after } = request.query as Record<string, unknown>;
    const from = typeof after === "string" && isId(after) ? after : null;
    const visitor = visitorOf(request, reply, refused);
    const model = await membersModel({ ctx, addresses, tongue }, assembly, from, visitor);
    const title = tongue.say("title.members", { name: plain(assembly.name) });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("members.description"),
      skip: tongue.say("skip.members"),
      path: `${path(assembly)}${from ? `?after=${from}` : ""}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "members", around);
    const status = refused ? refusals[refused.refusal.refused].status : 200;
    return sendPage(reply.code(status), web, "members", tongue, head, model);
  }

  async function showMember(
    request: FastifyRequest,
    reply: FastifyReply,
    handle: string,
    id: string,
    refused: Refused | null,
  ) {
    const found = await findSeat(handle, id);
    const tongue = chooseTongue(ctx.phrases, request, isRefusal(found) ? undefined : found.assembly.language);
    if (isRefusal(found)) return refusalPage(reply, web, tongue, found);
    const { assembly, seat } = found;
    const wrong = refused?.form === "ask" ? (askFieldOf[refused.refusal.refused] ?? null) : null;
    const visitor = visitorOf(request, reply, refused);
    const model = await memberModel({ ctx, addresses, tongue }, assembly, seat, visitor, wrong);
    const title = tongue.say("title.proposal", { title: model.name, name: plain(assembly.name) });
    const around = {
      title: refused ? tongue.say("errors.prefix", { title }) : title,
      description: tongue.say("membership.member-description"),
      skip: tongue.say("skip.page"),
      path: `${path(assembly)}/${id}`,
    };
    const head = assemblyHead(tongue, addresses, assembly, "members", around);
    const status = refused ? refusals[refused.refusal.refused].status : 200;
    return sendPage(reply.code(status), web, "member", tongue, head, model);
  }
}
