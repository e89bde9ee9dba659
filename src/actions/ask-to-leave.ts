import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { answerUntil, readReason } from "../domain/leaving.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import {
  countAdopted,
  isAskedToLeave,
  isRemovalOpened,
  type LeaveInvitation,
  listLeaveInvitations,
  loadLeaveInvitation,
  saveLeaveAnswer,
  saveLeaveInvitation,
} from "../store/leaving.ts";
import { appendMembershipEvent, lockMembership } from "../store/members.ts";
import { say, sayTime } from "./say.ts";
import { standingOf } from "./standing.ts";

/** A member invites another to leave: why, and which decisions (ids of adopted proposals) they refused or left undone. */
export type LeaveAsked = {
  readonly assembly: Assembly;
  readonly actorId: string;
  readonly whom: string;
  readonly reasons: string;
  readonly decisions: readonly string[];
  /** Until when an answer is awaited: 3 days to a year ahead; without it, in 14 days. */
  readonly answerBy?: Date | undefined;
};

/**
 * Invites a member to leave, dated and with reasons, before anybody can propose to remove them; the person is told,
 * and can answer in public. Answers the invitation's id. Refuses `not-a-member`, `banned`, `no-person`, `bad-reason`,
 * `bad-date`, `no-decision` for what is no adopted proposal of the assembly, and `already-done` while another waits.
 */
export async function askToLeave(ctx: Context, tx: Database, asked: LeaveAsked): Promise<string | Refusal> {
  const { assembly, actorId, whom } = asked;
  const refusal = mayDo("ask-to-leave", await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  const seat = await lockMembership(tx, assembly.id, whom);
  if (seat?.state !== "member" || whom === actorId) return refuse("no-person");
  const reasons = readReason(asked.reasons);
  if (isRefusal(reasons)) return reasons;
  const now = ctx.now();
  const answerBy = answerUntil(now, asked.answerBy);
  if (isRefusal(answerBy)) return answerBy;
  const decisions = [...new Set(asked.decisions)];
  if (decisions.length > 100 || !decisions.every(isId)) return refuse("no-decision");
  if ((await countAdopted(tx, assembly.id, decisions)) < decisions.length) return refuse("no-decision");
  if (await isAskedToLeave(tx, seat.id, now)) return refuse("already-done");
  const id = ctx.newId();
  const row = { id, membershipId: seat.id, by: actorId, reasons, decisions, at: now, answerBy };
  await saveLeaveInvitation(tx, row);
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: seat.id, kind: "asked-to-leave", by: actorId, at: now },
    detail: { invitation: id, answerBy: answerBy.toISOString() },
  });
  const language = ctx.phrases.choose(seat.language, assembly.language);
  const addresses = addressesOf(ctx.env.origin);
  await say(ctx, tx, {
    ...{ assembly, toActor: whom, says: "asked-to-leave", inReplyTo: null, despiteBan: true },
    values: {
      ...{ assembly: assembly.name, reasons: shorten(reasons), n: decisions.length },
      decisions: decisions
        .slice(0, 10)
        .map((decision) => `– ${addresses.proposal(decision)}`)
        .join("\n"),
      until: sayTime(language, assembly.timeZone, answerBy),
      url: addresses.members(assembly.handle),
    },
    language: seat.language ?? undefined,
    asks: { what: "leave-answer", invitationId: id },
    asksUntil: answerBy,
  });
  return id;
}

const shorten = (text: string): string =>
  [...text].length > 2000 ? `${[...text].slice(0, 2000).join("")} …` : text;

/**
 * The person answers in public. They may put another answer in its place until a removal is put to the vote. Refuses
 * `bad-invitation`, `not-yours`, `bad-reason`, and `wrong-state` once a removal was.
 */
export async function answerInvitation(
  ctx: Context,
  tx: Database,
  answer: {
    readonly assembly: Assembly;
    readonly actorId: string;
    readonly id: string;
    readonly text: string;
  },
): Promise<Refusal | null> {
  const { assembly, actorId, id } = answer;
  const invitation = isId(id) ? await loadLeaveInvitation(tx, id) : null;
  if (invitation?.assemblyId !== assembly.id) return refuse("bad-invitation");
  const own = { own: invitation.actorId };
  const refusal = mayDo("answer-in-public", await standingOf(ctx, tx, assembly, actorId, own));
  if (refusal) return refusal;
  const text = readReason(answer.text);
  if (isRefusal(text)) return text;
  if (await isRemovalOpened(tx, id)) return refuse("wrong-state");
  const now = ctx.now();
  await saveLeaveAnswer(tx, id, text, now);
  await appendMembershipEvent(tx, {
    ...{
      eventId: ctx.newId(),
      membershipId: invitation.membershipId,
      kind: "answered",
      by: actorId,
      at: now,
    },
    detail: { invitation: id },
  });
  return null;
}

/** The invitations to leave of an assembly, or of one person in it, with their answers, newest first. */
export const loadLeaveInvitations = (
  tx: Database,
  assembly: Pick<Assembly, "id">,
  actorId?: string,
): Promise<LeaveInvitation[]> => listLeaveInvitations(tx, assembly.id, actorId);
