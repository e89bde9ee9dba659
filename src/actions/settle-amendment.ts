import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { type AmendmentState, maySettle } from "../domain/amendment.ts";
import { readReason } from "../domain/leaving.ts";
import { type Deed, mayDo } from "../domain/powers.ts";
import type { PublicDeed } from "../domain/public-log.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { applyEdits } from "../domain/wording/edits.ts";
import {
  type Amendment,
  dropSupport,
  loadAmendment,
  lockAmendment,
  saveSupport,
  setAmendment,
} from "../store/amendments.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockMembership } from "../store/members.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadVersion, lockProposal, type Proposal } from "../store/questions.ts";
import { propose } from "./propose.ts";
import { say } from "./say.ts";
import { standingOf } from "./standing.ts";
import { amendmentDraft } from "./vote-on-amendment.ts";

/** Who does something about which amendment. `actorId` null: the operator, of a proposal that was entered so. */
export type OnAmendment = { readonly amendmentId: string; readonly actorId: string | null };

/**
 * The author of a proposal rejects an amendment, with a reason; who filed it is told, and may make it a proposal of its
 * own. Refuses who is not the author, `no-amendment`, `bad-reason`.
 */
export async function rejectAmendment(
  ctx: Context,
  tx: Database,
  { reason, ...act }: OnAmendment & { readonly reason: string },
): Promise<Amendment | Refusal> {
  const answer = readReason(reason);
  if (isRefusal(answer)) return answer;
  const found = await begin(ctx, tx, act, "reject-amendment");
  if (isRefusal(found)) return found;
  const { amendment } = found;
  if (!maySettle(amendment.state, "reject")) return refuse("no-amendment");
  const change = { state: "rejected" as const, answer, settledBy: act.actorId, settledAt: ctx.now() };
  await setAmendment(tx, amendment.id, change);
  await log(ctx, tx, found, "not-merged", act.actorId ?? "operator");
  await tell(ctx, tx, found, "amendment-rejected", { reason: answer });
  return { ...amendment, ...change };
}

/** Who filed an amendment takes it back. Refuses everybody else (`not-yours`), and what is settled. */
export async function withdrawAmendment(
  ctx: Context,
  tx: Database,
  act: OnAmendment,
): Promise<Amendment | Refusal> {
  const found = await begin(ctx, tx, act, "withdraw-amendment");
  if (isRefusal(found)) return found;
  const { amendment } = found;
  if (!maySettle(amendment.state, "withdraw")) return refuse("no-amendment");
  const change = { state: "withdrawn" as const, settledAt: ctx.now() };
  await setAmendment(tx, amendment.id, change);
  // of a draft nobody knew
  if (amendment.state === "open") await log(ctx, tx, found, "unamended", amendment.actorId);
  return { ...amendment, ...change };
}

/**
 * Who filed an amendment that was rejected makes it a proposal of its own: the text with its changes, beside the other
 * one and linked with it both ways; or, where the constitution says so, one that takes it into the text when it is
 * adopted (`toVote`). Answers the new proposal's id. Refuses everybody else, `no-amendment` for one that was not
 * rejected, and what `propose` refuses.
 */
export async function promoteAmendment(
  ctx: Context,
  tx: Database,
  act: OnAmendment & { readonly title?: string | undefined; readonly toVote?: boolean | undefined },
): Promise<string | Refusal> {
  const found = await begin(ctx, tx, act, "promote-amendment");
  if (isRefusal(found)) return found;
  const { amendment, assembly, proposal } = found;
  if (!maySettle(amendment.state, "promote")) return refuse("no-amendment");
  const { title, text, language } = await loadVersion(tx, proposal.id, amendment.atVersion);
  const draft = act.toVote
    ? amendmentDraft(ctx, assembly, amendment, { title, language })
    : { title, text: applyEdits(text, amendment.edits), language, alternativeTo: proposal.id };
  const made = await propose(ctx, tx, assembly, {
    ...draft,
    ...{ title: act.title?.trim() || draft.title, author: amendment.actorId, open: false },
  });
  if (isRefusal(made)) return made;
  await setAmendment(tx, amendment.id, { state: "promoted", promotedId: made.proposalId });
  await log(ctx, tx, found, "promoted", amendment.actorId, { proposal: made.proposalId });
  return made.proposalId;
}

/**
 * A member supports an amendment, or does not any more. Refuses who is no member, `no-amendment` for one that is not
 * open, and `already-done`.
 */
export async function supportAmendment(
  ctx: Context,
  tx: Database,
  { supports, ...act }: OnAmendment & { readonly actorId: string; readonly supports: boolean },
): Promise<Amendment | Refusal> {
  const found = await begin(ctx, tx, act, "support-amendment");
  if (isRefusal(found)) return found;
  const { amendment, assembly } = found;
  if (amendment.state !== "open") return refuse("no-amendment");
  const { actorId } = act;
  if (!supports) return (await dropSupport(tx, amendment.id, actorId)) ? amendment : refuse("already-done");
  const membership = await lockMembership(tx, assembly.id, actorId);
  const row = { amendmentId: amendment.id, membershipId: membership?.id ?? "", actorId, at: ctx.now() };
  return (await saveSupport(tx, row)) ? amendment : refuse("already-done");
}

/** Where an amendment's words stand in no text, and are not voted on either. */
const itsOwn: readonly AmendmentState[] = ["draft", "open", "rejected", "withdrawn", "obsolete"];

/**
 * Whoever filed an amendment deleted the note in which it came. One that waits is taken back, and its words go; those
 * that are in a text, or voted on, are the assembly's.
 */
export async function dropAmendment(ctx: Context, tx: Database, amendmentId: string): Promise<void> {
  const known = await loadAmendment(tx, amendmentId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const amendment = proposal && (await lockAmendment(tx, amendmentId));
  if (!amendment || !itsOwn.includes(amendment.state)) return;
  const isOpen = amendment.state === "open";
  await setAmendment(tx, amendment.id, {
    ...{ reason: null, replacements: [], edits: [] },
    ...(isOpen ? { state: "withdrawn", settledAt: ctx.now() } : {}),
  });
  if (isOpen) await log(ctx, tx, { amendment, proposal }, "unamended", amendment.actorId);
}

type Around = {
  readonly amendment: Amendment;
  readonly proposal: Proposal;
  readonly assembly: Assembly;
};

/** An amendment, locked behind its proposal; whoever is not its author does not learn of a draft. */
async function begin(
  ctx: Context,
  tx: Database,
  { amendmentId, actorId }: OnAmendment,
  deed: Deed,
): Promise<Around | Refusal> {
  const known = await loadAmendment(tx, amendmentId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const amendment = proposal && (await lockAmendment(tx, amendmentId));
  if (!amendment || (amendment.state === "draft" && amendment.actorId !== actorId))
    return refuse("no-amendment");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const about = { author: proposal.author, own: amendment.actorId };
  return (
    mayDo(deed, await standingOf(ctx, tx, assembly, actorId, about)) ?? { amendment, proposal, assembly }
  );
}

const log = (
  ctx: Context,
  tx: Database,
  { amendment, proposal }: Pick<Around, "amendment" | "proposal">,
  kind: PublicDeed,
  by: string,
  detail: Readonly<Record<string, string | number>> = {},
): Promise<void> =>
  appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: proposal.assemblyId, proposalId: proposal.id, subject: amendment.id },
    ...{ kind, by, at: ctx.now(), detail: { amendment: amendment.number, ...detail } },
  });

const tell = (
  ctx: Context,
  tx: Database,
  { amendment, proposal, assembly }: Around,
  says: string,
  values: Readonly<Record<string, string | number>>,
): Promise<boolean> =>
  say(ctx, tx, {
    ...{ assembly, toActor: amendment.actorId, says, inReplyTo: null, proposalId: proposal.id },
    // known by this when the words of who settled it are to go
    asks: { what: "amendment", amendmentId: amendment.id },
    values: {
      ...{ title: proposal.title, number: amendment.number, ...values },
      url: addressesOf(ctx.env.origin).proposal(proposal.id),
    },
  });
