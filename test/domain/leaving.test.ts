import { test } from "tap";
import { stillAsked, supportsRemoval } from "../../src/domain/leaving.ts";
import { invitationHelps, waitsFor } from "../../src/domain/membership.ts";

test("an invitation to leave stands until the person has left, and not again when they are back", (t) => {
  const [early, late] = [new Date("2036-03-01"), new Date("2036-04-01")];
  t.equal(stillAsked({ at: late }, { state: "member", joinedAt: early }), true);
  t.equal(stillAsked({ at: late }, { state: "member", joinedAt: late }), true);
  t.equal(stillAsked({ at: late }, { state: "member", joinedAt: null }), true);
  t.equal(stillAsked({ at: early }, { state: "member", joinedAt: late }), false);
  for (const state of ["left", "removed", "asking", "invited"] as const)
    t.equal(stillAsked({ at: late }, { state, joinedAt: early }), false, state);
  t.end();
});

test("an invitation to leave supports a removal from its date on, for ninety days, until one was decided", (t) => {
  const answerBy = new Date("2036-03-01T12:00:00Z");
  const at = (days: number, more = 0) => new Date(answerBy.getTime() + days * 86_400_000 + more);
  const supports = (when: Date, isUsed = false) => supportsRemoval({ answerBy, isUsed }, when);
  t.equal(supports(at(0, -1)), false);
  t.equal(supports(at(0)), true);
  t.equal(supports(at(90)), true);
  t.equal(supports(at(90, 1)), false);
  t.equal(supports(at(1), true), false);
  t.end();
});

test("what somebody who asks waits for follows from how one joins, and after a removal it is the decision", (t) => {
  const waits = { open: "decision", invite: "invitation", vouch: "vouches", vote: "decision" } as const;
  for (const [joining, needs] of Object.entries(waits)) {
    const wish = { joining: joining as keyof typeof waits, vouches: 2 };
    t.equal(waitsFor({ ...wish, wasRemoved: false }), needs, joining);
    t.equal(waitsFor({ ...wish, wasRemoved: true }), "decision", joining);
    t.equal(invitationHelps({ ...wish, wasRemoved: false }), joining === "invite" || joining === "vouch");
    t.equal(invitationHelps({ ...wish, wasRemoved: true }), false);
  }
  t.end();
});
