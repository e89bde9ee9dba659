import fc from "fast-check";
import { test } from "tap";
import { diff, editsBetween } from "../../../src/domain/wording/diff.ts";
import { applyEdits, areApart } from "../../../src/domain/wording/edits.ts";

const marked = (before: string, after: string): string =>
  diff(before, after)
    .map(({ is, text }) => (is === "same" ? text : is === "gone" ? `[-${text}-]` : `{+${text}+}`))
    .join("");

test("a change is shown where it is, word by word, in every script", (t) => {
  const cases: readonly [before: string, after: string, shown: string][] = [
    ["We bake on Sundays.", "We bake on Mondays.", "We bake on [-Sundays-]{+Mondays+}."],
    ["We bake on Sundays.", "We bake at dawn.", "We bake [-on Sundays-]{+at dawn+}."],
    ["One.\n\nTwo.", "One.\n\nTwo and a half.", "One.\n\nTwo{+ and a half+}."],
    ["One.\nTwo.\nThree.", "One.\nThree.", "One.\n[-Two.\n-]Three."],
    ["Same.", "Same.", "Same."],
    ["1. a\n2. b\n", "1. a\n2. new\n3. b\n", "1. a\n{+2. new\n+}[-2-]{+3+}. b\n"],
    ["one two", "three four", "[-one two-]{+three four+}"],
    ["", "New.", "{+New.+}"],
    ["我们星期日烤面包。", "我们星期一烤面包。", "我们星期[-日-]{+一+}烤面包。"],
    ["نخبز يوم الأحد.", "نخبز يوم الاثنين.", "نخبز يوم [-الأحد-]{+الاثنين+}."],
    ["Don't go.", "Don't stay.", "Don't [-go-]{+stay+}."],
    ["Cap: 100 €", "Cap: 200 €", "Cap: [-100-]{+200+} €"],
  ];
  for (const [before, after, shown] of cases) t.equal(marked(before, after), shown);
  t.end();
});

const words = fc.constantFrom(
  "we ",
  "bake ",
  "bread",
  " ",
  "\n",
  "\n\n",
  "on ",
  "Sundays",
  ", ",
  "🍞",
  "é",
  "e\u0301",
  "面",
  "包",
);
const text = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(""));

test("what is the same or gone makes the first text, what is the same or new the second, whatever they are", (t) => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diff(before, after);
      const made = (without: string) =>
        pieces
          .filter(({ is }) => is !== without)
          .map((piece) => piece.text)
          .join("");
      if (made("new") !== before || made("gone") !== after) throw new Error(JSON.stringify(pieces));
      const edits = editsBetween(before, after);
      if (applyEdits(before, edits) !== after || !areApart(edits, before.length))
        throw new Error(JSON.stringify(edits));
    }),
    { numRuns: 1000 },
  );
  t.end();
});

test("two long texts that have nothing in common are told in the end, as one in the other's place", (t) => {
  const before = Array.from({ length: 9000 }, (_, n) => `old${n}`).join(" ");
  const after = Array.from({ length: 9000 }, (_, n) => `new${n}`).join(" ");
  t.same(
    diff(before, after).map(({ is }) => is),
    ["gone", "new"],
  );
  t.end();
});
