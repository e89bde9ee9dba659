import type { Joining } from "./assembly.ts";

/**
 * Where somebody stands in an assembly. `invited` by the operator, or `asking` with the values affirmed: both wait for
 * the assembly's own way of joining. `removed` by the assembly's decision.
 */
export type MembershipState = "invited" | "asking" | "member" | "left" | "removed";

/** What happens to memberships. */
export type MembershipDeed =
  | "invited"
  | "asked"
  | "vouched"
  | "joined"
  | "affirmed"
  | "left"
  | "removed"
  | "refused"
  | "asked-to-leave"
  | "answered";

/** The kinds of accounts that exist on the fediverse, by the type of their actor document. */
export type AccountKind = "Person" | "Group" | "Service" | "Application" | "Organization";

/** Members of an assembly are people: automated and collective accounts are refused (decisions.md). */
export const isPerson = (kind: string): boolean => kind === "Person";

/** Whether answers in words are written to this kind of account: never to machines or groups. */
export const isAnswered = (kind: string): boolean => isPerson(kind);

/**
 * What the operator's admission of somebody comes to: a member until the assembly has opened its first
 * question or while joining is open; afterwards an invitation that waits for the assembly's own rule, so
 * that a roll cannot be packed (protocol.md, "JSON API").
 */
export const operatorAdmission = (joining: Joining, hasOpenedQuestions: boolean): "member" | "invited" =>
  joining === "open" || !hasOpenedQuestions ? "member" : "invited";
