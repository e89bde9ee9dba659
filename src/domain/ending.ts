/**
 * Why a question ends without a result: its text was replaced, or its proposal withdrawn. They stand in ledgers for
 * good: one more may come, none may go.
 */
export const endings = ["replaced", "withdrawn"] as const;
export type Ending = (typeof endings)[number];
