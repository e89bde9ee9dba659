import { test } from "tap";
import { reportLedger } from "../../src/cli/report-ledger.ts";
import type { Closed, Done, Entry, Joined, Opened, Rejected, Written } from "../../src/ledger/entry.ts";
import { type Made, madeLedger, makeLedgerKey, verifyMade } from "../support/made-ledger.ts";

const key = makeLedgerKey();
const made: Made[] = [...madeLedger({ members: 5, questions: 3, strangers: 1 }, key.publicKey)];
const check = (entries: readonly Made[]) => verifyMade(entries, key);
const faultsOf = async (entries: readonly Made[]) => (await check(entries)).faults;

/** The ledger up to where everybody has answered the first question, and it is open still. */
const begun = made.slice(
  0,
  made.findIndex(({ entry }) => entry.kind === "close"),
);
const open = begun.find(({ entry }) => entry.kind === "open")?.entry as Opened;
const text = begun.find(({ entry }) => entry.kind === "version")?.entry as Written;
const hoursFrom = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
const at = hoursFrom(open.opensAt, 1);
const { question, proposal } = open;
const ballots = begun.filter(({ entry }) => entry.kind === "ballot");
const [ann, bea] = ballots as [Made, Made];
const seats = begun.filter(({ entry }) => entry.kind === "member");
const zoe = ballots.at(-1) as Made;
const tagOf = ({ entry }: Made): string => ("voter" in entry ? entry.voter : "");
const nobody = "00".repeat(32);

const refused = (code: string, change: Partial<Rejected> = {}): Made => ({
  entry: {
    ...{ kind: "rejected", at, question, voter: nobody, roll: true, receivedAt: at, evidence: null },
    ...{ code, ...change },
  },
});
const takenBack = (whose: Made): Made => ({
  entry: {
    ...{ kind: "withdraw", at, question, voter: tagOf(whose), receivedAt: at, evidence: null },
    roll: whose !== zoe,
  },
});
const deed = (what: string, about: string | null = proposal): Made => ({
  entry: { kind: "deed", at, deed: what, proposal: about, event: nobody } satisfies Done,
});
const close = (why: string | null, change: Partial<Closed> = {}): Made => ({
  entry: { kind: "close", at, question, why, ...change },
});
/** Somebody's seat is given up, or taken. */
const gone = (whose: Made | undefined, is: Joined["is"]): Made =>
  ({ ...whose, entry: { ...whose?.entry, at, is } as Entry }) as Made;

test("an answer is refused for a reason that holds, or the ledger does not", async (t) => {
  const seq = begun.length;
  const untrue: Made[] = [
    refused("late"),
    refused("not-open"),
    refused("left"),
    refused("already-voted"),
    refused("already-voted", { roll: false }),
    refused("late", { roll: false }),
    refused("left", { roll: false }),
    refused("late", { receivedAt: hoursFrom(open.opensAt, -1) }),
    refused("not-open", { receivedAt: open.closesAt }),
  ];
  for (const [index, one] of untrue.entries())
    t.match(await faultsOf([...begun, one]), [{ wrong: "refused-wrongly", seq }], `untrue ${index}`);
  const again = [takenBack(ann), refused("already-voted", { voter: tagOf(ann) })];
  t.match(await faultsOf([...begun, ...again]), [{ wrong: "refused-wrongly", seq: seq + 1 }]);
  for (const odd of [refused(""), refused("toString"), refused("late", { receivedAt: "later" })])
    t.match(await faultsOf([...begun, odd]), [{ wrong: "not-an-entry", seq }]);
  const beside = refused("already-voted", { voter: tagOf(ann), roll: false });
  t.match(await faultsOf([...begun, beside]), [{ wrong: "not-on-the-roll", seq }]);
});

test("after a question closed, an answer is refused as late, or as too early", async (t) => {
  const closed = made.slice(0, begun.length + 2);
  for (const untrue of ["already-voted", "left", "not-open"])
    t.match(
      await faultsOf([...closed, refused(untrue)]),
      [{ wrong: "refused-wrongly", seq: closed.length }],
      untrue,
    );
  const early = { receivedAt: hoursFrom(open.opensAt, -1), voter: "11".repeat(32) };
  t.same(await faultsOf([...closed, refused("late"), refused("not-open", early)]), []);
});

test("whatever an answer may truly be refused for stands", async (t) => {
  const before = hoursFrom(open.opensAt, -1);
  const tag = (digit: number) => ({ voter: `0${digit}`.repeat(32) });
  const all = [
    refused("not-a-person", tag(1)),
    refused("not-a-person", { ...tag(2), roll: false, receivedAt: open.closesAt }),
    refused("not-open", { ...tag(3), receivedAt: before }),
    refused("already-voted", { voter: tagOf(ann) }),
    refused("late", { voter: tagOf(bea), receivedAt: open.closesAt }),
    takenBack(zoe),
    refused("already-voted", { voter: tagOf(zoe), roll: false }),
    gone(seats[0], "left"),
    refused("left", tag(4)),
  ];
  t.same(await faultsOf([...begun, ...all]), []);
});

test("who is refused because they left has left, where their name is public", async (t) => {
  const left = gone(seats[0], "left");
  const of = (whose: Made): Made => ({ ...refused("left", { voter: tagOf(whose) }), who: whose.who }) as Made;
  t.same(await faultsOf([...begun, left, of(ann)]), []);
  t.same(await faultsOf([...begun, left, of(ann), gone(seats[0], "member")]), [], "also who is back");
  t.match(await faultsOf([...begun, left, of(bea)]), [{ wrong: "refused-wrongly", seq: begun.length + 1 }]);
});

test("a question ends without a result for a reason that is known, and before its time", async (t) => {
  const seq = begun.length;
  for (const why of ["", "cancelled", 7 as never, ["withdrawn"] as never])
    t.match(await faultsOf([...begun, close(why)]), [{ wrong: "not-an-entry", seq }], String(why));
  const late = close("withdrawn", { at: open.closesAt });
  t.match(await faultsOf([...begun, late, deed("withdrawn")]), [{ wrong: "ended-wrongly", seq }]);
});

test("a question that was withdrawn is followed by the withdrawal of its proposal", async (t) => {
  const ended = [...begun, close("withdrawn")];
  t.same(await faultsOf([...ended, deed("stood"), deed("withdrawn"), gone(seats[0], "left")]), []);
  for (const other of [
    [],
    [deed("stood")],
    [deed("withdrawn", "another")],
    [gone(seats[0], "left"), deed("withdrawn")],
    [{ entry: { ...text, version: 2 } }],
  ])
    t.match(await faultsOf([...ended, ...other]), [{ wrong: "ended-wrongly", seq: begun.length }]);
});

test("a question that was replaced is followed by the newer text and the question in its place", async (t) => {
  const ended = [...begun, close("replaced")];
  const next = "another question";
  const asked = (change: Partial<Opened> = {}): Made => ({
    entry: { ...open, question: next, version: 2, opensAt: at, replaces: question, ...change },
  });
  const newer: Made = { entry: { ...text, at, version: 2 } };
  t.same(await faultsOf([...ended, deed("stood"), newer, asked(), deed("replaced")]), []);
  for (const [index, other] of [
    [],
    [newer],
    [deed("withdrawn")],
    [newer, asked({ replaces: null })],
    [newer, asked({ replaces: next })],
    [asked({ version: 1 })],
    [{ entry: { ...text, proposal: "another" } }],
    [gone(seats[0], "left"), newer, asked()],
  ].entries())
    t.match(
      await faultsOf([...ended, ...other]),
      [{ wrong: "ended-wrongly", seq: begun.length }],
      `not replaced ${index}`,
    );
  const twice = [newer, asked(), asked({ question: "a third" })];
  t.match(await faultsOf([...ended, ...twice]), [{ wrong: "not-a-question", seq: begun.length + 3 }]);
  t.match(await faultsOf([...begun, newer, asked()]), [{ wrong: "not-a-question", seq: begun.length + 1 }]);
});

test("questions that are over and have no result are told, and are no fault", async (t) => {
  const closing = close(null, { at: open.closesAt });
  const kept = await check([...begun, closing]);
  t.match(kept, { faults: [], unfinished: [{ question, proposal, isClosed: true }] });
  t.match(
    reportLedger(kept).join("\n"),
    `LOOK: 1 question has closed without a result: proposal ${proposal}`,
  );
  const after = (hours: number): Made => {
    const left = gone(seats[0], "left");
    return { ...left, entry: { ...left.entry, at: hoursFrom(open.closesAt, hours) } as Entry };
  };
  t.match(await check([...begun, after(25)]), { faults: [], unfinished: [{ proposal, isClosed: false }] });
  t.match(await check([...begun, after(23)]), { faults: [], unfinished: [] });
  const whole = await check(made);
  t.same(whole.unfinished, []);
  t.notMatch(reportLedger(whole).join("\n"), /LOOK|DOUBTFUL/);
  const odd = begun.map((one) => (one.entry === open ? { entry: { ...open, closesAt: "never" } } : one));
  t.match(await faultsOf(odd), [{ wrong: "not-an-entry" }]);
});

test("a member is removed by a proposal that was adopted just then, one by each", async (t) => {
  const [one, other] = seats.map((seat) => gone(seat, "removed")) as [Made, Made];
  t.match(made.at(-1), { entry: { kind: "outcome", outcome: "adopted" } });
  t.same(await faultsOf([...made, deed("stood"), one, deed("dismissed")]), []);
  const seq = made.length + 1;
  t.match(await faultsOf([...made, one, other]), [{ wrong: "not-a-membership", seq }]);
  t.match(await faultsOf([...made, gone(seats[0], "left"), other]), [{ wrong: "not-a-membership", seq }]);
  t.match(await faultsOf([...begun, one]), [{ wrong: "not-a-membership", seq: begun.length }]);
  const rejected = made.findIndex(({ entry }) => entry.kind === "outcome" && entry.outcome !== "adopted") + 1;
  t.ok(rejected > 0);
  const refusedOne = [...made.slice(0, rejected), one];
  t.match(await faultsOf(refusedOne), [{ wrong: "not-a-membership", seq: rejected }]);
  const odd = gone(seats[0], "banned" as never);
  t.match(await faultsOf([...begun, odd]), [{ wrong: "not-an-entry", seq: begun.length }]);
});
