import type { Constitution } from "./constitution.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** A term of a task: when it began and was to end, and when it ended before its time, if it did. */
export type Term = { readonly from: Date; readonly until: Date; readonly endedAt: Date | null };

const day = 86_400_000;
/** A term that begins sooner than this after the last one is in a row with it. */
const pause = 30 * day;

/** When a term was over, or is to be: an early end, or its own. In milliseconds since 1970. */
export const endOf = ({ until, endedAt }: Pick<Term, "until" | "endedAt">): number =>
  endedAt && endedAt < until ? endedAt.getTime() : until.getTime();

/**
 * How many of somebody's terms lie in a row before an instant: each less than thirty days after the one before. A
 * term that ended before it began, as it was given back, is none.
 */
export function termsInARow(terms: readonly Term[], at: Date): number {
  const past = terms
    .filter((term) => term.from < at && endOf(term) > term.from.getTime())
    .sort((one, other) => other.from.getTime() - one.from.getTime());
  let [count, next] = [0, at.getTime()];
  for (const term of past) {
    if (next - endOf(term) >= pause) break;
    count++;
    next = term.from.getTime();
  }
  return count;
}

/** When a new term would begin: now, or as soon as the one that runs, or is to follow it, is over. */
export const nextStart = (terms: readonly Term[], now: Date): Date =>
  new Date(Math.max(now.getTime(), ...terms.filter(({ endedAt }) => !endedAt).map(endOf)));

/**
 * Whether a member may be given the task for some days from `from` on. Refuses `no-facilitation`, `term-too-long` and
 * `too-many-terms`, by the constitution in force.
 */
export function mayServe(
  constitution: Pick<Constitution, "facilitation" | "facilitatorDays" | "facilitatorTerms">,
  terms: readonly Term[],
  from: Date,
  days: number,
): Refusal | null {
  const { facilitation, facilitatorDays, facilitatorTerms } = constitution;
  if (!facilitation) return refuse("no-facilitation");
  if (!Number.isInteger(days) || days < 1 || days > facilitatorDays)
    return refuse("term-too-long", { days: String(facilitatorDays) });
  if (facilitatorTerms > 0 && termsInARow(terms, from) >= facilitatorTerms)
    return refuse("too-many-terms", { terms: String(facilitatorTerms) });
  return null;
}

/** Which term in a row each of these is for the one who holds it, counted from 1, in the order given. */
export const numbersInARow = (terms: readonly (Term & { readonly actorId: string })[]): readonly number[] =>
  terms.map(
    (term) =>
      termsInARow(
        terms.filter(({ actorId }) => actorId === term.actorId),
        term.from,
      ) + 1,
  );
