import fc from "fast-check";
import { test } from "tap";
import { diff, piecesOf } from "../../src/domain/wording/diff.ts";
import { applyEdits, narrow } from "../../src/domain/wording/edits.ts";
import { renderMarkdown } from "../../src/markdown.ts";
import { safe } from "../../src/web/html.ts";
import { markChanges } from "../../src/web/marks/marks.ts";
import { look } from "./look.ts";

const saying = { gone: safe("<i>-</i>"), new: safe("<i>+</i>") };
const mark = (before: string, after: string) => markChanges(diff(before, after), saying);
const htmlOf = (before: string, after: string): string =>
  mark(before, after)
    .stretches.map(({ html }) => html.html)
    .join("");
const bare = (html: string): string => html.replace(/<[^>]*>|\s+/g, "");
const unsaid = (html: string): string => html.replace(/<i>[-+]<\/i>/g, "");

const words = fc.constantFrom(
  ...[
    "bread",
    "five",
    "**bold**",
    "*",
    "_so_",
    "`code`",
    "[link](https://a.example/x)",
    "https://b.example/y",
  ],
  ...[
    "<b>",
    "&amp;",
    "&",
    "\\",
    "|",
    "کتاب",
    "パン",
    "1.",
    "-",
    "[ref]",
    "😀",
    "!",
    "~~",
    "\ue010",
    "\ue014",
  ],
);
const line = fc
  .tuple(
    fc.constantFrom("", "", "", "# ", "- ", "1. ", "2. ", "> ", "  ", "    ", "```", "| ", "---"),
    fc.array(words, { maxLength: 6 }),
  )
  .map(([opens, all]) => opens + all.join(" "));
const text = fc.array(line, { minLength: 1, maxLength: 8 }).chain((lines) =>
  fc.array(fc.constantFrom("\n", "\n\n"), { minLength: lines.length, maxLength: lines.length }).map((ends) =>
    lines
      .map((one, index) => one + ends[index])
      .join("")
      .trim(),
  ),
);
/** A text, and another one that shares much with it. */
const pair = fc.tuple(text, text, fc.nat(8)).map(([one, other, kept]) => {
  const lines = one.split("\n");
  return [
    one,
    [...lines.slice(0, kept), ...other.split("\n"), ...lines.slice(kept)].join("\n").trim(),
  ] as const;
});

test("whatever changes, what is struck and what stays read as the old text, what stays and what is inserted as the new one", (t) => {
  const clean = (one: string): string => one.replace(/[\ue010-\ue014]/g, "\ufffd");
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const html = htmlOf(before, after);
      const { problems } = look(`<h1></h1><h2></h2>${html}`);
      if (problems.some((one) => !one.startsWith("a link in a link"))) throw new Error(problems.join());
      // what is shown as it was typed is the Markdown itself
      if (html.includes('class="typed"')) return;
      const left = bare(unsaid(html).replace(/<ins\b.*?<\/ins>/gs, ""));
      const right = bare(unsaid(html).replace(/<del\b.*?<\/del>/gs, ""));
      if (left !== bare(renderMarkdown(clean(before)))) throw new Error(`old: ${html}`);
      if (right !== bare(renderMarkdown(clean(after)))) throw new Error(`new: ${html}`);
    }),
    { numRuns: 1500 },
  );
  t.pass("for 1500 pairs of texts");
  t.end();
});

test("changes are numbered one after the other, each with one id, and equal texts have none", (t) => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const { stretches, count } = mark(before, after);
      const ids = [...htmlOf(before, after).matchAll(/ id="change-(\d+)"/g)].map(([, id]) => Number(id));
      const all = [...new Set(stretches.flatMap(({ changes }) => changes))];
      const expected = Array.from({ length: count }, (_, index) => index + 1);
      if (ids.join() !== expected.join() || all.join() !== expected.join()) throw new Error(ids.join());
    }),
    { numRuns: 500 },
  );
  t.equal(mark("Same.\n\n- one", "Same.\n\n- one").count, 0);
  t.equal(
    mark("Same.\n\nMore.", "Same.\n\n\n\nMore.").count,
    0,
    "more empty lines are no change to a reader",
  );
  t.end();
});

test("paragraphs and lists are kept: new ones are inserted whole, and points are not renumbered one by one", (t) => {
  t.equal(
    htmlOf("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.").replace(/\n/g, ""),
    '<p>One.</p><ins id="change-1" class="whole"><i>+</i><p>New.</p></ins><p>Two.</p>',
  );
  t.match(
    htmlOf("1. a\n2. b\n3. c", "1. a\n2. new\n3. b\n4. c"),
    /<li><ins id="change-1"><i>\+<\/i>new<\/ins><\/li>\n<li>b<\/li>/,
  );
  t.match(
    htmlOf("# Bread", "## Bread"),
    /<h3><del .*<\/h3>\n<h4><ins>.*<\/h4>/,
    "a heading of another level",
  );
  t.match(htmlOf("`one two`", "`one 2`"), /<code>one <del .*two<\/del><ins>.*2<\/ins><\/code>/);
  t.match(
    htmlOf("a\nb", "a b"),
    /class="typed">a<del id="change-1"><i>-<\/i>¶\n<\/del><ins><i>\+<\/i> <\/ins>b/,
  );
  t.end();
});

test("a change is told as narrowly as whole words allow, and makes the same text", (t) => {
  const told = (old: string, put: string): string =>
    piecesOf(old, narrow(old, [{ from: 0, to: old.length, put }]))
      .map(({ is, text: one }) => (is === "same" ? one : is === "gone" ? `[${one}]` : `{${one}}`))
      .join("");
  t.equal(
    told("the west courtyard,", "the west courtyard, none nearer,"),
    "the west courtyard,{ none nearer,}",
  );
  t.equal(told("five members", "seven members"), "[five]{seven} members");
  t.equal(told("cat", "cart"), "[cat]{cart}");
  t.equal(told("😀", "😁"), "[😀]{😁}");
  t.equal(told("gone", ""), "[gone]");
  fc.assert(
    fc.property(text, text, fc.nat(40), fc.nat(40), (before, put, one, other) => {
      const [from, to] = [Math.min(one, other, before.length), Math.min(Math.max(one, other), before.length)];
      const edit = { from, to, put };
      if (applyEdits(before, narrow(before, [edit])) !== applyEdits(before, [edit])) throw new Error(before);
    }),
    { numRuns: 500 },
  );
  t.end();
});

test("no entity in a text pushes its paragraphs apart, so that none is left out of what is shown", (t) => {
  const odd = "First &#xE014; one &#xE010; more &#57364; &#xE013;.\n\nSecond words.\n\nThird words ";
  const { stretches, count } = mark(`${odd}stand.`, `${odd}fall.`);
  t.equal(count, 1);
  t.same(
    stretches.map(({ changes }) => changes.length),
    [0, 0, 1],
  );
  t.match(stretches[0]?.html.html, /^<p>First .*<\/p>\n$/);
  t.match(stretches[2]?.html.html, /<del.*stand.*<ins.*fall/);
  t.end();
});
