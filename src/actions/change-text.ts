import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Fields } from "../domain/fields.ts";
import { type Matter, textHash, whileVoting } from "../domain/proposal.ts";
import type { PublicDeed } from "../domain/public-log.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Edit } from "../domain/wording/edits.ts";
import type { Assembly } from "../store/assemblies.ts";
import { loadConstitution } from "../store/constitutions.ts";
import type { Database } from "../store/database.ts";
import { listQuestionsOf, saveVersion, setProposal, votersOf } from "../store/proposals.ts";
import { lockQuestion, type Proposal, type Version } from "../store/questions.ts";
import { carryAnchors } from "./anchor-words.ts";
import { carryAmendments } from "./carry-amendments.ts";
import { endQuestion } from "./close-question.ts";
import { enterVersion } from "./enter-ledger.ts";
import { logProposal, moveProposal } from "./move-proposal.ts";
import { ask } from "./open-question.ts";
import { askToBeHeard } from "./propose.ts";
import { say } from "./say.ts";

/** A text that is to be a proposal's next version, and how it comes about. */
export type Change = {
  readonly next: Matter & { readonly fields: Fields; readonly language: string };
  /** Whose version it is; null: the operator's. */
  readonly actorId: string | null;
  readonly reason: string | null;
  /** What the log says of it while the text is deliberated, and what else. */
  readonly kind: PublicDeed;
  readonly detail?: Readonly<Record<string, string | number>>;
  /** Who decided it, where that was not whose version it is. */
  readonly by?: string;
  /** The changes that it is made of, where they are known; otherwise they are worked out. */
  readonly edits?: readonly Edit[];
};

/** The version that came of it, and the new question where one was replaced. */
export type Changed = { readonly version: number; readonly questionId: string | null };

/** A proposal that is locked, its assembly, and its newest version. */
export type Subject = {
  readonly assembly: Assembly;
  readonly proposal: Proposal;
  readonly current: Version;
};

/**
 * The one door by which the text of a proposal that others know changes: by its author, or by amendments. While voting
 * only where the constitution says `once`, and not in the last quarter: the old question is closed, a new one opened,
 * and each voter told once. Amendments that are open move along, or are overtaken and their authors told. Who may is
 * the caller's to ask. Refuses `text-is-frozen` and `wrong-state`.
 */
export async function changeText(
  ctx: Context,
  tx: Database,
  subject: Subject,
  change: Change,
): Promise<Changed | Refusal> {
  const { assembly, proposal } = subject;
  const fixed = keepsText(subject, change.next);
  if (fixed) return fixed;
  if (proposal.state === "voting") return replaceQuestion(ctx, tx, subject, change);
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  const { version } = await storeText(ctx, tx, subject, change);
  const by = change.by ?? change.actorId ?? "operator";
  await logProposal(ctx, tx, proposal, { kind: change.kind, by, detail: { version, ...change.detail } });
  await askToBeHeard(ctx, tx, assembly, proposal.id);
  return { version, questionId: null };
}

/**
 * Refuses `text-is-frozen` for other words of a proposal that puts an amendment to the vote: what it says is what will
 * be done, and nobody can say otherwise afterwards.
 */
export function keepsText(
  { proposal, current }: Pick<Subject, "proposal" | "current">,
  { title, text }: Matter,
): Refusal | null {
  const isSame = title === current.title && text === current.text;
  return proposal.act?.what === "amend" && !isSame ? refuse("text-is-frozen") : null;
}

/** Writes the next version down, enters it into the ledger, and takes open amendments, and what is said of passages, along. */
export async function storeText(
  ctx: Context,
  tx: Database,
  { assembly, proposal, current }: Subject,
  { next, actorId, reason, edits }: Omit<Change, "kind" | "detail" | "by">,
): Promise<Version> {
  const { title, text, fields, language } = next;
  const row = {
    ...{ proposalId: proposal.id, version: current.version + 1, title, text, fields, language },
    ...{ textHash: textHash(text), author: actorId, createdAt: ctx.now(), isErased: false },
    reason: reason?.normalize("NFC").trim().slice(0, 2000) || null,
  };
  await saveVersion(tx, row);
  await enterVersion(ctx, tx, proposal.assemblyId, row);
  await setProposal(tx, proposal.id, { title });
  await carryAmendments(ctx, tx, { assembly, proposal, from: current, to: row }, edits);
  await carryAnchors(tx, proposal.id, current, row, edits);
  return row;
}

/** The old question is closed without an outcome, and the new text put to the vote for as long as the old one was. */
async function replaceQuestion(
  ctx: Context,
  tx: Database,
  subject: Subject,
  change: Change,
): Promise<Changed | Refusal> {
  const { assembly, proposal } = subject;
  const asked = await listQuestionsOf(tx, proposal.id);
  const last = asked.at(-1);
  const old = last && (await lockQuestion(tx, last.id));
  const frozen = old && (await loadConstitution(tx, assembly.id, old.constitution));
  const now = ctx.now();
  if (!old || old.closedAt || !frozen || !whileVoting(frozen.settings, asked, now, proposal.act).mayRevise)
    return refuse("text-is-frozen");
  const voters = await votersOf(tx, old.id);
  await endQuestion(ctx, tx, old, "replaced", now);
  const version = await storeText(ctx, tx, subject, change);
  const closesAt = new Date(now.getTime() + (old.closesAt.getTime() - old.opensAt.getTime()));
  const questionId = await ask(ctx, tx, assembly, proposal, version, { opensAt: now, closesAt }, old);
  const by = change.by ?? change.actorId ?? "operator";
  const detail = { version: version.version, question: questionId, replaces: old.id, ...change.detail };
  const refused = await moveProposal(ctx, tx, proposal, {
    ...{ step: "revise", to: "voting", kind: "replaced", by, detail },
  });
  if (isRefusal(refused)) return refused;
  for (const toActor of voters)
    await say(ctx, tx, {
      ...{ assembly, toActor, says: "replaced", inReplyTo: null, once: true },
      values: { title: change.next.title, url: addressesOf(ctx.env.origin).question(questionId) },
      ...{ questionId, proposalId: proposal.id },
    });
  return { version: version.version, questionId };
}
