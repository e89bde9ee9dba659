import type { Fault } from "./verify.ts";

/**
 * What is said of whatever a verification may find wrong, in English; the page that checks in a browser says the same
 * in its own language (`pages.ledger.fault` in `locales`).
 */
export const faultSentences: Readonly<Record<Fault["wrong"], string>> = {
  "no-checkpoint": "It has no signed head.",
  "not-heads": "The list of the heads that were signed of it cannot be read.",
  "larger-head": "A larger head of it was signed than the one that is served.",
  "not-signed": "Its head is not signed with its assembly's key.",
  "another-key": "Its first entry names another key than its assembly's.",
  "another-ledger": "It is another ledger than the one that was asked for.",
  "not-remembered": "It is shorter than it was when it was verified before, or says something else.",
  "not-its-root": "Its entries are not those that its head was signed over.",
  missing: "A part of it is missing.",
  "not-its-hash": "An entry was changed after it was entered.",
  "bad-evidence": "The request that an entry came from does not hold.",
  "not-its-opening": "What stands beside an entry is not what was hashed in it.",
  "two-seats": "Somebody has two seats.",
  "two-ballots": "Somebody has two ballots in one question.",
  "stranger-counted": "A ballot counts of somebody who is not on the roll.",
  "named-a-stranger": "Somebody from outside the roll is named.",
  "not-an-entry": "Something in it is no entry.",
  "not-numbered": "An entry is missing, or one is too many: the numbers have a gap.",
  "not-founded": "It does not begin with its founding.",
  "not-a-membership": "Somebody joins who is in, or leaves who is not.",
  "not-a-constitution": "A constitution is out of its order.",
  "not-a-version": "A text is out of its order.",
  "not-its-text": "A question is about another text than the proposal's.",
  "not-the-roll": "A question's roll is not who was a member then.",
  "not-a-question": "An entry belongs to no question, or to one that is asked twice.",
  "not-open": "Something counts in a question that is not open.",
  "not-in-time": "A ballot counts that came before or after the time.",
  "not-an-option": "A ballot counts that is none of the answers.",
  "not-on-the-roll": "More ballots count than the roll has members, or one counts on it and beside it.",
  "counted-twice": "An answer counts that should have been refused.",
  "refused-wrongly": "It refuses an answer that the rules admit.",
  "closed-early": "A question closed before its time.",
  "ended-wrongly": "A question ended without a result, and not for the reason that stands there.",
  "not-an-erasure": "An erasure is of somebody who is a member, or of more than there was.",
  "not-the-tally": "A result has other numbers than its ballots.",
  "not-the-outcome": "A result is another than the rule makes of its numbers.",
};
