import { test } from "tap";
import { reportLedger } from "../../src/cli/report-ledger.ts";
import type { Entry, Joined } from "../../src/ledger/entry.ts";
import { type Made, madeLedger, makeLedgerKey, verifyMade } from "../support/made-ledger.ts";

const key = makeLedgerKey();
const made: Made[] = [...madeLedger({ members: 5, questions: 3, strangers: 1 }, key.publicKey)];
const check = (entries: readonly Made[]) => verifyMade(entries, key);
const { at } = (made.at(-1) as Made).entry;
const size = made.length;

const seats = made.filter(({ entry }) => entry.kind === "member");
const tagOf = (one: number): string => ((seats[one] as Made).entry as Joined).member;
const moves = (one: number, is: Joined["is"]): Made =>
  ({ ...seats[one], entry: { ...seats[one]?.entry, at, is } }) as Made;
const erased = (openings: number, member = tagOf(0)): Made => ({
  entry: { kind: "erase", at, member, openings } satisfies Entry,
});
/** The ledger without the names that one of its members has in it. */
const without = (entries: readonly Made[], one: number): Made[] =>
  entries.map((made) => (made.who?.actor === seats[one]?.who?.actor ? { entry: made.entry } : made));
/** The ledger without the name on one ballot of each question, another member's in each. */
const stuffed = (entries: readonly Made[]): Made[] => {
  let n = 0;
  return entries.map((one) =>
    one.entry.kind === "ballot" && one.entry.roll && n++ % 6 === 0 ? { entry: one.entry } : one,
  );
};

test("who is erased was a member, is none any more, and is erased once", async (t) => {
  t.same((await check([...made, moves(0, "left"), erased(4)])).faults, []);
  const wrong = "not-an-erasure";
  t.match((await check([...made, erased(4)])).faults, [{ wrong, seq: size }]);
  const twice = [moves(0, "left"), erased(4), erased(1)];
  t.match((await check([...made, ...twice])).faults, [{ wrong, seq: size + 2 }]);
  const back = [moves(0, "left"), erased(4), moves(0, "member")];
  t.match((await check([...made, ...back])).faults, [{ wrong: "not-a-membership", seq: size + 2 }]);
});

test("an erasure is of a whole number of entries, and of no more than there are", async (t) => {
  const left = [...made, moves(0, "left")];
  const named = left.filter(({ entry }) => entry.kind === "member" || entry.kind === "ballot").length;
  t.same((await check([...left, erased(named)])).faults, []);
  t.match((await check([...left, erased(named + 1)])).faults, [{ wrong: "not-an-erasure", seq: size + 1 }]);
  for (const odd of [-1, 0.5, "4" as never, null as never])
    t.match((await check([...left, erased(odd)])).faults, [{ wrong: "not-an-entry", seq: size + 1 }]);
  t.match((await check([...left, erased(1, "nobody")])).faults, [{ wrong: "not-an-entry", seq: size + 1 }]);
});

test("the names of somebody who was erased are missing, and nothing is doubtful", async (t) => {
  const all = without([...made, moves(0, "left"), erased(5)], 0);
  t.match(await check(all), { faults: [], unnamed: 8, nameless: { members: 5, erased: 5, doubtful: 0 } });
});

test("ballots and seats of members that name nobody are doubtful, as far as no erasure accounts for them", async (t) => {
  t.match(await check(made), { unnamed: 3, nameless: { members: 0, erased: 0, doubtful: 0 } });
  const three = stuffed(made);
  t.match(await check(three), { faults: [], unnamed: 6, nameless: { members: 3, erased: 0, doubtful: 3 } });
  t.match(reportLedger(await check(three)).join("\n"), /DOUBTFUL: 3 entries .* at least 3 no erasure/);
  // one who was erased has one ballot in each question, whatever number their erasure claims
  const left = moves(0, "left");
  const two = without(three, 0);
  const held = await check([...two, { entry: left.entry }, erased(20)]);
  t.match(held, { faults: [], nameless: { erased: 20, doubtful: 1 } });
  // and the one seat
  t.match(await check([...without(made, 1), left, erased(20)]), { nameless: { doubtful: 1 } });
});

test("the erasure of somebody who never was a member accounts for no member's name", async (t) => {
  const stranger = erased(20, "00".repeat(32));
  t.match(await check([...stuffed(made), stranger]), {
    faults: [],
    nameless: { members: 3, erased: 0, doubtful: 3 },
  });
});
