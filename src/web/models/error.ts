/** A page that says no: why, and what to do now. */
export type ErrorModel = {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  readonly now: readonly string[];
};
