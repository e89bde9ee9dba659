import { concerns } from "../../domain/act.ts";
import { endorsementsNeeded } from "../../domain/constitution.ts";
import { stillAsked } from "../../domain/leaving.ts";
import { type Deed, mayDo, type Standing } from "../../domain/powers.ts";
import { mayStep, type Step, whileVoting } from "../../domain/proposal.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { loadConstitution } from "../../store/constitutions.ts";
import { loadLeaveInvitation } from "../../store/leaving.ts";
import { listEndorsements, listQuestionsOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import type { Html } from "../html.ts";
import { typed, type Visitor } from "../visitor.ts";
import { opensAt, type Place } from "./rows.ts";

/** What somebody signed in may do with a proposal, besides answering it: nothing here is shown to anybody else. */
export type Acts = {
  /** How many endorse it so far; null where it is not to be endorsed by them. */
  readonly endorse: string | null;
  /** What stands in the fields of the form that puts it to the vote; `opensAt` null: only at once. */
  readonly vote: {
    readonly closesAt: string;
    readonly opensAt: string | null;
    readonly zone: string;
    /** From when it can be put to the vote, where that is still to come. */
    readonly from: Html | null;
  } | null;
  readonly withdraw: boolean;
  /** The words of the link to the page on which the text is changed. */
  readonly revise: string | null;
  /** What stands in the field of the person whom it is about. */
  readonly statement: string | null;
};

/** The page on which a text is changed: what stands in its fields. */
export type ReviseModel = {
  readonly heading: string;
  /** The proposal's page, and its title as it is now. */
  readonly path: string;
  readonly was: string;
  readonly csrf: string;
  readonly error: string | null;
  readonly title: string;
  readonly text: string;
  readonly why: string;
};

/** What is open to a visitor, by the one table of powers and the one of steps; null where nothing is. */
export async function actsOf(
  { ctx, tongue, clock }: Place & { readonly clock: Clock },
  assembly: Assembly,
  proposal: Proposal,
  who: Standing | null,
  visitor: Visitor | null,
): Promise<Acts | null> {
  if (!visitor || !who) return null;
  const { state } = proposal;
  const may = (deed: Deed, step?: Step): boolean =>
    mayDo(deed, who) === null && (step === undefined || mayStep(state, step));
  const isTalk = state === "deliberation";
  const frozen = state === "voting" ? await openToAuthor(ctx, proposal) : null;
  const endorsing =
    isTalk && may("endorse") && !who.isAuthor && !(who.isOwn && (await hasLeft(ctx, proposal)));
  const endorsers = endorsing ? await listEndorsements(ctx.db, proposal.id, proposal.author) : [];
  const needed = endorsementsNeeded(assembly);
  const from = opensAt(proposal, assembly);
  const revise = may("revise", "revise") && (frozen?.mayRevise ?? true) ? tongue.say("do.revise") : null;
  const acts: Acts = {
    endorse:
      endorsing && !endorsers.includes(visitor.me.actorId)
        ? tongue.say("do.endorsed", { have: endorsers.length, needed })
        : null,
    vote: may("open", "open")
      ? {
          closesAt: typed(visitor, "vote", "closesAt"),
          opensAt: isTalk && may("schedule") ? typed(visitor, "vote", "opensAt") : null,
          zone: tongue.say("do.zone", { zone: assembly.timeZone }),
          from:
            isTalk && from > clock.now
              ? tongue.rich("facts.vote-from", { at: clock.element(from, clock.moment(from)) })
              : null,
        }
      : null,
    withdraw: may("withdraw", "withdraw") && (frozen?.mayWithdraw ?? true),
    revise: may("return", "return") ? tongue.say("do.return") : revise,
    statement:
      isTalk && concerns(proposal.act) !== null && may("answer-in-public")
        ? typed(visitor, "statement", "text", proposal.statement ?? "")
        : null,
  };
  return Object.values(acts).some((act) => act !== null && act !== false) ? acts : null;
}

/** What the constitution that a question was opened under lets its author do while it is voted on. */
async function openToAuthor({ db, now }: Place["ctx"], { id, assemblyId, act }: Proposal) {
  const asked = await listQuestionsOf(db, id);
  const question = asked.at(-1);
  const frozen = question && (await loadConstitution(db, assemblyId, question.constitution));
  return frozen ? whileVoting(frozen.settings, asked, now(), act) : { mayRevise: false, mayWithdraw: false };
}

/** Whether whom a removal is about has left since they were invited to: they may be back, and it is done with. */
async function hasLeft({ db }: Place["ctx"], { act }: Proposal): Promise<boolean> {
  if (act?.what !== "remove") return false;
  const asked = await loadLeaveInvitation(db, act.invitation);
  return asked === null || !stillAsked(asked, asked);
}
