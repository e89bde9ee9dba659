import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { positionsOf } from "../domain/ballot.ts";
import { paragraphs } from "../domain/markup.ts";
import { closingTime, earliestOpening, readMatter, textHash } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, loadAssemblyById, nextNumber } from "../store/assemblies.ts";
import { appendEvent } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import {
  loadVersion,
  lockProposal,
  saveProposal,
  saveQuestion,
  setProposalState,
} from "../store/questions.ts";

/** A proposal as somebody brings it; `author` is null where the operator enters it. */
export type ProposalDraft = {
  readonly title: string;
  readonly text: string;
  readonly author: string | null;
  readonly language?: string | undefined;
  /** Put it to the vote at once, if the deliberation time allows. */
  readonly open: boolean;
  readonly closesAt?: Date | undefined;
};

/** A proposal that was taken in, and the id of its question if it is being voted on. */
export type Opened = { readonly proposalId: string; readonly questionId: string | null };

/**
 * Takes in a proposal: it enters deliberation and, with `open`, is put to the vote in the same transaction.
 * Refuses a bad title or text, and `deliberation-running`; throws nothing away half done: roll back on refusal.
 */
export async function propose(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  draft: ProposalDraft,
): Promise<Opened | Refusal> {
  const matter = readMatter(draft.title, draft.text);
  if (isRefusal(matter)) return matter;
  const now = ctx.now();
  const id = ctx.newId();
  const number = await nextNumber(tx, assembly.id, "proposal");
  const { author } = draft;
  await saveProposal(
    tx,
    {
      id,
      assemblyId: assembly.id,
      number,
      author,
      state: "deliberation",
      title: matter.title,
      deliberationFrom: now,
      createdAt: now,
    },
    {
      proposalId: id,
      version: 1,
      ...matter,
      language: draft.language ?? assembly.language,
      textHash: textHash(matter.text),
      author,
      createdAt: now,
    },
  );
  if (draft.open) {
    const opened = await openQuestion(ctx, tx, id, draft.closesAt);
    return isRefusal(opened) ? opened : { proposalId: id, questionId: opened };
  }
  await publishDeliberation(ctx, tx, assembly, id);
  return { proposalId: id, questionId: null };
}

/**
 * Puts a proposal's newest version to the vote: text, rule, roll and closing time are frozen here. Answers the
 * question's id. Refuses `deliberation-running`, `already-open`, and closing times that are too near or too far.
 */
export async function openQuestion(
  ctx: Context,
  tx: Database,
  proposalId: string,
  closesAt?: Date,
): Promise<string | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  if (proposal.state !== "deliberation") return refuse("already-open");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const now = ctx.now();
  const earliest = earliestOpening(
    proposal.deliberationFrom ?? proposal.createdAt,
    assembly.deliberationHours,
  );
  if (now < earliest) return refuse("deliberation-running", { earliest: earliest.toISOString() });
  const closing = closingTime(now, assembly.votingHours, closesAt);
  if (isRefusal(closing)) return closing;
  const version = await loadVersion(tx, proposal.id);
  const id = ctx.newId();
  await saveQuestion(tx, {
    id,
    proposalId: proposal.id,
    assemblyId: assembly.id,
    version: version.version,
    rule: assembly.rule,
    options: optionsOf(ctx, assembly),
    opensAt: now,
    closesAt: closing,
  });
  await setProposalState(tx, proposal.id, "voting");
  await appendEvent(tx, { assemblyId: assembly.id, questionId: id, kind: "open", receivedAt: now });
  await ctx.jobs.send(tx, "announce", { subject: `question:${id}` });
  await ctx.jobs.send(tx, "close-question", { questionId: id }, { startAfter: closing });
  return id;
}

/** The options as they are shown: the rule's positions, named in the assembly's language. */
function optionsOf(ctx: Context, assembly: Assembly) {
  const manner = assembly.rule.blocks === null ? "plain" : "consensus";
  return positionsOf(assembly.rule).map((position) => ({
    position,
    name: ctx.phrases.say(assembly.language, `positions.${manner}.${position}`),
  }));
}

/** On entering deliberation the assembly publishes a note: title and text, and here how to take part. */
async function publishDeliberation(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposalId: string,
): Promise<void> {
  const addresses = addressesOf(ctx.env.origin);
  const how = ctx.phrases.say(assembly.language, "replies.deliberation", {
    url: addresses.proposal(proposalId),
  });
  const id = ctx.newId();
  await saveNote(tx, {
    id,
    assemblyId: assembly.id,
    kind: "deliberation",
    proposalId,
    says: "deliberation",
    html: paragraphs(how, addresses.origin),
    language: assembly.language,
    publishedAt: ctx.now(),
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
}
