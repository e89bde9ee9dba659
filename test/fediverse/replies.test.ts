import { readFileSync } from "node:fs";
import { test } from "tap";
import { type PresetName, presets } from "../../src/domain/rule.ts";
import { buildLexicon } from "../../src/domain/words/lexicon.ts";
import { readWords } from "../../src/domain/words/read.ts";
import { cleanHtml, readHtml } from "../../src/fediverse/html.ts";
import { readLocales } from "../../src/locales.ts";

type Case = {
  note: { software: string; lang?: string; content: string; summary?: string; tag: any };
  expect: { rule: PresetName; command: string; position?: string; reason?: string };
};
const vectors: Case[] = JSON.parse(readFileSync(new URL("../vectors/replies.json", import.meta.url), "utf8"));
const lexicon = buildLexicon(readLocales().words);

test("every published example of a reply is understood as it says", async (t) => {
  for (const { note, expect } of vectors) {
    const text = readHtml(note.content, [note.tag].flat());
    const said = { text, language: note.lang, summary: note.summary };
    const heard = readWords(said, lexicon, presets[expect.rule].blocks !== null);
    const { rule: _, ...expected } = expect;
    // what is asked back does nothing either
    const done = heard.command === "ask" ? { command: "none" } : heard;
    t.match(done, expected, `${note.software} ${note.lang ?? ""}: ${text}`);
  }
});

test("quotes of others and what apps hide are not read", async (t) => {
  const read = (html: string) => readHtml(html, []);
  t.equal(read('<p class="quote-inline">RE: <a href="x">x</a></p><p>agree</p>'), "agree");
  t.equal(read('agree<br><br><span class="quote-inline">RE: x</span>'), "agree");
  t.equal(
    read('<a href="https://x.example"><span class="invisible">https://</span>x.example</a> is good'),
    "x.example is good",
  );
  t.equal(read("<blockquote><p>agree</p><blockquote>deeper</blockquote></blockquote>no idea"), "no idea");
});

test("an address that an app shows without its ends is read as it was typed", async (t) => {
  const link = (href: string, ...[start, shown, end]: string[]) =>
    `<a href="${href}"><span class="invisible">${start}</span><span class="ellipsis">${shown}</span><span class="invisible">${end}</span></a>`;
  const whole = link("https://spam.example/notes/1234", "https://", "spam.example/notes", "/1234");
  const mention =
    '<span class="h-card"><a href="https://m.example/coop" class="u-url mention">@<span>coop</span></a></span>';
  t.equal(
    readHtml(`<p>${mention} hide ${whole}: advertising</p>`, []),
    "hide https://spam.example/notes/1234: advertising",
  );
  const elsewhere = link("https://other.example/a", "agree ", "spam.example/notes", "/1234");
  t.equal(
    readHtml(`see ${elsewhere}`, []),
    "see spam.example/notes",
    "what is hidden must be the address itself",
  );
  t.equal(readHtml('<p>see <a href="https://x.example/a">my page</a></p>', []), "see my page");
});

test("only mentions at the start are dropped", async (t) => {
  const mention =
    '<span class="h-card"><a class="u-url mention" href="https://a.example/coop">@<span>coop</span></a></span>';
  t.equal(readHtml(`<p>${mention} ${mention} agree with ${mention}</p>`, []), "agree with @coop");
});

test("what people typed is kept where their server does not escape it", async (t) => {
  t.equal(
    readHtml("block: the oven is broken & costs < 100 €<br>", []),
    "block: the oven is broken & costs < 100 €",
  );
  t.equal(readHtml("I wrote <script>alert(1)</script> there", []), "I wrote <script>alert(1)</script> there");
});

test("entities are decoded once", async (t) => {
  t.equal(readHtml("a &amp;lt;b&amp;gt; &lt;i&gt;", []), "a &lt;b&gt; <i>");
});

test("what our pages show of a note neither runs nor loads anything", async (t) => {
  const cases = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<p style="position:fixed" onclick="x()">hi</p>',
    "<svg><script>1</script></svg>",
    "<iframe src=//evil></iframe>",
    '<a href="https://ok.example" target="_blank">ok</a>',
  ];
  for (const html of cases) {
    const clean = cleanHtml(html);
    t.notMatch(clean, /<(script|img|svg|iframe)|javascript:|data:|\son\w+=|style=|target=/i, clean);
  }
});

test("ten thousand nested quotes, and a megabyte of half a tag, are read in no time", async (t) => {
  for (const html of [
    "<blockquote>".repeat(10_000),
    "<a <a ".repeat(40_000),
    "@@@".repeat(80_000),
    "&amp".repeat(60_000),
  ]) {
    const before = performance.now();
    readHtml(html, []);
    cleanHtml(html);
    t.ok(performance.now() - before < 2000, html.slice(0, 12));
  }
});
