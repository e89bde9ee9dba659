import type { Context } from "../context.ts";
import { wishesAnHour } from "../domain/flood.ts";
import { isPerson } from "../domain/membership.ts";
import { mayDo } from "../domain/powers.ts";
import { isBrought } from "../domain/proposal.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { type Degree, openOnProposal, openSuggestions } from "../domain/suggestion.ts";
import { loadActor } from "../store/actors.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent, countDeeds } from "../store/public-log.ts";
import { loadVersion, lockProposal } from "../store/questions.ts";
import { countWaiting, saveSuggestion } from "../store/suggestions.ts";
import { standingOf } from "./standing.ts";

/** A wish about a proposal; its words are kept already, under `noteId`. Without a degree it is desired. */
export type Suggesting = {
  readonly proposalId: string;
  readonly actorId: string;
  readonly noteId: string;
  readonly degree?: Degree | null | undefined;
};

/** A suggestion that was taken in, and the version that it is about. */
export type Suggested = {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly degree: Degree;
};

/**
 * Puts a suggestion beside a proposal that is deliberated or voted on, by anyone who may speak. Refuses who is banned,
 * `not-a-person`, `no-proposal`, a proposal at another stage, `too-many` within an hour, and `too-many-suggestions` while twenty of theirs wait
 * on it, or a thousand of all and they are no member: members are never crowded out by others.
 */
export async function suggest(
  ctx: Context,
  tx: Database,
  { proposalId, actorId, noteId, degree }: Suggesting,
): Promise<Suggested | Refusal> {
  const proposal = await lockProposal(tx, proposalId);
  if (!proposal || !isBrought(proposal)) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, actorId);
  const refused = mayDo("suggest", who);
  if (refused) return refused;
  const actor = await loadActor(tx, actorId);
  if (!actor || !isPerson(actor.kind)) return refuse("not-a-person");
  if (proposal.state !== "deliberation" && proposal.state !== "voting")
    return refuse("wrong-state", { state: proposal.state });
  const waiting = await countWaiting(tx, proposalId, actorId);
  if (waiting.own >= openSuggestions || (!who.isMember && waiting.all >= openOnProposal))
    return refuse("too-many-suggestions");
  if (await isBusy(ctx, tx, proposalId, actorId)) return refuse("too-many");
  const { version } = await loadVersion(tx, proposalId);
  const id = ctx.newId();
  const at = ctx.now();
  const made = { id, degree: degree ?? "desired" };
  const row = { ...made, proposalId, actorId, noteId, onVersion: version, createdAt: at };
  const number = await saveSuggestion(tx, row);
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId, subject: id, kind: "suggested" },
    ...{ by: actorId, at, detail: { suggestion: number, version } },
  });
  return { ...made, number, version };
}

/** Whether somebody made and judged as many suggestions to a proposal as there is room for within an hour. */
export async function isBusy(ctx: Context, tx: Database, proposalId: string, by: string): Promise<boolean> {
  const hourAgo = new Date(ctx.now().getTime() - 3_600_000);
  const kinds = ["suggested", "fulfilled", "unfulfilled"] as const;
  return (await countDeeds(tx, { proposalId, by }, kinds, hourAgo)) >= wishesAnHour;
}
