import fc from "fast-check";
import { test } from "tap";
import {
  applyEdits,
  areApart,
  carrySpan,
  collide,
  type Edit,
  follow,
  rebase,
} from "../../../src/domain/wording/edits.ts";

/** A text, and sets of changes of it, each apart within itself. */
const changed = fc.string({ maxLength: 60 }).chain((text) =>
  fc.record({
    text: fc.constant(text),
    sets: fc.array(
      fc
        .array(
          fc.tuple(fc.nat(text.length), fc.nat(8), fc.string({ maxLength: 5 })).map(
            ([from, length, put]): Edit => ({
              ...{ from, to: Math.min(text.length, from + length), put },
            }),
          ),
          { minLength: 1, maxLength: 3 },
        )
        .filter((edits) => areApart(edits, text.length)),
      { minLength: 2, maxLength: 5 },
    ),
  }),
);

test("what does not collide gives the same text in whatever order it is merged, and at once", (t) => {
  fc.assert(
    fc.property(changed, fc.infiniteStream(fc.nat()), ({ text, sets }, dice) => {
      const apart = sets.filter((set, at) => sets.slice(0, at).every((other) => !collide(set, other)));
      fc.pre(
        apart.length > 1 && apart.every((set, at) => apart.slice(at + 1).every((one) => !collide(set, one))),
      );
      const atOnce = applyEdits(text, apart.flat());
      let [merged, rest] = [text, apart];
      while (rest.length > 0) {
        const [next] = rest.splice((dice.next().value ?? 0) % rest.length, 1) as [Edit[]];
        merged = applyEdits(merged, next);
        rest = rest.map((set) => rebase(set, next) as Edit[]);
      }
      t.equal(merged, atOnce);
    }),
    { numRuns: 2000 },
  );
  t.end();
});

test("a change moves with the words that it is about, and is none any more where they went", (t) => {
  const text = "We meet on Monday at nine.";
  const edit = { from: 11, to: 17, put: "Tuesday" };
  const [moved] = rebase([edit], [{ from: 0, to: 2, put: "All of us" }]) ?? [];
  t.equal(
    applyEdits("All of us meet on Monday at nine.", moved ? [moved] : []),
    "All of us meet on Tuesday at nine.",
  );
  t.equal(rebase([edit], [{ from: 8, to: 20, put: "soon" }]), null);
  t.equal(collide([edit], [{ from: 17, to: 17, put: " or later" }]), true, "words put in right beside");
  t.equal(collide([edit], [{ from: 18, to: 20, put: "around" }]), false);
  t.equal(collide([edit], [{ from: 12, to: 13, put: "u" }]), true);
  t.equal(collide([{ from: 5, to: 5, put: "a" }], [{ from: 5, to: 5, put: "b" }]), true, "two at one place");
  t.equal(applyEdits(text, [edit, { from: 21, to: 25, put: "ten" }]), "We meet on Tuesday at ten.");
  t.end();
});

test("what moves along in spite of what changed inside it keeps its place, and meets nothing twice", (t) => {
  const text = "Ask Ann Bell, who lights the oven, at five.";
  const at = (words: string) => ({ from: text.indexOf(words), to: text.indexOf(words) + words.length });
  const erased = [{ ...at("Ann Bell"), put: "[…]" }];
  const gone = "Ask […], who lights the oven, at five.";
  const cases: [words: string, come: string, whole: string][] = [
    ["at five", "at six", "Ask […], who lights the oven, at six."],
    ["Ask Ann Bell, who", "Who", "Who lights the oven, at five."],
    ["Bell, who lights", "lights", "Ask lights the oven, at five."],
    ["Ask", "Tell", "Tell […], who lights the oven, at five."],
  ];
  for (const [words, put, whole] of cases)
    t.equal(applyEdits(gone, follow([{ ...at(words), put }], erased)), whole);
  t.end();
});

test("a passage moves along with changes around it, and is gone where anything within it changed", async (t) => {
  const text = "We bake on Sundays.";
  const span = { from: 3, to: 7 };
  const edit = (from: number, to: number, put: string) => ({ from, to, put });
  const cases: readonly [string, ReturnType<typeof edit>[], string | null][] = [
    ["nothing changed", [], "bake"],
    ["changed before and behind", [edit(0, 2, "All of us"), edit(8, 10, "by")], "bake"],
    ["put in right before and behind", [edit(3, 3, "now "), edit(7, 7, " bread")], "bake"],
    ["put in within", [edit(5, 5, "x")], null],
    ["taken out in part", [edit(6, 9, "")], null],
    ["replaced whole", [edit(3, 7, "eat")], null],
  ];
  for (const [title, edits, expected] of cases) {
    const there = carrySpan(span, edits);
    t.equal(there && applyEdits(text, edits).slice(there.from, there.to), expected, title);
  }
});

test("changes move over others as they do when each is looked at by itself", (t) => {
  const place = fc.integer({ min: 0, max: 30 });
  const one = fc
    .tuple(place, fc.integer({ min: 0, max: 4 }), fc.string({ maxLength: 3 }))
    .map(([from, length, put]): Edit => ({ from, to: from + length, put }));
  const apart = fc.array(one, { maxLength: 6 }).filter((edits) => areApart(edits, 40));
  const slow = (edits: readonly Edit[], over: readonly Edit[]): Edit[] | null =>
    collide(edits, over)
      ? null
      : edits.map(({ from, to, put }) => {
          const before = over.filter((other) => other.to <= from);
          const shift = before.reduce((sum, other) => sum + other.put.length - (other.to - other.from), 0);
          return { from: from + shift, to: to + shift, put };
        });
  fc.assert(
    fc.property(apart, apart, (edits, over) => {
      if (JSON.stringify(rebase(edits, over)) !== JSON.stringify(slow(edits, over)))
        throw new Error("another");
    }),
    { numRuns: 3000 },
  );
  t.end();
});
