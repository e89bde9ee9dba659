import type { Context } from "../context.ts";
import type { Act } from "../domain/act.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { maySettle } from "../domain/amendment.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { editsBetween } from "../domain/wording/diff.ts";
import { type Edit, rebase } from "../domain/wording/edits.ts";
import { type Amendment, loadAmendment, lockAmendment } from "../store/amendments.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadVersion, lockProposal, type Proposal, type Version } from "../store/questions.ts";
import type { ProposalDraft } from "./propose.ts";
import { orRollBack } from "./roll-back.ts";
import { takeAmendmentsIn } from "./take-amendments-in.ts";

type Amending = Extract<Act, { what: "amend" }>;

/** An amendment that the assembly votes on, with its changes as of the newest text. */
type Votable = {
  readonly amendment: Amendment;
  readonly proposal: Proposal;
  readonly current: Version;
  readonly edits: readonly Edit[];
};

/**
 * The proposal that puts a rejected amendment to the vote: what is to stand in place of what, and why. It takes the
 * amendment into the text once it is adopted.
 */
export function amendmentDraft(
  ctx: Context,
  assembly: Assembly,
  { id, number, replacements, reason, proposalId }: Amendment,
  { title, language }: Pick<Version, "title" | "language">,
): Pick<ProposalDraft, "title" | "text" | "language" | "act"> & { readonly language: string } {
  const tongue = ctx.phrases.choose(language, assembly.language);
  const quote = (text: string): string => text.replace(/^/gm, "> ");
  const name = (of: string) => ctx.phrases.say(tongue, "amendments.vote-title", { number, title: of });
  const passages = replacements.map(({ old, new: come }) =>
    [
      ...[ctx.phrases.say(tongue, "amendments.vote-old"), quote(old)],
      ...(come === ""
        ? [ctx.phrases.say(tongue, "amendments.vote-none")]
        : [ctx.phrases.say(tongue, "amendments.vote-new"), quote(come)]),
    ].join("\n\n"),
  );
  const url = addressesOf(ctx.env.origin).amendment(proposalId, number);
  const room = 200 - [...name("")].length;
  const whole = [...title];
  return {
    title: name(whole.length > room ? `${whole.slice(0, room - 1).join("")}…` : title),
    text: [...(reason ? [reason] : []), ...passages, url].join("\n\n"),
    ...{ language: tongue, act: { what: "amend", amendment: id } },
  };
}

/**
 * The amendment that a proposal would take in, if that can be done as things stand: `of` is the proposal that was
 * adopted; null while it is proposed. Refuses `no-amendment` where it is not one that was rejected, or the constitution
 * puts none to the vote, `wrong-state` where the text is not deliberated, and `stale-text` where its words are gone.
 */
export async function amendmentToVoteOn(
  tx: Database,
  assembly: Assembly,
  amendmentId: string,
  of: string | null,
): Promise<Votable | Refusal> {
  const known = isId(amendmentId) ? await loadAmendment(tx, amendmentId) : null;
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const amendment = proposal && (await lockAmendment(tx, amendmentId));
  if (!amendment || proposal.assemblyId !== assembly.id) return refuse("no-amendment");
  const isIts = of === null ? assembly.amendmentsByVote : amendment.promotedId === of;
  if (!isIts || !maySettle(amendment.state, of === null ? "promote" : "adopt")) return refuse("no-amendment");
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  const current = await loadVersion(tx, proposal.id);
  const before = await loadVersion(tx, proposal.id, amendment.atVersion);
  const edits = rebase(amendment.edits, editsBetween(before.text, current.text));
  return edits ? { amendment, proposal, current, edits } : refuse("stale-text");
}

/**
 * The assembly has adopted an amendment: it goes into the text, whose author has no more say in it. Where it cannot any
 * more, that is written down in public as `not-done`, with the code, and who filed it is told by the outcome.
 */
export async function enactAmendment(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { id, act }: { readonly id: string; readonly act: Amending },
): Promise<void> {
  const vote = await amendmentToVoteOn(tx, assembly, act.amendment, id);
  const taken = isRefusal(vote)
    ? vote
    : await orRollBack({ db: tx }, (inner) =>
        takeAmendmentsIn(
          ctx,
          inner,
          { assembly, ...vote },
          {
            ...{ chosen: [vote.amendment], edits: vote.edits, reason: vote.amendment.reason },
            ...{ actorId: vote.amendment.actorId, by: "assembly" },
          },
        ),
      );
  if (!isRefusal(taken)) return;
  await appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId: id, subject: act.amendment },
    ...{ kind: "not-done", by: "assembly", at: ctx.now(), detail: { what: act.what, code: taken.refused } },
  });
}
