import { type Act, concerns } from "../../domain/act.ts";
import { isErased } from "../../domain/erasure.ts";
import { hearingOf } from "../../domain/leaving.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import { loadAmendment } from "../../store/amendments.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadLeaveInvitation } from "../../store/leaving.ts";
import { eventsOfProposal } from "../../store/public-log.ts";
import { loadProposal, loadVersion, type Proposal } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { bdi, type Html, link, paragraphsOf, safe } from "../html.ts";
import type { Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import type { Place } from "./rows.ts";

/** What a proposal does by itself once adopted, in a sentence, and what its page says around that. */
export type ActWords = {
  readonly says: Html;
  /** Why it could not be done though it was adopted. */
  readonly failed: string | null;
  /** When the person must have been heard before it can come to the vote. */
  readonly heard: Html | null;
  /** The invitation to leave that went before a removal. */
  readonly invitation: {
    readonly by: Html;
    readonly reasons: Html;
    readonly answer: Html | null;
  } | null;
};

type Where = Place & { readonly clock: Clock };

/** A link to a decision by its number; null where there is no such proposal. */
export const decisionLink = (tongue: Tongue, proposal: Proposal | undefined): Html | null =>
  proposal
    ? tongue.rich("constitution.by", {
        decision: link(
          tongue.to(`/proposals/${proposal.id}`),
          tongue.say("register.number", { number: tongue.number(proposal.number) }),
        ),
      })
    : null;

/** Whom or what a ban is of: an account by its name and handle, or a host. */
export function targetOf(tongue: Tongue, target: string, actors: ReadonlyMap<string, RemoteActor>): Html {
  if (!/^https?:/.test(target) && !isErased(target)) return safe(`<bdi dir="ltr">${bdi(target).html}</bdi>`);
  const person = personOf(tongue, target, actors);
  return safe(`${nameOf(person).html} ${handleOf(person).html}`.trim());
}

/** What an act does, in a sentence; a change of the constitution is told by its settings, and is null here. */
export async function sayAct({ ctx, tongue, clock }: Where, act: Act | null): Promise<Html | null> {
  if (!act || act.what === "settle") return null;
  if (act.what === "amend") {
    const amendment = await loadAmendment(ctx.db, act.amendment);
    const number = amendment?.number ?? 0;
    const of = amendment && (await loadProposal(ctx.db, amendment.proposalId));
    const to = link(
      tongue.to(`/proposals/${of?.id}/amendments/${number}`),
      tongue.phrase("amendments.name", { number }),
    );
    return tongue.rich("people.does.amend", { amendment: to, title: bdi(of?.title ?? "") });
  }
  const subject = "who" in act ? act.who : act.target;
  const who = targetOf(tongue, subject, await loadActors(ctx.db, [subject]));
  if (act.what === "appoint") return tongue.rich("people.does.appoint", { who, days: act.days });
  if (act.what !== "ban" || act.until === null) return tongue.rich(`people.does.${act.what}`, { who });
  const until = new Date(act.until);
  return tongue.rich("people.does.ban-until", {
    who,
    until: clock.element(until, clock.fullDate(until)),
  });
}

/** Everything that a proposal's page says about what it does; null where it does nothing to people. */
export async function actWords(
  where: Where,
  assembly: Assembly,
  proposal: Proposal,
): Promise<ActWords | null> {
  const { ctx, tongue, clock } = where;
  const says = await sayAct(where, proposal.act);
  if (!says) return null;
  const events = await eventsOfProposal(ctx.db, proposal.id);
  const code = events.find(({ kind }) => kind === "not-done")?.detail?.code;
  const hearing =
    proposal.act?.what === "remove" && proposal.state === "deliberation"
      ? hearingOf(proposal, await loadVersion(ctx.db, proposal.id))
      : null;
  return {
    says,
    failed: code ? tongue.say("people.not-done", { why: tongue.refusal(code as RefusalCode) }) : null,
    heard:
      hearing && !hearing.isHeard
        ? tongue.rich("people.heard", { at: clock.element(hearing.until, clock.moment(hearing.until)) })
        : null,
    invitation: await invitationOf(where, assembly, proposal.act),
  };
}

async function invitationOf({ ctx, tongue, clock }: Where, assembly: Assembly, act: Act | null) {
  if (act?.what !== "remove") return null;
  const asked = await loadLeaveInvitation(ctx.db, act.invitation);
  if (asked?.assemblyId !== assembly.id) return null;
  const by = personOf(tongue, asked.by, await loadActors(ctx.db, [asked.by]));
  return {
    by: tongue.rich("people.invited", {
      who: nameOf(by),
      at: clock.element(asked.at, clock.fullDate(asked.at)),
      until: clock.element(asked.answerBy, clock.fullDate(asked.answerBy)),
    }),
    reasons: paragraphsOf(asked.reasons),
    answer: asked.answer ? paragraphsOf(asked.answer) : null,
  };
}

/** What the person whom a proposal is about says to it. */
export type Statement = { readonly by: Html; readonly html: Html };

/** The statement of whom a proposal is about; null where it is about nobody, or they have made none. */
export async function statementOf(
  { ctx, tongue }: Pick<Place, "ctx" | "tongue">,
  proposal: Proposal,
): Promise<Statement | null> {
  const who = concerns(proposal.act);
  if (!proposal.statement || who === null) return null;
  const person = personOf(tongue, who, await loadActors(ctx.db, [who]));
  return {
    by: tongue.rich("do.statement-by", { who: nameOf(person) }),
    html: paragraphsOf(proposal.statement),
  };
}
