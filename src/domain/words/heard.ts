import type { Position } from "../ballot.ts";
import type { Degree } from "../suggestion.ts";
import type { ProposeKind } from "./lexicon.ts";

/** What somebody wrote, as plain text: quotations already gone, one line break for each of theirs. */
export type Said = {
  readonly text: string;
  /** The language that their app declared, if any. */
  readonly language?: string;
  /** A content warning; it is read only where the text holds no command. */
  readonly summary?: string;
};

/** What the words were understood to ask for. Texts are trimmed; `whom` is "" where nobody is named. */
export type Heard =
  /** `soft`: no more than a yes or a no before other words, as ordinary talk begins too; `bare`: nothing but that. */
  | {
      readonly command: "vote";
      readonly position: Position;
      readonly reason: string;
      readonly soft?: true;
      readonly bare?: true;
    }
  | { readonly command: "leave" | "help" | "status" }
  | { readonly command: "withdraw" | "return" }
  /** `amendment`: the number of the one that is meant; null: the proposal, or the suggestion that is named. */
  | {
      readonly command: "endorse";
      readonly amendment: number | null;
      readonly suggestion?: number;
      readonly degree?: Degree;
    }
  | { readonly command: "lift" }
  /** `code`: of an invitation, as "7KQX-M2PD-RT9H". */
  | { readonly command: "join"; readonly code: string | null }
  | { readonly command: "amend"; readonly old: string; readonly new: string | null }
  /** `degree`: where one was said. */
  | { readonly command: "suggest"; readonly wish: string; readonly degree?: Degree }
  /** `kind` null: a plain decision. `about`: the handle, address or number it names, and what follows that. */
  /** `suggestion`: its number; null: theirs, without a number. */
  | { readonly command: "fulfilled" | "unfulfilled"; readonly suggestion: number | null }
  | {
      readonly command: "propose";
      readonly kind: ProposeKind | null;
      readonly about: string;
      readonly title: string;
      readonly text: string;
    }
  | { readonly command: "revise"; readonly title: string; readonly text: string }
  | { readonly command: "vouch"; readonly whom: string }
  | { readonly command: "invite"; readonly whom: string }
  | { readonly command: "recall"; readonly whom: string }
  | { readonly command: "concern"; readonly reason: string }
  | { readonly command: "answer"; readonly whom: string; readonly text: string }
  | { readonly command: "statement"; readonly text: string }
  /** `dates`: "2026-12-01", "2026-12-01 18:00" or "2026-12-01T18:00", in ASCII digits; not yet checked. */
  | { readonly command: "open"; readonly dates: readonly string[] }
  | { readonly command: "hide"; readonly address: string; readonly reason: string }
  | { readonly command: "unhide"; readonly address: string; readonly reason: string }
  | {
      readonly command: "ask-leave";
      readonly whom: string;
      readonly dates: readonly string[];
      readonly reasons: string;
    }
  /** `two` commands, a `doubtful` one ("agree that …", "agree?"), or a word of two meanings: ask back. */
  | { readonly command: "ask"; readonly about: "two" | "doubtful" | "which" | "no-block" }
  | { readonly command: "none" };
