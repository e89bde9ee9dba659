/** What stands on the objection board: a concern, or a block that came with a ballot. */
export type ObjectionKind = "concern" | "block";

/**
 * Where an objection stands. `raised` until somebody answers it, `answered` while its author may say whether that
 * lifts it, `lifted` by its author alone, `stands` when it was not.
 */
export type ObjectionState = "raised" | "answered" | "lifted" | "stands";

/** Whether an objection can still be answered and lifted. */
export const isUnsettled = ({ state }: { readonly state: ObjectionState }): boolean =>
  state === "raised" || state === "answered";

/** How many concerns one person may have open on one proposal: more would keep others from reading the board. */
export const openConcerns = 5;

const hour = 3_600_000;

/** Until when the author of an objection is asked: the assembly's hours from now, never beyond the close. */
export function liftingDate(now: Date, blockHours: number, closesAt: Date | null): Date {
  const until = new Date(now.getTime() + blockHours * hour);
  return closesAt !== null && closesAt < until ? closesAt : until;
}

/** Where an objection stands now: an answer that was not taken up by its date leaves it standing. */
export const objectionState = (
  { state, askedUntil }: { readonly state: ObjectionState; readonly askedUntil: Date | null },
  now: Date,
): ObjectionState => (state === "answered" && askedUntil !== null && askedUntil <= now ? "stands" : state);
