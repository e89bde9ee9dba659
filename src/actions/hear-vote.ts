import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Position } from "../domain/ballot.ts";
import { isRefusal, type Refusal, type RefusalCode, refuse } from "../domain/refusal.ts";
import type { Evidence } from "../evidence.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { loadVoter } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { loadProposal, loadQuestion, type Question } from "../store/questions.ts";
import { type Cast, castBallot } from "./cast-ballot.ts";
import { say, sayTime } from "./say.ts";
import { isBanned } from "./standing.ts";
import { askingDays, type Words } from "./words.ts";

type Where = { readonly assembly: Assembly; readonly question: Question };

/**
 * A ballot in words, cast or changed through the one door; the person is answered what was understood and how
 * to change it. A block whose reason was not written publicly counts as unreasoned until there is one; the reason of
 * somebody banned is not shown, but is one.
 */
export async function hearVote(
  ctx: Context,
  tx: Database,
  written: Words,
  { assembly, question }: Where,
  vote: { position: Position; reason: string; change?: string | null; amendment?: number },
): Promise<void> {
  const { noteId, activityId, actorId, kind, receivedAt, evidence, isPublic } = written;
  // what a ban hides was said all the same: no ban makes a block into a mere disagree
  const reasoned = (isPublic || written.isBanned === true) && vote.reason !== "";
  const cast = await castBallot(ctx, tx, {
    questionId: question.id,
    actorId,
    kind,
    choice: vote.position,
    via: "words",
    reasoned,
    change: isPublic ? (vote.change ?? null) : null,
    amendment: isPublic ? vote.amendment : null,
    receivedAt,
    noteId,
    activityId,
    evidence,
  });
  if (isRefusal(cast)) return;
  if (!isRefusal(cast.result) && cast.result.counts === "server") return;
  const { entryId } = cast;
  const blocks = vote.position === "block" && question.rule.blocks !== null;
  if (isRefusal(cast.result)) {
    await answer(ctx, tx, written, { assembly, question }, refusalPhrase(cast, cast.result.refused), {
      entryId,
    });
  } else if (cast.result.counts === "sympathiser") {
    await answer(ctx, tx, written, { assembly, question }, "sympathiser", {
      entryId,
      position: vote.position,
    });
  } else if (blocks && !reasoned) {
    await answer(
      ctx,
      tx,
      written,
      { assembly, question },
      isPublic || written.isBanned ? "block-why" : "block-in-public",
      { entryId },
      true,
    );
  } else {
    if (blocks && isPublic)
      await ctx.jobs.send(tx, "announce", { subject: `boost:${assembly.id} ${noteId}` });
    const before = cast.voter.standing?.position;
    const says = before && before !== vote.position ? "changed" : "counted";
    await answer(ctx, tx, written, { assembly, question }, says, {
      ...{ entryId, position: vote.position, before: before ?? "" },
    });
  }
}

/** A tap on a poll's button, as the wire brought it: options by their names. */
export type Tap = {
  readonly questionId: string;
  readonly actorId: string;
  readonly kind: string;
  readonly options: readonly string[];
  readonly noteId: string;
  readonly activityId: string;
  readonly receivedAt: Date;
  readonly evidence: Evidence | null;
};

/**
 * A native vote, cast through the one door. Only members on the roll whose tap needs help are written to, once:
 * to ask a block's reason, or to say why nothing changed. Strangers who only tapped never are. Refuses what is no
 * question here, or no option of it, and `banned` where somebody banned is not on its roll.
 */
export async function hearTap(ctx: Context, tx: Database, tap: Tap): Promise<Refusal | null> {
  const { options, ...act } = tap;
  if (await isKeptOut(ctx, tx, tap)) return refuse("banned");
  const cast = await castBallot(ctx, tx, { ...act, choice: { options }, via: "poll", reasoned: false });
  if (isRefusal(cast)) return cast;
  const { question, voter, result, entryId } = cast;
  const needsHelp = isRefusal(result) || cast.position === "block";
  if (!voter.membershipId || !needsHelp) return null;
  const assembly = await loadAssemblyById(tx, question.assemblyId);
  const tapped: Addressee = { actorId: tap.actorId, noteId: tap.noteId, said: {} };
  if (isRefusal(result)) {
    await answer(
      ctx,
      tx,
      tapped,
      { assembly, question },
      refusalPhrase(cast, result.refused),
      { entryId },
      false,
      true,
    );
  } else if (needsHelp) {
    await answer(ctx, tx, tapped, { assembly, question }, "block-why", { entryId }, true, true);
  }
  return null;
}

/** A ban keeps sympathisers out; it never stops a ballot of somebody on the roll. */
async function isKeptOut(ctx: Context, tx: Database, { questionId, actorId }: Tap): Promise<boolean> {
  const question = await loadQuestion(tx, questionId);
  if (!question || !(await isBanned(ctx, tx, { id: question.assemblyId }, actorId))) return false;
  return (await loadVoter(tx, questionId, actorId)).membershipId === null;
}

const refusalPhrase = (cast: Cast, code: RefusalCode): string =>
  code === "already-voted" && !cast.voter.membershipId ? "sympathiser-already" : code;

type Addressee = Pick<Words, "actorId" | "noteId"> & {
  readonly said: { readonly language?: string };
  readonly isPublic?: boolean;
  readonly isBanned?: boolean;
};

async function answer(
  ctx: Context,
  tx: Database,
  to: Addressee,
  { assembly, question }: Where,
  says: string,
  named: { position?: Position; before?: Position | ""; entryId: string | null },
  asksReason = false,
  once = false,
): Promise<void> {
  const language = ctx.phrases.choose(to.said.language, assembly.language);
  const manner = question.rule.blocks === null ? "plain" : "consensus";
  const nameOf = (position: Position | "" | undefined): string =>
    position ? ctx.phrases.say(language, `positions.${manner}.${position}`) : "";
  const proposal = await loadProposal(tx, question.proposalId);
  const inAWeek = new Date(ctx.now().getTime() + askingDays * 86_400_000);
  await say(ctx, tx, {
    assembly,
    toActor: to.actorId,
    says,
    values: {
      title: proposal?.title ?? "",
      position: nameOf(named.position),
      before: nameOf(named.before),
      closes: sayTime(language, assembly.timeZone, question.closesAt),
      bearsBlocks: question.rule.blocks === null ? "no" : "yes",
      isPublic: to.isBanned ? "banned" : to.isPublic === false ? "no" : "yes",
      url: addressesOf(ctx.env.origin).question(question.id),
    },
    entryId: named.entryId,
    inReplyTo: to.noteId,
    language: to.said.language,
    questionId: question.id,
    proposalId: question.proposalId,
    once,
    ...(asksReason
      ? {
          asks: { what: "block-reason" as const, questionId: question.id },
          asksUntil: question.closesAt < inAWeek ? question.closesAt : inAWeek,
        }
      : {}),
  });
}
