import type { Context } from "../context.ts";
import { isPerson } from "../domain/membership.ts";
import { type Deed, mayDo } from "../domain/powers.ts";
import type { PublicDeed } from "../domain/public-log.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Degree } from "../domain/suggestion.ts";
import { loadActor } from "../store/actors.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadVersion, lockProposal, type Proposal } from "../store/questions.ts";
import {
  dropSuggestionSupport,
  loadSuggestion,
  lockSuggestion,
  type Suggestion,
  saveSuggestionSupport,
  setSuggestion,
} from "../store/suggestions.ts";
import { standingOf } from "./standing.ts";
import { isBusy } from "./suggest.ts";

/** Who does something about which suggestion. */
export type OnSuggestion = { readonly suggestionId: string; readonly actorId: string };

/**
 * Somebody takes up another's suggestion, with a degree of their own or without, or does not any more; a second time
 * changes the degree. Refuses who is banned, `not-a-person`, `no-suggestion`, a proposal at another stage than
 * deliberation or voting, and `already-done`, as for the author: they are behind it from the first.
 */
export async function supportSuggestion(
  ctx: Context,
  tx: Database,
  { supports, degree = null, ...act }: OnSuggestion & { supports: boolean; degree?: Degree | null },
): Promise<Suggestion | Refusal> {
  const found = await begin(ctx, tx, act, "support-suggestion");
  if (isRefusal(found)) return found;
  const { suggestion, proposal } = found;
  const { actorId } = act;
  const actor = await loadActor(tx, actorId);
  if (!actor || !isPerson(actor.kind)) return refuse("not-a-person");
  if (proposal.state !== "deliberation" && proposal.state !== "voting")
    return refuse("wrong-state", { state: proposal.state });
  if (suggestion.actorId === actorId) return refuse("already-done");
  const done = supports
    ? await saveSuggestionSupport(tx, { suggestionId: suggestion.id, actorId, degree, at: ctx.now() })
    : await dropSuggestionSupport(tx, suggestion.id, actorId);
  return done ? suggestion : refuse("already-done");
}

/**
 * Who wrote a suggestion, and nobody else, says whether the text does what they wish for, of its newest version; they
 * may say otherwise later. Refuses everybody else (`not-yours`), `no-suggestion`, `already-done`, and
 * `too-many` within an hour.
 */
export async function fulfilSuggestion(
  ctx: Context,
  tx: Database,
  { fulfilled, ...act }: OnSuggestion & { readonly fulfilled: boolean },
): Promise<Suggestion | Refusal> {
  const found = await begin(ctx, tx, act, "fulfil-suggestion");
  if (isRefusal(found)) return found;
  const { suggestion, proposal } = found;
  const { version } = await loadVersion(tx, proposal.id);
  // what held for one version may be said of the next one anew
  const isSame = fulfilled === suggestion.isFulfilled;
  if (isSame && (!fulfilled || suggestion.judgedVersion === version)) return refuse("already-done");
  if (await isBusy(ctx, tx, proposal.id, act.actorId)) return refuse("too-many");
  const change = { isFulfilled: fulfilled, judgedVersion: version, judgedAt: ctx.now() };
  await setSuggestion(tx, suggestion.id, change);
  await log(ctx, tx, found, fulfilled ? "fulfilled" : "unfulfilled", { version });
  return { ...suggestion, ...change };
}

/** Who wrote a suggestion takes it back. Refuses everybody else (`not-yours`), and `no-suggestion`. */
export async function withdrawSuggestion(
  ctx: Context,
  tx: Database,
  act: OnSuggestion,
): Promise<Suggestion | Refusal> {
  const found = await begin(ctx, tx, act, "withdraw-suggestion");
  return isRefusal(found) ? found : endSuggestion(ctx, tx, found);
}

/** A suggestion goes with the note that it came in: with its words it had its meaning. */
export async function dropSuggestion(ctx: Context, tx: Database, suggestionId: string): Promise<void> {
  const known = await loadSuggestion(tx, suggestionId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const suggestion = proposal && (await lockSuggestion(tx, suggestionId));
  if (suggestion && !suggestion.withdrawnAt) await endSuggestion(ctx, tx, { suggestion, proposal });
}

type Around = { readonly suggestion: Suggestion; readonly proposal: Proposal };

async function endSuggestion(ctx: Context, tx: Database, around: Around): Promise<Suggestion> {
  const change = { withdrawnAt: ctx.now() };
  await setSuggestion(tx, around.suggestion.id, change);
  await log(ctx, tx, around, "unsuggested");
  return { ...around.suggestion, ...change };
}

/** A suggestion that was not taken back, locked behind its proposal. */
async function begin(
  ctx: Context,
  tx: Database,
  { suggestionId, actorId }: OnSuggestion,
  deed: Deed,
): Promise<Around | Refusal> {
  const known = await loadSuggestion(tx, suggestionId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const suggestion = proposal && (await lockSuggestion(tx, suggestionId));
  if (!suggestion || suggestion.withdrawnAt) return refuse("no-suggestion");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, actorId, { own: suggestion.actorId });
  return mayDo(deed, who) ?? { suggestion, proposal };
}

const log = (
  ctx: Context,
  tx: Database,
  { suggestion, proposal }: Around,
  kind: PublicDeed,
  detail: Readonly<Record<string, number>> = {},
): Promise<void> =>
  appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: proposal.assemblyId, proposalId: proposal.id },
    ...{ subject: suggestion.id, kind, by: suggestion.actorId, at: ctx.now() },
    detail: { suggestion: suggestion.number, ...detail },
  });
