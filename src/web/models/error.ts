/** A page that says no: why, and what to do now. */
export type ErrorModel = {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  readonly now: readonly string[];
  /** Where one joins the assembly, where only its members may do what was asked. */
  readonly joinHref: string | null;
};
