/** What stands in an assembly's public log, besides ballots and memberships. */
export const publicDeeds = [
  // a proposal's life
  "drafted",
  "deliberation",
  "revised",
  "scheduled",
  "open-failed",
  "opened",
  "replaced",
  "returned",
  "withdrawn",
  "closed",
  "endorsed",
  "statement",
  // amendments
  "amended",
  "merged",
  "not-merged",
  "unamended",
  "overtaken",
  "promoted",
  "laid-out",
  // suggestions
  "suggested",
  "fulfilled",
  "unfulfilled",
  "unsuggested",
  // objections
  "raised",
  "answered",
  "lifted",
  "stood",
  // tasks, bans, hidden words, the constitution
  "appointed",
  "dismissed",
  "resigned",
  "banned",
  "unbanned",
  "hidden",
  "shown",
  "constitution",
  "not-done",
  // witnesses
  "witness-asked",
  "witness-accepted",
  "witness-declined",
  "witness-ended",
  "fork-found",
] as const;
export type PublicDeed = (typeof publicDeeds)[number];
