import { eastern } from "./cases-eastern.ts";
import { northern } from "./cases-northern.ts";
import { southern } from "./cases-southern.ts";

/** How people of one language answer: what they write, by what it must be read as. */
export type Cases = {
  readonly agree: readonly string[];
  readonly abstain: readonly string[];
  readonly disagree: readonly string[];
  readonly block: readonly string[];
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly join: readonly string[];
  readonly leave: readonly string[];
  readonly help: readonly string[];
  /** The words that begin a proposal, an amendment, a suggestion, as written before a colon. */
  readonly propose: readonly string[];
  readonly amend: readonly string[];
  readonly suggest: readonly string[];
  /** The language's comma, with the blank behind it if it writes one. */
  readonly comma: string;
  /** A reason, and one that begins with the language's "because". */
  readonly why: string;
  readonly because: string;
  /** Negated and longer forms: discussion, or asked back, but no vote. */
  readonly talk: readonly string[];
};

/** By language tag. */
export const cases: Readonly<Record<string, Cases>> = { ...southern, ...northern, ...eastern };
