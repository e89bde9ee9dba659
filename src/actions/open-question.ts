import type { Context } from "../context.ts";
import { positionsOf } from "../domain/ballot.ts";
import { endorsementsNeeded, ruleFor } from "../domain/constitution.ts";
import { hearingOf } from "../domain/leaving.ts";
import { closingTime, earliestOpening } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Rule } from "../domain/rule.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { appendEvent } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { holdRoll } from "../store/ledger.ts";
import { listEndorsements, listQuestionsOf, setProposal } from "../store/proposals.ts";
import {
  loadVersion,
  lockProposal,
  type Proposal,
  type Question,
  saveQuestion,
  type Version,
} from "../store/questions.ts";
import { checkAct } from "./check-act.ts";
import { enterOpening } from "./enter-ledger.ts";
import { moveProposal } from "./move-proposal.ts";

const hour = 3_600_000;

/** Who puts it to the vote ("assembly": its schedule), and until when, if they say. */
export type Opening = { readonly by: string; readonly closesAt?: Date };

/**
 * Puts a proposal's newest version to the vote: text, rule, roll and closing time are frozen here. Whether the caller
 * may is asked before (`powers`). Answers the question's id. Refuses `already-open`, `deliberation-running`,
 * `needs-endorsements`, `not-heard`, `put-again-once`, a removal that cannot be (`checkAct`), and closing times that are too near or too far.
 */
export async function openQuestion(
  ctx: Context,
  tx: Database,
  proposalId: string,
  { by, closesAt }: Opening,
): Promise<string | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = await isUnready(ctx, tx, assembly, proposal);
  if (refused) return refused;
  const now = ctx.now();
  const closing = closingTime(now, assembly.votingHours, closesAt);
  if (isRefusal(closing)) return closing;
  const version = await loadVersion(tx, proposal.id);
  const id = await ask(ctx, tx, assembly, proposal, version, { opensAt: now, closesAt: closing });
  const stuck = await moveProposal(ctx, tx, proposal, {
    ...{ step: "open", to: "voting", kind: "opened", by },
    detail: { question: id, closes: closing.toISOString() },
  });
  if (stuck) return stuck;
  await setProposal(tx, proposal.id, { opensAt: null, closesAt: null });
  return id;
}

/** Why a proposal cannot come to the vote now; null where it can. */
async function isUnready(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposal: Proposal,
): Promise<Refusal | null> {
  if (proposal.state !== "deliberation" && proposal.state !== "inquorate") return refuse("already-open");
  const { act } = proposal;
  const unfounded = act?.what === "remove" ? await checkAct(ctx, tx, assembly, act) : null;
  if (unfounded) return unfounded;
  if (proposal.state === "inquorate") {
    const tried = (await listQuestionsOf(tx, proposal.id)).filter(({ outcome }) => outcome === "inquorate");
    return tried.length > 1 ? refuse("put-again-once") : null;
  }
  const now = ctx.now();
  const from = proposal.deliberationFrom ?? proposal.createdAt;
  const earliest = earliestOpening(from, assembly.deliberationHours);
  if (now < earliest) return refuse("deliberation-running", { earliest: earliest.toISOString() });
  // a removal waits until the person was heard, or had two days to say something
  if (act?.what === "remove") {
    const { isHeard, until } = hearingOf(proposal, await loadVersion(tx, proposal.id));
    if (!isHeard && now < until) return refuse("not-heard", { earliest: until.toISOString() });
  }
  const wanted = endorsementsNeeded(assembly);
  const endorsed = wanted === 0 ? [] : await listEndorsements(tx, proposal.id, proposal.author);
  if (endorsed.length >= wanted) return null;
  return refuse("needs-endorsements", { needed: String(wanted), have: String(endorsed.length) });
}

/** Makes the question of one version, with everything that is frozen with it, and the jobs that follow its clock. */
export async function ask(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposal: Pick<Proposal, "id" | "kind">,
  version: Version,
  { opensAt, closesAt }: Pick<Question, "opensAt" | "closesAt">,
  replaces: Question | null = null,
): Promise<string> {
  const id = ctx.newId();
  const rule = ruleFor(assembly, proposal.kind);
  const question = {
    ...{ id, proposalId: proposal.id, assemblyId: assembly.id, version: version.version, rule },
    constitution: assembly.constitution,
    options: optionsOf(ctx, assembly.language, rule),
    closeWhenAll: assembly.closeWhenAll,
    earliestClose: new Date(opensAt.getTime() + assembly.votingHours * hour),
    binding: version.fields.binds ?? assembly.binding,
    replacesId: replaces?.id ?? null,
    opensAt,
    closesAt,
  };
  await holdRoll(tx, assembly.id);
  await saveQuestion(tx, question);
  await enterOpening(ctx, tx, question, version.textHash);
  await appendEvent(tx, { assemblyId: assembly.id, questionId: id, kind: "open", receivedAt: opensAt });
  await ctx.jobs.send(tx, "announce", { subject: `question:${id}` });
  await ctx.jobs.send(tx, "close-question", { questionId: id }, { startAfter: closesAt });
  const dayBefore = new Date(closesAt.getTime() - 24 * hour);
  if (dayBefore > opensAt)
    await ctx.jobs.send(tx, "remind-roll", { questionId: id }, { startAfter: dayBefore });
  return id;
}

/** The options as they are shown: the rule's positions, named in the assembly's language. */
function optionsOf(ctx: Context, language: string, rule: Rule) {
  const manner = rule.blocks === null ? "plain" : "consensus";
  return positionsOf(rule).map((position) => ({
    position,
    name: ctx.phrases.say(language, `positions.${manner}.${position}`),
  }));
}
