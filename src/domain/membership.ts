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

/** What is known of somebody who wants to become a member, and has affirmed the values. */
export type Wish = {
  readonly joining: Joining;
  /** The assembly decided to remove them, and they have not been a member since. */
  readonly wasRemoved: boolean;
  /** The assembly decided to admit them. */
  readonly isDecided: boolean;
  /** They hold an invitation that a member made. */
  readonly hasInvitation: boolean;
  /** How many who are members now vouch for them, and how many must where one joins by vouching. */
  readonly vouchers: number;
  readonly vouches: number;
};

/** By which door somebody comes in. */
export type Door = "open" | "invitation" | "vouched" | "decided";

/** How many members must vouch: one where one joins by invitation, none where vouching opens no door. */
export const vouchesNeeded = ({
  joining,
  wasRemoved,
  vouches,
}: Pick<Wish, "joining" | "wasRemoved" | "vouches">): number => {
  if (wasRemoved || joining === "open" || joining === "vote") return 0;
  return joining === "invite" ? 1 : vouches;
};

/** What somebody who asks waits for: the assembly's decision, an invitation or one vouch, or several vouches. */
export const waitsFor = (
  wish: Pick<Wish, "joining" | "wasRemoved" | "vouches">,
): "decision" | "invitation" | "vouches" => {
  if (vouchesNeeded(wish) === 0) return "decision";
  return wish.joining === "invite" ? "invitation" : "vouches";
};

/** Whether an invitation that a member made helps whoever asks to join. */
export const invitationHelps = ({ joining, wasRemoved }: Pick<Wish, "joining" | "wasRemoved">): boolean =>
  !wasRemoved && (joining === "invite" || joining === "vouch");

/**
 * The door by which somebody who has affirmed the values comes in now; null where they wait. The assembly's own
 * decision opens any; it is the only one for whom the assembly removed. An invitation that a member made is also
 * that member's vouch: where one joins by vouching it counts as one.
 */
export function admission(wish: Wish): Door | null {
  const { joining, isDecided, wasRemoved, hasInvitation, vouchers } = wish;
  if (isDecided) return "decided";
  if (wasRemoved || joining === "vote") return null;
  if (joining === "open") return "open";
  if (joining === "invite" && hasInvitation) return "invitation";
  return vouchers >= vouchesNeeded(wish) ? "vouched" : null;
}
