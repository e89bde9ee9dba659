import { test } from "tap";
import { findPassage, fold } from "../../../src/domain/wording/passage.ts";

const source = `# The garden

We "meet" on **Monday** — at nine o'clock, see [the plan](https://example.org/plan_(new)).

- Bring bread
- Bring salt… and \`tools\`

Whoever can't come writes to <https://example.org/list>. 🎉 Done!`;

const found: readonly [what: string, passage: string, stands: string][] = [
  ["as it stands", "at nine o'clock", "at nine o'clock"],
  ["smart quotes", "We “meet” on", 'We "meet" on'],
  ["emphasis that the app shows as bold", "on Monday - at", "on **Monday** — at"],
  ["another apostrophe and a dash", "Monday – at nine o’clock", "**Monday** — at nine o'clock"],
  ["a link by its label", "see the plan.", "see [the plan](https://example.org/plan_(new))."],
  ["across a line break and a bullet", "Bring bread\nBring salt", "Bring bread\n- Bring salt"],
  ["with the bullet typed", "- Bring salt", "Bring salt"],
  ["an ellipsis and code", "salt... and tools", "salt… and `tools`"],
  ["from the middle of what is bold", "Monday — at", "**Monday** — at"],
  ["spaces that are none", 'We\u00a0"meet"', 'We "meet"'],
  [
    "an address that the app completes",
    "writes to https://example.org/list",
    "writes to <https://example.org/list",
  ],
  ["another case", "whoever CAN'T come", "Whoever can't come"],
  ["behind a character of two units", "🎉 Done", "🎉 Done"],
];

test("a passage is found in spite of what apps do to it", (t) => {
  for (const [what, passage, stands] of found) {
    const place = findPassage(source, passage);
    t.equal(typeof place === "string" ? place : source.slice(place.from, place.to), stands, what);
  }
  t.end();
});

test("nothing is guessed: what stands there twice, or never, or is half a word, is not found", (t) => {
  t.equal(findPassage(source, "Bring"), "several");
  t.equal(findPassage(source, "on Tuesday"), "none");
  t.equal(findPassage(source, "eet"), "none");
  t.equal(findPassage(source, " ** "), "none");
  t.same(findPassage("会議は水曜日です", "水曜日"), { from: 3, to: 6 });
  t.end();
});

test("a text of 100 kB is read as fast as a short one is, for its length", (t) => {
  const long = "[".repeat(50_000) + "> ".repeat(25_000);
  t.ok(fold(long).text.length > 0);
  t.end();
});
