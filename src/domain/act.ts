import type { Constitution, ProposalKind } from "./constitution.ts";

/**
 * What an adopted proposal does by itself, besides being decided: change the constitution, admit or remove a
 * member, give or end a task, ban or unban. People are actor ids; times are ISO 8601; `removal` names the
 * invitation to leave that went before; `amendment` one that its proposal's author rejected. A ban's `target` is an actor id or a host; `since` is the number of the
 * constitution that some changes were proposed under.
 */
export type Act =
  | { readonly what: "settle"; readonly changes: Partial<Constitution>; readonly since?: number }
  | { readonly what: "admit"; readonly who: string }
  | { readonly what: "remove"; readonly who: string; readonly invitation: string }
  | { readonly what: "appoint"; readonly who: string; readonly days: number }
  | { readonly what: "dismiss"; readonly who: string }
  | { readonly what: "ban"; readonly target: string; readonly until: string | null }
  | { readonly what: "unban"; readonly target: string }
  | { readonly what: "amend"; readonly amendment: string };

const kinds = {
  settle: "constitution",
  admit: "membership",
  remove: "membership",
  appoint: "role",
  dismiss: "role",
  ban: "ban",
  unban: "ban",
  amend: "general",
} as const satisfies Record<Act["what"], ProposalKind>;

/** The kind of decision that an act needs; without one it is a general decision. */
export const kindOf = (act: Act | null): ProposalKind => (act ? kinds[act.what] : "general");

/** Whom an act is about, where it is about one person; null otherwise. */
export const concerns = (act: Act | null): string | null => (act && "who" in act ? act.who : null);
