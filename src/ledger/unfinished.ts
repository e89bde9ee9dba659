import type { Counting } from "./recount.ts";

/** A question that is over and has no result. `isClosed`: whether it was closed at all. */
export type Unfinished = {
  readonly question: string;
  readonly proposal: string;
  readonly closesAt: string;
  readonly isClosed: boolean;
};

const day = 86_400_000;

/**
 * The questions that closed without a result, and those whose time was over a day or more before the newest entry,
 * which was made `at`. No fault: a server may have been down. But a result that never comes is one that is kept back.
 */
export const unfinishedOf = (questions: Iterable<Counting>, at: string): Unfinished[] =>
  [...questions].flatMap(({ open, state }) => {
    const { question, proposal, closesAt } = open;
    const isLate = at >= new Date(Date.parse(closesAt) + day).toISOString();
    const isClosed = state === "closed";
    return isClosed || isLate ? [{ question, proposal, closesAt, isClosed }] : [];
  });
