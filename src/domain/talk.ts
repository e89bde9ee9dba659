/** How many levels of replies below one another are kept apart; what answers deeper ones stands beside them. */
export const deepest = 30;

/** The way down to what stands below a reply, whose own way this is, from where its thread begins. */
export const belowPlace = (parent: readonly string[]): string[] => parent.slice(0, deepest - 1);
