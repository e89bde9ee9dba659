/** The page on which somebody leaves an assembly, or takes back that they asked to join: what it means, and a tick. */
export type LeaveModel = {
  readonly name: string;
  /** The assembly's own page. */
  readonly path: string;
  readonly csrf: string;
  readonly action: string;
  readonly isMember: boolean;
  /** What becomes of ballots, tasks and the way back. */
  readonly lines: readonly string[];
  readonly error: string | null;
};
