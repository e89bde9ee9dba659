import type { Constitution } from "./constitution.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Somebody before an assembly, as far as their powers go; all false: anyone. */
export type Standing = {
  readonly isMember: boolean;
  readonly isFacilitator: boolean;
  /** They wrote the proposal that it is about; the operator did, where nobody else is its author. */
  readonly isAuthor: boolean;
  /** It is their own objection, invitation, case or account that it is about. */
  readonly isOwn: boolean;
  /** The assembly takes proposals of anyone: who brings one need not belong to it. */
  readonly anyoneProposes: boolean;
  readonly isOperator: boolean;
  /** A ban keeps them from speaking and acting; never from voting on a roll they are on. */
  readonly isBanned: boolean;
};

/** Nobody in particular. */
export const stranger: Standing = {
  isMember: false,
  isFacilitator: false,
  isAuthor: false,
  isOwn: false,
  anyoneProposes: false,
  isOperator: false,
  isBanned: false,
};

type Who = "anyone" | "member" | "author" | "author-within" | "facilitator" | "own" | "operator";

/**
 * Who may do what (decisions.md), the one table of it. "own" means the person whom it is about, whatever else they
 * are; "author-within" the author who could bring it still, so that who left or was removed can do no more than take
 * it back. Casting a ballot is not here: whom it counts for is `admitBallot`'s to say, and nobody casts another's.
 */
export const powers = {
  ask: ["anyone"],
  join: ["anyone"],
  follow: ["anyone"],
  discuss: ["anyone"],
  propose: ["member", "operator"],
  "propose-act": ["member"],
  "propose-as-anyone": ["anyone"],
  "propose-as-facilitator": ["facilitator"],
  endorse: ["member"],
  raise: ["member"],
  "answer-objection": ["member"],
  "lift-objection": ["own"],
  vouch: ["member"],
  invite: ["member"],
  "end-invitation": ["own"],
  "ask-to-leave": ["member"],
  "answer-in-public": ["own"],
  // what nobody else has seen stays its author's, wherever they are
  "edit-draft": ["author"],
  revise: ["author-within"],
  return: ["author-within"],
  withdraw: ["author"],
  open: ["author-within", "facilitator"],
  schedule: ["author-within", "facilitator"],
  enter: ["author-within"],
  amend: ["member"],
  "support-amendment": ["member"],
  "withdraw-amendment": ["own"],
  "promote-amendment": ["own"],
  "accept-amendment": ["author-within"],
  "reject-amendment": ["author-within"],
  "lay-out": ["author-within", "facilitator"],
  suggest: ["anyone"],
  "support-suggestion": ["anyone"],
  // what they wish for is theirs to say, and so is whether they got it
  "fulfil-suggestion": ["own"],
  "withdraw-suggestion": ["own"],
  hide: ["facilitator"],
  unhide: ["facilitator"],
  // who watches over the record, and whose record is watched over
  witness: ["facilitator", "operator"],
  "resign-role": ["own"],
  "ban-from-server": ["operator"],
  found: ["operator"],
  admit: ["operator"],
  "make-token": ["own"],
  "be-erased": ["own"],
} as const satisfies Record<string, readonly Who[]>;

/** Something that can be done, besides casting a ballot. */
export type Deed = keyof typeof powers;

/** What it takes to bring a plain proposal, as an assembly's constitution says. */
export const proposingDeed = ({ proposers }: Pick<Constitution, "proposers">): Deed =>
  proposers === "anyone"
    ? "propose-as-anyone"
    : proposers === "facilitators"
      ? "propose-as-facilitator"
      : "propose";

const holds: { readonly [Name in Who]: (who: Standing) => boolean } = {
  anyone: () => true,
  member: (who) => who.isMember,
  author: (who) => who.isAuthor,
  "author-within": (who) => who.isAuthor && (who.isMember || who.isOperator || who.anyoneProposes),
  facilitator: (who) => who.isMember && who.isFacilitator,
  own: (who) => who.isOwn,
  operator: (who) => who.isOperator,
};

/** What a ban does not take away: hearing, being heard about oneself, and what is one's own. */
const despiteBan: ReadonlySet<Deed> = new Set([
  "answer-in-public",
  "lift-objection",
  "make-token",
  "be-erased",
  "ask",
  "end-invitation",
  "resign-role",
]);

/**
 * Whether somebody may do something; null where they may. Refuses `banned`, `not-a-member`, `not-the-author`,
 * `not-a-facilitator`, `not-yours` and `not-the-operator`, by what they would have to be.
 */
export function mayDo(deed: Deed, who: Standing): Refusal | null {
  if (who.isBanned && !despiteBan.has(deed)) return refuse("banned");
  const allowed: readonly Who[] = powers[deed];
  if (allowed.some((name) => holds[name](who))) return null;
  if (allowed.includes("member")) return refuse("not-a-member");
  if (allowed.includes("author-within")) return refuse(who.isAuthor ? "not-a-member" : "not-the-author");
  if (allowed.includes("author")) return refuse("not-the-author");
  if (allowed.includes("facilitator")) return refuse("not-a-facilitator");
  return refuse(allowed.includes("own") ? "not-yours" : "not-the-operator");
}
