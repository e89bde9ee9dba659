import { test } from "tap";
import { findPassage } from "../../src/domain/wording/passage.ts";
import { readHtml } from "../../src/fediverse/html.ts";
import { passageIn, quoteAskedIn, quotesIn, withoutQuoteLine } from "../../src/fediverse/quotes.ts";

const origin = "https://a.example";
const mention =
  '<span class="h-card"><a href="https://a.example/assemblies/coop" class="u-url mention">@<span>coop</span></a></span>';
const passageOf = (html: string) => passageIn(html, readHtml(html, []), []);

test("a passage that is quoted before anything is said is read from what each software sends", async (t) => {
  const cases: readonly [string, string, string | null][] = [
    [
      "Mastodon",
      `<p>${mention}</p><blockquote><p>We bake on<br>Sundays</p></blockquote><p>Why?</p>`,
      "We bake on\nSundays",
    ],
    [
      "Mastodon, typed",
      `<p>${mention} &gt; We bake on<br>&gt; Sundays</p><p>Why?</p>`,
      "We bake on\nSundays",
    ],
    [
      "Misskey",
      `<p><a href="https://a.example/@coop" class="u-url mention">@coop@a.example</a> <blockquote>We &amp; bake</blockquote>Why?</p>`,
      "We & bake",
    ],
    ["GoToSocial", `<p>${mention}</p><blockquote><p>We bake.</p></blockquote><p>Why?</p>`, "We bake."],
    ["snac", "<blockquote>We bake<br></blockquote><br>Why?", "We bake"],
    ["quoted later", `<p>${mention} I say</p><blockquote><p>We bake</p></blockquote>`, null],
    ["quoted later, typed", "<p>I say<br>&gt; We bake</p>", null],
    ["nothing quoted", "<p>I say</p>", null],
    ["an empty quote", "<blockquote></blockquote><p>I say</p>", null],
    ["a quote that does not end", "<blockquote>We bake", null],
  ];
  for (const [software, html, expected] of cases) t.equal(passageOf(html), expected, software);
});

test("what is quoted is found in the text in spite of how apps write it", async (t) => {
  const text = "We *bake* on “Sundays” – in\nturns.";
  const said = passageOf('<blockquote><p>bake on "Sundays" - in turns.</p></blockquote><p>So</p>') as string;
  t.match(findPassage(text, said), { to: text.length });
});

test("a thousand quotes in one another, and half a megabyte of half a tag, are read in no time", async (t) => {
  for (const html of [
    "<blockquote>".repeat(20_000),
    '<p class="quote-inline '.repeat(20_000),
    "&gt; ".repeat(60_000),
  ]) {
    const before = performance.now();
    passageOf(html);
    withoutQuoteLine(html);
    t.ok(performance.now() - before < 2000, html.slice(0, 12));
  }
});

test("only a question or note of ours is quoted, in whatever word an app says so", async (t) => {
  const question = `${origin}/questions/019a0000-0000-7000-8000-000000000000`;
  const read = (more: object) => quotesIn({ object: { id: "n", ...more } }, "n", origin);
  for (const key of ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
    t.equal(read({ [key]: question }), question, key);
  for (const other of [
    "https://b.example/1",
    `${origin}/assemblies/coop`,
    `${question}#x`,
    { id: question },
    7,
    null,
  ])
    t.equal(read({ quote: other }), null, JSON.stringify(other));
  t.equal(quotesIn({ object: { id: "other", quote: question } }, "n", origin), null);
  const line = '<p class="quote-inline">RE: <a href="x">x</a></p><p>agree</p>';
  t.same(
    [withoutQuoteLine(line), withoutQuoteLine("<p>quote-inline</p>")],
    ["<p>agree</p>", "<p>quote-inline</p>"],
  );
});

test("a request to quote names a note of who asks, and nothing else", async (t) => {
  const actor = "https://b.example/users/ann";
  const ask = (more: object) =>
    quoteAskedIn(
      {
        type: "QuoteRequest",
        id: `${actor}/q`,
        actor,
        object: `${origin}/x`,
        instrument: `${actor}/1`,
        ...more,
      },
      actor,
    );
  t.match(ask({}), { requestId: `${actor}/q`, quoted: `${origin}/x`, quoting: `${actor}/1`, create: null });
  t.match(ask({ instrument: { id: `${actor}/1`, type: "Note" } }), {
    create: { type: "Create", object: { quote: `${origin}/x` } },
  });
  for (const instrument of [
    "https://c.example/1",
    "x",
    7,
    null,
    {},
    [`${actor}/1`],
    { id: "https://c.example/1" },
  ])
    t.equal(ask({ instrument }), null, JSON.stringify(instrument));
  t.equal(ask({ object: { id: `${origin}/x` } }), null);
});
