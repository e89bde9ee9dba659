import type { FastifyReply, FastifyRequest } from "fastify";
import { propose } from "../../actions/propose.ts";
import { readAct } from "../../actions/read-act.ts";
import { orRollBack } from "../../actions/roll-back.ts";
import { isRefusal, type Refusal } from "../../domain/refusal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { refusalPage } from "../errors.ts";
import { chooseTongue, type Tongue } from "../language.ts";
import { assemblyFor } from "../member.ts";
import { readSent, type Sent } from "../models/fields.ts";
import { assemblyHead } from "../models/heads.ts";
import {
  actDraftOf,
  matterOf,
  type PersonDeed,
  personFieldOf,
  proposePersonModel,
} from "../models/propose-person.ts";
import { formToken, personIn } from "../session.ts";
import { sendPage, type Web } from "../views.ts";

type Params = { Params: { handle: string } };

/** Shows the form for a proposal about a person, and takes it in; both for members alone. */
export async function proposeAboutPerson(
  web: Web,
  request: FastifyRequest<Params>,
  reply: FastifyReply,
  deed: PersonDeed,
): Promise<FastifyReply> {
  const me = personIn(request);
  const assembly = await assemblyFor(web, request.params.handle, me, () => "propose-act");
  const tongue = chooseTongue(web.ctx.phrases, request, isRefusal(assembly) ? undefined : assembly.language);
  if (isRefusal(assembly)) return refusalPage(reply, web, tongue, assembly);
  if (request.method !== "POST") {
    const { who } = request.query as { who?: unknown };
    const days = String(assembly.facilitatorDays);
    return show(web, request, reply, assembly, deed, { days, who: typeof who === "string" ? who : "" }, null);
  }
  const sent = readSent(request.body);
  const made = await bring(web, assembly, deed, me.actorId, sent);
  if (isRefusal(made)) return show(web, request, reply, assembly, deed, sent, made);
  return reply.redirect(tongue.to(`/proposals/${made.proposalId}`), 303);
}

async function bring({ ctx }: Web, assembly: Assembly, deed: PersonDeed, author: string, sent: Sent) {
  const draft = actDraftOf(deed, assembly, sent);
  if (isRefusal(draft)) return draft;
  const matter = matterOf({ ctx }, deed, assembly, sent);
  return orRollBack(ctx, async (tx) => {
    const act = await readAct(tx, assembly, draft);
    return isRefusal(act) ? act : propose(ctx, tx, assembly, { ...matter, author, open: false, act });
  });
}

/** Why it was refused. Who proposes was let in before: what is said of "you" is about the other person here. */
function sayRefused(tongue: Tongue, { refused }: Refusal): string {
  if (refused === "banned") return tongue.say("people.is-banned");
  if (refused === "not-a-facilitator") return tongue.say("people.is-no-facilitator");
  return refused === "already-done" ? tongue.say("people.is-banned-already") : tongue.refusal(refused);
}

async function show(
  web: Web,
  request: FastifyRequest<Params>,
  reply: FastifyReply,
  assembly: Assembly,
  deed: PersonDeed,
  sent: Sent,
  refused: Refusal | null,
): Promise<FastifyReply> {
  const { ctx, addresses } = web;
  const tongue = chooseTongue(ctx.phrases, request, assembly.language);
  const field = refused && personFieldOf[refused.refused];
  if (refused && !field) return refusalPage(reply, web, tongue, refused);
  const errors = refused && field ? { [field]: sayRefused(tongue, refused) } : {};
  const form = { csrf: formToken(request, reply) };
  const model = await proposePersonModel({ ctx, addresses, tongue }, assembly, deed, form, sent, errors);
  const title = tongue.say("title.proposal", { title: model.heading, name: model.name });
  const around = {
    title: refused ? tongue.say("errors.prefix", { title }) : title,
    description: tongue.say("propose.heading"),
    skip: tongue.say("skip.page"),
    path: `/assemblies/${assembly.handle}/propose?about=${deed}`,
    isPrivate: true,
  };
  const head = assemblyHead(tongue, addresses, assembly, null, around);
  return sendPage(reply.code(refused ? 422 : 200), web, "propose-person", tongue, head, model);
}
