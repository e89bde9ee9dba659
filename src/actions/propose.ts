import type { Context } from "../context.ts";
import { type Act, kindOf } from "../domain/act.ts";
import { addressesOf } from "../domain/addresses.ts";
import { constitutionOf, realChanges } from "../domain/constitution.ts";
import { type FieldsDraft, readFields } from "../domain/fields.ts";
import { languageOr } from "../domain/language.ts";
import { hearingOf } from "../domain/leaving.ts";
import { paragraphs } from "../domain/markup.ts";
import { mayDo, proposingDeed } from "../domain/powers.ts";
import { isBrought, readMatter, textHash } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, nextNumber } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { saveNote } from "../store/notes.ts";
import { setProposal } from "../store/proposals.ts";
import { loadProposal, loadVersion, lockProposal, type Proposal, saveProposal } from "../store/questions.ts";
import { checkAct } from "./check-act.ts";
import { enterVersion } from "./enter-ledger.ts";
import { logProposal, moveProposal } from "./move-proposal.ts";
import { openQuestion } from "./open-question.ts";
import { say, sayTime } from "./say.ts";
import { standingOf } from "./standing.ts";

/** A proposal as somebody brings it; `author` is null where the operator enters it. */
export type ProposalDraft = {
  readonly title: string;
  readonly text: string;
  readonly author: string | null;
  readonly language?: string | undefined;
  /** Put it to the vote at once, if the deliberation time allows. */
  readonly open: boolean;
  readonly closesAt?: Date | undefined;
  /** Keep it to its author for now. */
  readonly draft?: boolean;
  readonly fields?: FieldsDraft;
  /** What it does once adopted. */
  readonly act?: Act | null;
  /** The earlier decision that it would change, by its proposal's id. */
  readonly changes?: { readonly decisionId: string; readonly how: "repeal" | "replace" } | null;
  /** Another proposal for the same problem. */
  readonly alternativeTo?: string | null;
};

/** A proposal that was taken in, and the id of its question if it is being voted on. */
export type Opened = { readonly proposalId: string; readonly questionId: string | null };

/**
 * Takes in a proposal: it enters deliberation and, with `open`, is put to the vote in the same transaction.
 * Refuses who may not propose, a bad title, text or field, an act that cannot be, a decision that is not in force,
 * and what `openQuestion` refuses; throws nothing away half done: roll back on refusal.
 */
export async function propose(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  draft: ProposalDraft,
): Promise<Opened | Refusal> {
  const { author, act = null } = draft;
  const refused = await mayPropose(ctx, tx, assembly, author, act);
  if (refused) return refused;
  const matter = readMatter(draft.title, draft.text);
  if (isRefusal(matter)) return matter;
  const fields = readFields(draft.fields ?? {});
  if (isRefusal(fields)) return fields;
  const done = act && (await readAct(ctx, tx, assembly, act));
  if (isRefusal(done)) return done;
  const links = await readLinks(tx, assembly, draft);
  if (isRefusal(links)) return links;
  const now = ctx.now();
  const id = ctx.newId();
  const number = await nextNumber(tx, assembly.id, "proposal");
  const row = { id, assemblyId: assembly.id, state: "draft" as const };
  await saveProposal(
    tx,
    {
      ...{ ...row, number, author, title: matter.title, createdAt: now, kind: kindOf(done) },
      ...{ act: done, ...links, lapsesAt: null },
    },
    {
      ...{ proposalId: id, version: 1, ...matter, fields, author, createdAt: now },
      language: languageOr(draft.language, assembly.language),
      textHash: textHash(matter.text),
    },
  );
  const by = author ?? "operator";
  if (draft.draft) {
    await logProposal(ctx, tx, row, { kind: "drafted", by });
    return { proposalId: id, questionId: null };
  }
  await enter(ctx, tx, assembly, row, by, !draft.open);
  if (!draft.open) return { proposalId: id, questionId: null };
  const opened = await openQuestion(ctx, tx, id, {
    by,
    ...(draft.closesAt ? { closesAt: draft.closesAt } : {}),
  });
  return isRefusal(opened) ? opened : { proposalId: id, questionId: opened };
}

/**
 * A draft goes into deliberation, by its author; with `open`, on to the vote in the same transaction. Refuses
 * `no-proposal`, `not-the-author`, who may not propose (any more), `wrong-state`, and what `openQuestion` refuses.
 */
export async function enterDeliberation(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposalId: string,
  author: string | null,
  open = false,
): Promise<Refusal | null> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const who = await standingOf(ctx, tx, assembly, author, { author: proposal.author });
  const by = author ?? "operator";
  const refused =
    mayDo("enter", who) ??
    (await mayPropose(ctx, tx, assembly, author, proposal.act)) ??
    (await enter(ctx, tx, assembly, proposal, by, !open));
  if (refused || !open) return refused;
  const opened = await openQuestion(ctx, tx, proposalId, { by });
  return isRefusal(opened) ? opened : null;
}

async function enter(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposal: Pick<Proposal, "id" | "assemblyId" | "state">,
  by: string,
  publishes: boolean,
): Promise<Refusal | null> {
  const move = { step: "enter", to: "deliberation", kind: "deliberation", by } as const;
  const refused = await moveProposal(ctx, tx, proposal, move);
  if (refused) return refused;
  await setProposal(tx, proposal.id, { deliberationFrom: ctx.now() });
  await enterVersion(ctx, tx, assembly.id, await loadVersion(tx, proposal.id));
  if (publishes) await publishDeliberation(ctx, tx, assembly, proposal.id);
  await askToBeHeard(ctx, tx, assembly, proposal.id);
  return null;
}

/** Whom a removal is about is told of it and of each text it is given, and asked for a statement before voting opens. */
export async function askToBeHeard(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposalId: string,
): Promise<void> {
  const proposal = await loadProposal(tx, proposalId);
  if (proposal?.act?.what !== "remove") return;
  const { until } = hearingOf(proposal, await loadVersion(tx, proposalId));
  await say(ctx, tx, {
    ...{ assembly, toActor: proposal.act.who, says: "heard", inReplyTo: null, proposalId, despiteBan: true },
    values: {
      ...{ title: proposal.title, assembly: assembly.name },
      until: sayTime(assembly.language, assembly.timeZone, until),
      url: addressesOf(ctx.env.origin).proposal(proposalId),
    },
    ...{ asks: { what: "statement", proposalId }, asksUntil: new Date(until.getTime() + 7 * 86_400_000) },
  });
}

/** Who may bring this: by the constitution's word, and acts by members alone; the operator enters plain ones. */
async function mayPropose(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  author: string | null,
  act: Act | null,
): Promise<Refusal | null> {
  const who = await standingOf(ctx, tx, assembly, author);
  if (act) return mayDo("propose-act", who);
  if (author === null) return mayDo("propose", who);
  return mayDo(proposingDeed(assembly), who);
}

/** An act as it would be done: only what would change anything, and only what can be done now. */
async function readAct(ctx: Context, tx: Database, assembly: Assembly, act: Act): Promise<Act | Refusal> {
  if (act.what !== "settle") return (await checkAct(ctx, tx, assembly, act)) ?? act;
  const changes = realChanges(constitutionOf(assembly), act.changes);
  return Object.keys(changes).length === 0
    ? refuse("no-changes")
    : { what: "settle", changes, since: assembly.constitution };
}

/** The decision that a proposal changes, and the problem that it shares with others, each of this assembly. */
export async function readLinks(
  tx: Database,
  assembly: Assembly,
  { changes, alternativeTo }: Pick<ProposalDraft, "changes" | "alternativeTo">,
) {
  const links = { changesId: null, changesHow: null, problemId: null } as {
    changesId: string | null;
    changesHow: "repeal" | "replace" | null;
    problemId: string | null;
  };
  if (changes) {
    const decision = await loadProposal(tx, changes.decisionId);
    if (decision?.assemblyId !== assembly.id || decision.state !== "adopted") return refuse("no-decision");
    Object.assign(links, { changesId: decision.id, changesHow: changes.how });
  }
  if (alternativeTo) {
    const other = await lockProposal(tx, alternativeTo);
    if (other?.assemblyId !== assembly.id || !isBrought(other)) return refuse("no-proposal");
    links.problemId = other.problemId ?? other.id;
    if (!other.problemId) await setProposal(tx, other.id, { problemId: other.id });
  }
  return links;
}

/** On entering deliberation the assembly publishes a note: title and text, and here how to take part. */
export async function publishDeliberation(
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
    ...{ id, assemblyId: assembly.id, kind: "deliberation", proposalId, says: "deliberation" },
    html: paragraphs(how, addresses.origin),
    language: assembly.language,
    publishedAt: ctx.now(),
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
}
