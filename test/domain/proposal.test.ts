import { test } from "tap";
import { whileVoting } from "../../src/domain/proposal.ts";

const at = (hours: number) => new Date(Date.UTC(2026, 3, 1, hours));
const first = { replacesId: null, opensAt: at(0), closesAt: at(8) };
const once = { amendWhileVoting: "once", withdrawWhileVoting: true } as const;

test("a text changes once while it is voted on, before the last quarter, and only where the constitution says so", async (t) => {
  const may = (settings: typeof once | { amendWhileVoting: "never" }, asked = [first], hours = 1) =>
    whileVoting({ ...once, ...settings }, asked, at(hours)).mayRevise;
  t.equal(may(once), true);
  t.equal(may({ amendWhileVoting: "never" }), false);
  t.equal(
    whileVoting(once, [first], new Date(at(6).getTime() - 1)).mayRevise,
    true,
    "until the last quarter",
  );
  t.equal(may(once, [first], 6), false, "not in the last quarter");
  t.equal(may(once, []), false, "nothing is asked");
  const second = { replacesId: "first" as string | null, opensAt: at(1), closesAt: at(9) };
  t.equal(whileVoting(once, [first, second], at(2)).mayRevise, false, "not a second time");
});

test("a proposal is withdrawn while voting only where the constitution says so, and before the close", async (t) => {
  const may = (withdrawWhileVoting: boolean, hours: number) =>
    whileVoting({ ...once, withdrawWhileVoting }, [first], at(hours)).mayWithdraw;
  t.equal(may(true, 7), true);
  t.equal(may(false, 7), false);
  t.equal(may(true, 8), false);
});
