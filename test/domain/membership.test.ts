import { test } from "tap";
import { readTarget } from "../../src/domain/ban.ts";
import { codeHash, makeCode } from "../../src/domain/invitation.ts";
import { answerUntil, readReason } from "../../src/domain/leaving.ts";
import { admission, vouchesNeeded, type Wish } from "../../src/domain/membership.ts";
import { mayServe, nextStart, numbersInARow, type Term, termsInARow } from "../../src/domain/role.ts";

const wish = (more: Partial<Wish>): Wish => ({
  joining: "open",
  wasRemoved: false,
  isDecided: false,
  hasInvitation: false,
  vouchers: 0,
  vouches: 2,
  ...more,
});

test("everybody comes in by the door that the constitution opens, and by no other", async (t) => {
  const cases: [Partial<Wish>, string | null][] = [
    [{ joining: "open" }, "open"],
    [{ joining: "vouch" }, null],
    [{ joining: "vouch", vouchers: 1 }, null],
    [{ joining: "vouch", vouchers: 2 }, "vouched"],
    [{ joining: "vouch", hasInvitation: true, vouchers: 1 }, null],
    [{ joining: "invite" }, null],
    [{ joining: "invite", hasInvitation: true }, "invitation"],
    [{ joining: "invite", vouchers: 1 }, "vouched"],
    [{ joining: "vote", hasInvitation: true, vouchers: 9 }, null],
    [{ joining: "vote", isDecided: true }, "decided"],
    [{ joining: "vouch", isDecided: true }, "decided"],
  ];
  for (const [more, door] of cases) t.equal(admission(wish(more)), door, JSON.stringify(more));
});

test("whom the assembly removed comes back by its decision alone", async (t) => {
  for (const joining of ["open", "vouch", "invite", "vote"] as const) {
    const removed = { joining, wasRemoved: true, hasInvitation: true, vouchers: 9 };
    t.equal(admission(wish(removed)), null, joining);
    t.equal(vouchesNeeded(wish(removed)), 0, joining);
    t.equal(admission(wish({ ...removed, isDecided: true })), "decided", joining);
  }
});

const day = 86_400_000;
const at = (days: number): Date => new Date(Date.parse("2036-01-01T00:00:00Z") + days * day);
const term = (from: number, until: number, ended?: number): Term => ({
  from: at(from),
  until: at(until),
  endedAt: ended === undefined ? null : at(ended),
});

test("terms are in a row while less than thirty days lie between them", async (t) => {
  t.equal(termsInARow([], at(0)), 0);
  t.equal(termsInARow([term(0, 90)], at(90)), 1);
  t.equal(termsInARow([term(0, 90)], at(119)), 1);
  t.equal(termsInARow([term(0, 90)], at(120)), 0, "after thirty days it is a first term again");
  t.equal(termsInARow([term(100, 190), term(0, 90)], at(200)), 2);
  t.equal(termsInARow([term(0, 90), term(130, 190)], at(200)), 1, "the row broke before");
  t.equal(termsInARow([term(0, 90, 40)], at(80)), 0, "given back early enough, it is over");
  const [ann, ben] = [{ actorId: "ann" }, { actorId: "ben" }];
  t.same(
    numbersInARow([
      { ...ann, ...term(130, 190) },
      { ...ben, ...term(100, 120) },
      { ...ann, ...term(90, 100) },
      { ...ann, ...term(0, 90) },
    ]),
    [1, 1, 2, 1],
    "each among their own",
  );
});

test("a term is as long, and as often in a row, as the constitution allows", async (t) => {
  const rules = { facilitation: true, facilitatorDays: 90, facilitatorTerms: 2 };
  t.equal(mayServe(rules, [], at(0), 90), null);
  t.match(mayServe(rules, [], at(0), 91), { refused: "term-too-long" });
  t.match(mayServe(rules, [], at(0), 0), { refused: "term-too-long" });
  t.match(mayServe(rules, [], at(0), 1.5), { refused: "term-too-long" });
  t.match(mayServe({ ...rules, facilitation: false }, [], at(0), 1), { refused: "no-facilitation" });
  const two = [term(0, 90), term(90, 180)];
  t.match(mayServe(rules, two, at(180), 90), { refused: "too-many-terms" });
  t.equal(mayServe(rules, two, at(210), 90), null, "others had their turn meanwhile");
  t.equal(mayServe({ ...rules, facilitatorTerms: 0 }, two, at(180), 90), null, "0 is any number");
  t.same(nextStart(two, at(100)), at(180), "the next begins when the last is over");
  t.same(nextStart([term(0, 90, 10)], at(20)), at(20));
});

test("a ban is of an account or of a host, and of nothing else", async (t) => {
  t.same(readTarget("https://bad.example/users/x"), {
    what: "account",
    target: "https://bad.example/users/x",
  });
  t.same(readTarget(" Bad.Example "), { what: "host", target: "bad.example" });
  t.same(readTarget("bad.example:8443"), { what: "host", target: "bad.example:8443" });
  for (const none of ["", "two words", "x/y", "a@b", "https://", "bad.example:port", "a".repeat(300)])
    t.equal(readTarget(none), null, none);
});

test("a code is typed as people type, and two codes are never the same hash", async (t) => {
  let n = 0;
  const code = makeCode((below) => n++ % below);
  t.match(code, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
  t.equal(codeHash(code), codeHash(` ${code.toLowerCase().replaceAll("-", " ")} `));
  t.not(codeHash(code), codeHash(makeCode(() => 1)));
});

test("an invitation to leave gives three days to a year to answer, and two weeks where nobody says", async (t) => {
  t.same(answerUntil(at(0)), at(14));
  t.same(answerUntil(at(0), at(3)), at(3));
  t.match(answerUntil(at(0), at(2.9)), { refused: "bad-date" });
  t.match(answerUntil(at(0), at(366)), { refused: "bad-date" });
  t.match(answerUntil(at(0), new Date("x")), { refused: "bad-date" });
  t.match(readReason(" \n "), { refused: "bad-reason" });
  t.match(readReason("x".repeat(20_001)), { refused: "bad-reason" });
  t.equal(readReason(" because\r\nof this "), "because\nof this");
});
