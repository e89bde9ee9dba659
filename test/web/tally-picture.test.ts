import fc from "fast-check";
import { test } from "tap";
import { drawTally, type Shape, type TallyInput } from "../../src/web/tally-picture.ts";
import { columnsOf, drawTimeLine, keysBetween, sliceOf } from "../../src/web/time-line.ts";

const none = { agree: 0, abstain: 0, disagree: 0, block: 0, unreasonedBlock: 0 };
const input = (roll: number, tally: Partial<typeof none>, more: Partial<TallyInput> = {}): TallyInput => ({
  ...{ roll, tally: { ...none, ...tally }, bearsBlocks: true, quorum: null, needed: null },
  ...{ isMirrored: false, size: "large" as const },
  ...more,
});
type Of<What extends Shape["what"]> = Extract<Shape, { what: What }>;
const only = <What extends Shape["what"]>(shapes: readonly Shape[], what: What): Of<What>[] =>
  shapes.filter((shape): shape is Of<What> => shape.what === what);

test("the areas of a tally are the whole roll, to scale, side by side", (t) => {
  const counts = fc.record({
    agree: fc.nat(4000),
    abstain: fc.nat(4000),
    disagree: fc.nat(4000),
    block: fc.nat(30),
    unreasonedBlock: fc.nat(30),
    silent: fc.nat(4000),
    isMirrored: fc.boolean(),
    bearsBlocks: fc.boolean(),
  });
  fc.assert(
    fc.property(counts, ({ silent, isMirrored, bearsBlocks, ...tally }) => {
      const roll = Object.values(tally).reduce((sum, n) => sum + n, silent);
      if (roll === 0) return true;
      const { shapes } = drawTally(input(roll, tally, { isMirrored, bearsBlocks }));
      const areas = only(shapes, "area").sort((a, b) => a.x - b.x);
      let at = 0;
      for (const { x, width } of areas) {
        if (Math.abs(x - at) > 0.002 || width < 0) return false;
        at = x + width;
      }
      return Math.abs(at - 100) < 0.002;
    }),
  );
  t.end();
});

test("up to sixty members each has a slip, and above that there are plain segments", (t) => {
  const slips = only(drawTally(input(60, { agree: 30, block: 1 })).shapes, "slips")[0];
  t.equal((slips?.gaps.match(/M/g)?.length ?? 0) + (slips?.comb.match(/M/g)?.length ?? 0), 59);
  t.equal(slips?.gaps.match(/M/g)?.length, 31, "a line in paper after each answer");
  const plain = only(drawTally(input(61, { agree: 30 })).shapes, "slips")[0];
  t.equal(plain?.gaps, "M30 0v1");
  t.equal(plain?.comb, "");
  t.end();
});

test("an empty roll, no answers and a single vote are drawn too", (t) => {
  t.match(only(drawTally(input(0, {})).shapes, "area"), [{ part: "silent", x: 0, width: 100 }]);
  t.match(only(drawTally(input(40, {})).shapes, "area"), [{ part: "silent", x: 0, width: 100 }]);
  t.match(only(drawTally(input(1, { agree: 1 })).shapes, "area"), [{ part: "agree", x: 0, width: 100 }]);
  t.end();
});

test("one vote among ten thousand is still seen", (t) => {
  const { shapes } = drawTally(input(10_000, { agree: 1, block: 1 }));
  t.match(only(shapes, "hair"), [{ part: "agree" }, { part: "block", y: 20, height: 80 }]);
  t.equal(only(drawTally(input(10_000, { agree: 5000 })).shapes, "hair").length, 0);
  t.end();
});

test("a block stands taller than the bar, and without a reason it is only edged", (t) => {
  const { shapes } = drawTally(input(40, { agree: 19, block: 2, unreasonedBlock: 1 }));
  t.equal(only(shapes, "bar").length, 2);
  t.match(
    only(shapes, "area").filter(({ part }) => part === "block"),
    [{ height: 80 }, { height: 80 }],
  );
  t.match(only(shapes, "outline"), [{ x: 47.5, width: 2.5 }]);
  const without = drawTally(input(40, { agree: 19, disagree: 1, block: 2 }, { bearsBlocks: false }));
  t.match(
    only(without.shapes, "area")[1],
    { part: "disagree", width: 7.5 },
    "where the rule bears none, it is a disagree",
  );
  t.end();
});

test("marks stand where the quorum and the needed agrees lie, their words on the roomier side", (t) => {
  const marks = { quorum: { at: 20, label: "quorum 20" }, needed: { at: 30, label: "30 must agree" } };
  const { shapes } = drawTally(input(40, { agree: 19 }, marks));
  t.match(only(shapes, "mark"), [
    { x: 50, y: 4, height: 88 },
    { x: 75, y: 28, height: 88 },
  ]);
  t.match(only(shapes, "label"), [
    { x: 50, dx: 7, anchor: "start", y: 16 },
    { x: 75, dx: -7, anchor: "end", y: 114 },
  ]);
  const mirrored = drawTally(input(40, { agree: 19 }, { ...marks, isMirrored: true }));
  t.match(only(mirrored.shapes, "label"), [
    { x: 50, dx: -7, anchor: "start" },
    { x: 25, dx: 7, anchor: "end" },
  ]);
  t.equal(only(drawTally(input(40, {}, { ...marks, size: "small" })).shapes, "label").length, 0);
  t.end();
});

test("from right to left every area lies at a hundred less where it ends", (t) => {
  const tally = { agree: 19, abstain: 4, disagree: 2, block: 1 };
  const ends = (isMirrored: boolean) =>
    only(drawTally(input(40, tally, { isMirrored })).shapes, "area").map(({ part, x, width }) => ({
      part,
      x,
      width,
    }));
  const mirrored = ends(true);
  t.same(
    ends(false).map(({ part, x, width }) => ({
      part,
      x: Math.round((100 - x - width) * 1000) / 1000,
      width,
    })),
    mirrored,
  );
  t.end();
});

test("a time line has a column for every hour or day, also where clocks are changed", (t) => {
  const day = (from: string, to: string) => keysBetween(new Date(from), new Date(to), "day", "Europe/Berlin");
  t.same(day("2026-03-27T12:00Z", "2026-03-30T12:00Z"), [
    "2026-03-27",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
  ]);
  const hours = keysBetween(
    new Date("2026-03-29T00:30Z"),
    new Date("2026-03-29T02:30Z"),
    "hour",
    "Europe/Berlin",
  );
  t.same(
    hours,
    ["2026-03-29 01", "2026-03-29 03", "2026-03-29 04"],
    "the hour that was left out is not there",
  );
  t.equal(sliceOf(new Date(0), new Date(3_600_000)), "minute");
  t.equal(sliceOf(new Date(0), new Date(24 * 3_600_000)), "hour");
  t.equal(sliceOf(new Date(0), new Date(72 * 3_600_000)), "day");
  t.end();
});

test("a time line drops a slip an answer, and piles thousands up to scale", (t) => {
  const keys = ["2026-03-12", "2026-03-13"];
  const words = {
    isMirrored: false,
    first: "a",
    last: "b",
    now: null,
    reached: { column: 1, text: "quorum" },
  };
  const few = columnsOf(
    keys,
    [
      { key: "2026-03-12", position: "agree", reasoned: false, count: 3 },
      { key: "2026-03-13", position: "block", reasoned: true, count: 1 },
    ],
    true,
  );
  const drawn = drawTimeLine({ columns: few, ...words });
  t.equal(only(drawn.shapes, "area").length, 4);
  t.equal(only(drawn.shapes, "bar").length, 1);
  const many = columnsOf(
    keys,
    [{ key: "2026-03-12", position: "agree", reasoned: false, count: 9000 }],
    true,
  );
  const piled = only(drawTimeLine({ columns: many, ...words }).shapes, "area");
  t.match(piled, [{ part: "agree", height: 90 }]);
  t.equal(
    columnsOf(
      Array.from({ length: 365 }, (_, i) => `d${i}`),
      [],
      true,
    ).length <= 45,
    true,
  );
  t.end();
});
