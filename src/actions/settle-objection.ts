import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { readReason } from "../domain/leaving.ts";
import { isUnsettled, liftingDate } from "../domain/objection.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Evidence } from "../evidence.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { loadObjection, lockObjection, type Objection, setObjection } from "../store/objections.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { lockProposal, lockQuestion } from "../store/questions.ts";
import { withdrawBallot } from "./cast-ballot.ts";
import { say, sayTime } from "./say.ts";
import { standingOf } from "./standing.ts";

/**
 * A member answers an objection: its author is asked, with a date, whether that lifts it. A later answer takes the
 * place of an earlier one. Refuses who is no member, `no-objection`, `bad-reason`.
 */
export async function answerObjection(
  ctx: Context,
  tx: Database,
  { objectionId, actorId, text }: { objectionId: string; actorId: string; text: string },
): Promise<Objection | Refusal> {
  const answer = readReason(text);
  if (isRefusal(answer)) return answer;
  const found = await lockAround(tx, objectionId);
  if (!found) return refuse("no-objection");
  const { objection, proposal, question } = found;
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const refused = mayDo("answer-objection", await standingOf(ctx, tx, assembly, actorId));
  if (refused) return refused;
  if (!isUnsettled(objection)) return refuse("no-objection");
  const now = ctx.now();
  const askedUntil = liftingDate(now, assembly.blockHours, question?.closesAt ?? null);
  const change = { state: "answered" as const, answer, answeredBy: actorId, answeredAt: now, askedUntil };
  await setObjection(tx, objection.id, change);
  await log(ctx, tx, objection, proposal.assemblyId, "answered", actorId);
  await say(ctx, tx, {
    ...{ assembly, toActor: objection.actorId, says: "objection-answered", inReplyTo: null },
    values: {
      ...{ title: proposal.title, answer, kind: objection.kind },
      until: sayTime(assembly.language, assembly.timeZone, askedUntil),
      url: addressesOf(ctx.env.origin).proposal(proposal.id),
    },
    ...{ questionId: objection.questionId, proposalId: proposal.id },
    ...{ asks: { what: "lift", objectionId: objection.id }, asksUntil: askedUntil },
  });
  return { ...objection, ...change };
}

/** How an objection is lifted: by whom, when that was received, and with what evidence where it takes a ballot back. */
export type Lifting = {
  readonly objectionId: string;
  readonly actorId: string;
  readonly receivedAt: Date;
  readonly activityId?: string;
  readonly evidence: Evidence | null;
};

/**
 * Whoever raised an objection lifts it. The ballot of a block is taken back with it: what they answer now is theirs to
 * say. Refuses everybody else (`not-yours`), and what is settled already.
 */
export async function liftObjection(
  ctx: Context,
  tx: Database,
  { objectionId, ...act }: Lifting,
): Promise<Objection | Refusal> {
  const found = await lockAround(tx, objectionId);
  if (!found) return refuse("no-objection");
  const { objection, proposal, question } = found;
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, act.actorId, { own: objection.actorId });
  const refused = mayDo("lift-objection", who);
  if (refused) return refused;
  if (!isUnsettled(objection)) return refuse("no-objection");
  // where the question was replaced by one on a new text, its ballots count for nothing any more
  if (objection.kind === "block" && question && question.ended !== "replaced") {
    if (!(await withdrawBallot(ctx, tx, { questionId: question.id, ...act }))) return refuse("late");
  } else {
    await setObjection(tx, objection.id, { state: "lifted", settledAt: ctx.now() });
    await log(ctx, tx, objection, proposal.assemblyId, "lifted", act.actorId);
  }
  return { ...objection, state: "lifted" };
}

/** An objection, locked after its proposal and its question, in the order in which everybody locks them. */
async function lockAround(tx: Database, objectionId: string) {
  const known = await loadObjection(tx, objectionId);
  const proposal = known && (await lockProposal(tx, known.proposalId));
  const question = known?.questionId ? await lockQuestion(tx, known.questionId) : null;
  const objection = proposal && (await lockObjection(tx, objectionId));
  return objection && { objection, proposal, question };
}

const log = (
  ctx: Context,
  tx: Database,
  { id: subject, proposalId }: Objection,
  assemblyId: string,
  kind: "answered" | "lifted",
  by: string,
): Promise<void> =>
  appendPublicEvent(tx, { id: ctx.newId(), assemblyId, proposalId, subject, kind, by, at: ctx.now() });
