import { admitBallot, ballotRefusals, type Casting, type Via } from "../domain/ballot.ts";

/** What a ledger shows of an answer that was refused. `left`: whether they may have left the assembly by then. */
export type Shown = Omit<Casting, "via" | "voter"> & { readonly voter: Omit<Casting["voter"], "kind"> };

// what a ledger does not show, and is the server's word
const kinds = ["Person", "Service"];
const doors: readonly Via[] = ["poll", "words", "web", "api"];

/** Whether a word is one of those for which an answer is refused. */
export const isRefusalCode = (code: unknown): boolean =>
  (ballotRefusals as readonly unknown[]).includes(code);

/**
 * Whether an answer can have been refused for this reason, as far as a ledger shows it: by the rule that the server
 * itself refuses by, with whatever is not shown as it suits the server best.
 */
export function mayBeRefused(code: string, { voter, ...shown }: Shown): boolean {
  const mayHaveLeft = voter.left ? [true, false] : [false];
  return kinds.some((kind) =>
    doors.some((via) =>
      mayHaveLeft.some((left) => {
        const result = admitBallot({ ...shown, via, voter: { ...voter, kind, left } });
        return "refused" in result && result.refused === code;
      }),
    ),
  );
}
