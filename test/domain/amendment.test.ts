import fc from "fast-check";
import { test } from "tap";
import {
  collisions,
  isUnplaced,
  type Mergeable,
  merge,
  placeReplacements,
  readEdited,
  replacementsOf,
} from "../../src/domain/amendment.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import { applyEdits, type Edit, rebase } from "../../src/domain/wording/edits.ts";

const text = "We bake on Sundays.\n\nThe oven is lit at five. Who lights it sweeps the yard.";

test("words are found in the text and changed there, and nowhere else", (t) => {
  const placed = placeReplacements(text, [
    { old: "Sundays", new: "Mondays" },
    { old: "at five", new: "at six" },
  ]);
  if (isRefusal(placed)) throw new Error(placed.refused);
  t.equal(applyEdits(text, placed), text.replace("Sundays", "Mondays").replace("at five", "at six"));
  t.same(replacementsOf(text, placed), [
    { old: "Sundays", new: "Mondays" },
    { old: "at five", new: "at six" },
  ]);
  const out = placeReplacements(text, [{ old: "Who lights it sweeps the yard.", new: "" }]);
  t.equal(
    isRefusal(out) ? out.refused : applyEdits(text, out),
    text.slice(0, -31),
    "and no space is left over",
  );
  const within = placeReplacements(text, [{ old: "lit", new: "" }]);
  t.match(isRefusal(within) ? "" : applyEdits(text, within), /The oven is at five/);
  t.end();
});

test("what cannot be placed is refused, with the words that were looked for", (t) => {
  const refused = (replacements: { old: string; new: string }[]) => placeReplacements(text, replacements);
  t.match(refused([{ old: "Tuesdays", new: "x" }]), {
    refused: "no-passage",
    detail: { passage: "Tuesdays" },
  });
  t.match(placeReplacements("a cat, a cat", [{ old: "a cat", new: "x" }]), { refused: "passage-twice" });
  t.match(refused([{ old: "Sundays", new: "Sundays" }]), { refused: "same-text" });
  t.match(refused([{ old: " ", new: "x" }]), { refused: "bad-amendment" });
  t.match(refused([]), { refused: "bad-amendment" });
  t.match(refused(Array.from({ length: 101 }, () => ({ old: "bake", new: "cook" }))), {
    refused: "bad-amendment",
  });
  const twice = [
    { old: "bake on", new: "cook on" },
    { old: "on Sundays", new: "on Mondays" },
  ];
  t.match(refused(twice), { refused: "collides-itself" });
  t.equal(isUnplaced(refused([{ old: "Tuesdays", new: "x" }])), true);
  t.equal(isUnplaced(refused([])), false);
  t.match(readEdited(text, text), { refused: "same-text" });
  t.match(readEdited(text, `${text}\r\n`), { refused: "same-text" }, "a form's line ends are no change");
  t.end();
});

const source = Array.from({ length: 40 }, (_, n) => `word${n}`).join(" ");
const edit: fc.Arbitrary<Edit> = fc
  .tuple(fc.nat(source.length), fc.nat(12), fc.constantFrom("", "x", "new words ", "\n"))
  .map(([from, length, put]) => ({ from, to: Math.min(source.length, from + length), put }));
const amendments = fc
  .array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((lists) => lists.map((edits, n): Mergeable => ({ id: `a${n}`, edits })));

test("amendments that do not collide give the same text in whichever order they are merged, together or one by one", (t) => {
  let merged = 0;
  fc.assert(
    fc.property(amendments, fc.infiniteStream(fc.nat()), (all, stream) => {
      const touching = collisions(all);
      const apart: Mergeable[] = [];
      for (const one of all) {
        const isOwn = one.edits.every((some, at) =>
          one.edits.slice(at + 1).every((other) => rebase([some], [other]) !== null),
        );
        if (isOwn && apart.every(({ id }) => !touching.get(one.id)?.has(id))) apart.push(one);
      }
      const together = merge(source, apart);
      const order = [...apart].sort(() => ((stream.next().value ?? 0) % 2 === 0 ? 1 : -1));
      if (merge(source, order) !== together) throw new Error("another order, another text");
      let step = source;
      let rest: Mergeable[] = order;
      while (rest.length > 0) {
        const [first, ...others] = rest as [Mergeable, ...Mergeable[]];
        step = applyEdits(step, first.edits);
        rest = others.map(({ id, edits }) => {
          const moved = rebase(edits, first.edits);
          if (!moved) throw new Error(`${id} was overtaken by what it does not collide with`);
          return { id, edits: moved };
        });
      }
      if (step !== together) throw new Error(`one by one: ${step}, together: ${String(together)}`);
      if (apart.length > 1) merged++;
    }),
    { numRuns: 1000 },
  );
  t.ok(merged > 300, "most of the time there were several");
  t.end();
});

test("two amendments that touch the same words are never merged, and each knows of the other", (t) => {
  fc.assert(
    fc.property(amendments, (all) => {
      const touching = collisions(all);
      const slow = (one: Mergeable, other: Mergeable) => rebase(one.edits, other.edits) === null;
      for (const one of all)
        for (const other of all)
          if (one.id !== other.id && slow(one, other) !== (touching.get(one.id)?.has(other.id) ?? false))
            throw new Error(`${one.id} and ${other.id}`);
      const collide = [...touching.values()].some((others) => others.size > 0);
      const result = merge(source, all);
      if (collide !== isRefusal(result)) throw new Error("a collision that merged, or none that did not");
    }),
    { numRuns: 1000 },
  );
  t.end();
});

test("a hundred passages are found in a text that is made to be searched for long", (t) => {
  const words = Array.from({ length: 100 }, (_, n) => ({ old: `word${n}.`, new: `Word ${n}.` }));
  const tail = words.map(({ old }) => old).join(" ");
  for (const odd of ["[", "![", "[](", "a", "<a:"]) {
    const long = `${odd.repeat(90_000 / odd.length)} ${tail}`;
    const edits = placeReplacements(long, words);
    t.equal(isRefusal(edits) ? edits.refused : edits.length, 100, odd);
  }
  const part = [{ old: "a".repeat(40_000), new: "b" }];
  t.match(
    placeReplacements("a".repeat(90_000), part),
    { refused: "passage-twice" },
    "part of a word for ever",
  );
  t.end();
});

test("a thousand amendments of a hundred places each, all in each other's way, are seen to be", (t) => {
  const edits = Array.from({ length: 100 }, (_, at) => ({ from: at * 500, to: at * 500 + 400, put: "x" }));
  const found = collisions(Array.from({ length: 1000 }, (_, id) => ({ id: String(id), edits })));
  t.equal([...found.values()].filter((others) => others.size === 999).length, 1000);
  t.end();
});
