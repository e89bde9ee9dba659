import type { MembershipState } from "./membership.ts";
import { type Refusal, refuse } from "./refusal.ts";

const day = 86_400_000;
/** How many days somebody has to answer an invitation to leave, where nobody says otherwise; at least; at most. */
const [usual, least, most] = [14, 3, 365];
/** How many days an invitation to leave supports a removal, once its date has passed. */
const supportDays = 90;
/** How many days a removal waits for what the person says to it. */
const hearingDays = 2;

/** Until when an answer to an invitation to leave is awaited. Refuses `bad-date`: sooner than 3 days, later than a year. */
export function answerUntil(now: Date, wished?: Date): Date | Refusal {
  const until = wished ?? new Date(now.getTime() + usual * day);
  const days = (until.getTime() - now.getTime()) / day;
  return days >= least && days <= most ? until : refuse("bad-date");
}

/** Whether an invitation to leave stands: who left since and came back has done what they were invited to. */
export const stillAsked = (
  { at }: { readonly at: Date },
  { state, joinedAt }: { readonly state: MembershipState; readonly joinedAt: Date | null },
): boolean => state === "member" && (joinedAt === null || at >= joinedAt);

/**
 * Whether a removal can be brought, or put to the vote, at an instant on the strength of an invitation to leave: its
 * date has passed, though not long ago, and no removal that followed it was decided (`isUsed`).
 */
export const supportsRemoval = (
  { answerBy, isUsed }: { readonly answerBy: Date; readonly isUsed: boolean },
  at: Date,
): boolean => !isUsed && answerBy <= at && at.getTime() - answerBy.getTime() <= supportDays * day;

/**
 * The hearing before a removal: whether the person said something to the text that stands, and until when voting waits
 * for it else. Both count from the newest text (`createdAt`): who was heard on another was not heard on this one.
 */
export function hearingOf(
  removal: { readonly deliberationFrom: Date | null; readonly statementAt: Date | null },
  { createdAt }: { readonly createdAt: Date },
): { readonly isHeard: boolean; readonly until: Date } {
  const { deliberationFrom, statementAt } = removal;
  const from = Math.max(createdAt.getTime(), deliberationFrom?.getTime() ?? 0);
  return {
    isHeard: statementAt !== null && statementAt >= createdAt,
    until: new Date(from + hearingDays * day),
  };
}

/** Reads a reason that stands in public: 1 to 20,000 characters, trimmed. Refuses `bad-reason`. */
export function readReason(text: string): string | Refusal {
  const reason = text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const { length } = [...reason];
  return length >= 1 && length <= 20_000 ? reason : refuse("bad-reason");
}
