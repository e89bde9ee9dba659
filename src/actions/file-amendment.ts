import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import {
  openAmendments,
  openOnProposal,
  placeReplacements,
  type Replacement,
  readEdited,
  replacementsOf,
} from "../domain/amendment.ts";
import { wishesAnHour } from "../domain/flood.ts";
import { languageOr } from "../domain/language.ts";
import { mayDo } from "../domain/powers.ts";
import { textHash } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { editsBetween } from "../domain/wording/diff.ts";
import { applyEdits, type Edit, rebase } from "../domain/wording/edits.ts";
import { excerpt } from "../domain/wording/excerpt.ts";
import {
  type Amendment,
  countBegun,
  countOpenAmendments,
  lockAmendment,
  saveAmendment,
  setAmendment,
} from "../store/amendments.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockMembership } from "../store/members.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadVersion, lockProposal, type Proposal, type Version } from "../store/questions.ts";
import { say } from "./say.ts";
import { standingOf } from "./standing.ts";

/** What an amendment would change: passages that are named, or the whole text as it was typed anew. */
export type Wish = { readonly replacements: readonly Replacement[] } | { readonly edited: string };

/** An amendment as somebody brings it. */
export type Filing = {
  readonly proposalId: string;
  readonly actorId: string;
  readonly wish: Wish;
  /** The version that they had before them; the newest without it. */
  readonly version?: number | undefined;
  readonly reason?: string | undefined;
  readonly language?: string | undefined;
  /** The note in which it came. */
  readonly noteId?: string;
  /** Keep it to its author for now. */
  readonly draft?: boolean;
};

/** An amendment that was taken in. */
export type Filed = { readonly id: string; readonly number: number; readonly version: number };

/**
 * A member files an amendment while a proposal is deliberated or voted on; what it changes is found in the text that
 * they had before them, and moved along to the newest. Refuses who is no member, `wrong-state`, `too-many-amendments`,
 * `too-many` within an hour, `stale-text`, and what cannot be placed (`placeReplacements`, `readEdited`).
 */
export async function fileAmendment(ctx: Context, tx: Database, filing: Filing): Promise<Filed | Refusal> {
  const { proposalId, actorId } = filing;
  const found = await begin(ctx, tx, proposalId, actorId);
  if (isRefusal(found)) return found;
  const { proposal, assembly } = found;
  const open = await countOpenAmendments(tx, proposalId, actorId);
  if (open.own >= openAmendments || open.all >= openOnProposal) return refuse("too-many-amendments");
  const hourAgo = new Date(ctx.now().getTime() - 3_600_000);
  if ((await countBegun(tx, proposalId, actorId, hourAgo)) >= wishesAnHour) return refuse("too-many");
  const current = await loadVersion(tx, proposalId);
  const edits = await placeWish(tx, proposalId, current, filing);
  if (isRefusal(edits)) return edits;
  const membership = await lockMembership(tx, assembly.id, actorId);
  const id = ctx.newId();
  const now = ctx.now();
  const row = {
    ...{ id, proposalId, membershipId: membership?.id ?? "", actorId, edits },
    ...{ onVersion: current.version, atVersion: current.version, state: "draft" as const, createdAt: now },
    replacements: replacementsOf(current.text, edits),
    reason: filing.reason?.normalize("NFC").trim().slice(0, 2000) || null,
    language: languageOr(filing.language, current.language),
    noteId: filing.noteId ?? null,
  };
  const number = await saveAmendment(tx, row);
  if (!filing.draft) await publish(ctx, tx, proposal, { ...row, number }, current, open.all === 0);
  return { id, number, version: current.version };
}

/**
 * The author of a drafted amendment files it, on the text as it stands now. Refuses who is not its author or no
 * member any more, `no-amendment`, `wrong-state`, and `stale-text` where its words are gone.
 */
export async function fileDraft(
  ctx: Context,
  tx: Database,
  { amendmentId, actorId, proposalId }: { amendmentId: string; actorId: string; proposalId: string },
): Promise<Filed | Refusal> {
  const found = await begin(ctx, tx, proposalId, actorId);
  if (isRefusal(found)) return found;
  const draft = await lockAmendment(tx, amendmentId);
  if (draft?.proposalId !== proposalId || draft.state !== "draft") return refuse("no-amendment");
  if (draft.actorId !== actorId) return refuse("not-yours");
  const current = await loadVersion(tx, proposalId);
  if (draft.atVersion !== current.version) return refuse("stale-text");
  const { all } = await countOpenAmendments(tx, proposalId, actorId);
  const now = {
    ...draft,
    onVersion: current.version,
    replacements: replacementsOf(current.text, draft.edits),
  };
  await setAmendment(tx, draft.id, { onVersion: now.onVersion, replacements: now.replacements });
  await publish(ctx, tx, found.proposal, now, current, all === 1);
  return { id: draft.id, number: draft.number, version: current.version };
}

async function begin(ctx: Context, tx: Database, proposalId: string, actorId: string) {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = mayDo("amend", await standingOf(ctx, tx, assembly, actorId));
  if (refused) return refused;
  if (proposal.state !== "deliberation" && proposal.state !== "voting")
    return refuse("wrong-state", { state: proposal.state });
  return { proposal, assembly };
}

/**
 * The changes of the current text that somebody wishes for, on the version that they had before them. Refuses
 * `stale-text`, `bad-text`, and what cannot be placed.
 */
export async function placeWish(
  tx: Database,
  proposalId: string,
  current: Version,
  { wish, version }: Pick<Filing, "wish" | "version">,
): Promise<readonly Edit[] | Refusal> {
  const isOlder = version !== undefined && version !== current.version;
  const before = isOlder ? await loadVersion(tx, proposalId, version).catch(() => null) : current;
  if (!before) return refuse("stale-text");
  const edits =
    "edited" in wish
      ? readEdited(before.text, wish.edited)
      : placeReplacements(before.text, wish.replacements);
  if (isRefusal(edits)) return edits;
  const moved = isOlder ? rebase(edits, editsBetween(before.text, current.text)) : edits;
  if (!moved) return refuse("stale-text");
  // what would be no text any more is no amendment of one
  const size = Buffer.byteLength(applyEdits(current.text, moved).trim());
  return size === 0 || size > 100_000 ? refuse("bad-text") : moved;
}

/** From now on everybody knows of it; the proposal's author is told of the first one that waits for them. */
async function publish(
  ctx: Context,
  tx: Database,
  proposal: Proposal,
  {
    id,
    number,
    actorId,
    replacements,
    noteId,
  }: Pick<Amendment, "id" | "number" | "actorId" | "replacements" | "noteId">,
  current: Version,
  isFirst: boolean,
): Promise<void> {
  const at = ctx.now();
  await setAmendment(tx, id, { state: "open", openedAt: at });
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: proposal.assemblyId, proposalId: proposal.id, subject: id, at },
    ...{
      kind: "amended",
      by: actorId,
      detail: {
        amendment: number,
        version: current.version,
        changes: textHash(JSON.stringify(replacements)),
      },
    },
  });
  // followers see what members would change, as its author's own server shows it
  if (noteId) await ctx.jobs.send(tx, "announce", { subject: `boost:${proposal.assemblyId} ${noteId}` });
  if (!isFirst || proposal.author === null || proposal.author === actorId) return;
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  await say(ctx, tx, {
    ...{
      assembly,
      toActor: proposal.author,
      says: "amendment-filed",
      inReplyTo: null,
      proposalId: proposal.id,
    },
    values: {
      ...{ title: current.title, number, words: excerpt(replacements[0]?.old ?? "") },
      url: addressesOf(ctx.env.origin).proposal(proposal.id),
    },
  });
}
