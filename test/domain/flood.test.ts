import { test } from "tap";
import { admitBallot } from "../../src/domain/ballot.ts";
import { hourOf, isNewcomer, newcomersAnHour, serverOf } from "../../src/domain/flood.ts";

test("a newcomer is who is not on the roll and has done nothing on the question", async (t) => {
  t.equal(isNewcomer({ onRoll: false, isKnown: false }), true);
  t.equal(isNewcomer({ onRoll: false, isKnown: true }), false, "nobody takes up room twice");
  t.equal(isNewcomer({ onRoll: true, isKnown: false }), false, "nobody on the roll is ever limited");
  t.equal(newcomersAnHour, 1000);
});

test("newcomers are counted by server and by hour of the clock", async (t) => {
  t.equal(serverOf("https://Example.org:8443/users/ann"), "example.org:8443");
  const hour = new Date("2026-11-25T14:00:00Z");
  for (const at of ["14:00:00.000", "14:00:00.001", "14:59:59.999"])
    t.same(hourOf(new Date(`2026-11-25T${at}Z`)), hour, at);
  t.not(hourOf(new Date("2026-11-25T15:00:00.000Z")).getTime(), hour.getTime());
});

test("a stranger answers once, also after taking it back; a member as often as they like", async (t) => {
  const [opensAt, receivedAt, closesAt] = [new Date(0), new Date(1), new Date(2)];
  const question = { opensAt, closesAt, closed: false };
  const voter = { kind: "Person", left: false, hasBallot: false, everVoted: true };
  const again = (onRoll: boolean) =>
    admitBallot({ question, voter: { ...voter, onRoll }, via: "words", receivedAt });
  t.match(again(false), { refused: "already-voted" });
  t.match(again(true), { counts: "member" });
});
