import fc from "fast-check";
import { test } from "tap";
import { beginRoll, changeTerm, noTerms, setVoted, votedBy, wasMember } from "../../src/ledger/rolls.ts";

test("who was a member at any time is told from when they joined, left and came back", async (t) => {
  await fc.assert(
    fc.property(fc.array(fc.nat(4), { maxLength: 60 }), (changes) => {
      const terms = noTerms();
      const members = new Set<number>();
      const then: Set<number>[] = [];
      // as in a replay, seats are given in the order in which people join
      const seats: number[] = [];
      for (const [seq, who] of changes.entries()) {
        if (!seats.includes(who)) seats.push(who);
        const seat = seats.indexOf(who);
        changeTerm(terms, seat, seq);
        if (!members.delete(seat)) members.add(seat);
        then.push(new Set(members));
      }
      return then.every((known, seq) =>
        [0, 1, 2, 3, 4, 5].every((seat) => wasMember(terms, seat, seq) === known.has(seat)),
      );
    }),
  );
  t.pass("at each");
});

test("a roll takes room for those who vote, and none for the members of however many questions", async (t) => {
  const roll = beginRoll(7);
  t.equal(roll.voted.size, 0);
  t.same(votedBy(roll, 1_000_000), { voter: 0, source: 0 });
  setVoted(roll, 1_000_000, { voter: 3, source: 2 });
  setVoted(roll, 1_000_001, { voter: 4, source: 9 });
  t.same(
    [999_999, 1_000_000, 1_000_001].map((seat) => votedBy(roll, seat).source),
    [0, 2, 9],
  );
  t.equal(roll.voted.size, 1);
});
