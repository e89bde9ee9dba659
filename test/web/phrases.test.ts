import { readdirSync, readFileSync } from "node:fs";
import { test } from "tap";
import { refusals } from "../../src/domain/refusal.ts";
import { presets, type Tally } from "../../src/domain/rule.ts";
import { buildLexicon } from "../../src/domain/words/lexicon.ts";
import { readWords } from "../../src/domain/words/read.ts";
import { readLocales } from "../../src/locales.ts";
import { makeClock } from "../../src/web/clock.ts";
import { knownLanguage, makeTongue, pageLanguages } from "../../src/web/language.ts";
import { showMarkdown } from "../../src/web/markdown.ts";
import { sayFinding } from "../../src/web/models/finding.ts";
import { takePart } from "../../src/web/models/take-part.ts";
import { withoutMention } from "../../src/web/models/talk-rows.ts";
import { largeTally } from "../../src/web/models/tally.ts";

const phrases = readLocales();
const folder = new URL("../../locales/", import.meta.url);
const read = (tag: string) => JSON.parse(readFileSync(new URL(`${tag}.json`, folder), "utf8"));
const keysOf = (branch: any, path = ""): string[] =>
  typeof branch === "string"
    ? [path]
    : Object.entries(branch).flatMap(([key, value]) => keysOf(value, `${path}.${key}`));

test("every language that pages speak says everything that pages say", (t) => {
  t.same(pageLanguages(phrases), phrases.languages);
  const sections = ["pages", "refusals", "positions", "outcomes", "rule", "fractions", "joining"];
  for (const language of pageLanguages(phrases))
    for (const section of sections)
      t.same(
        keysOf(read(language)[section]).sort(),
        keysOf(read("en")[section]).sort(),
        `${language} ${section}`,
      );
  t.same(
    read("en").refusals,
    Object.fromEntries(Object.entries(refusals).map(([code, { sentence }]) => [code, sentence])),
  );
  t.end();
});

test("every phrase that a template or a model asks for is there", (t) => {
  const files = (path: URL): URL[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(new URL(`${entry.name}/`, path)) : [new URL(entry.name, path)],
    );
  const root = new URL("../../", import.meta.url);
  const used = [...files(new URL("views/", root)), ...files(new URL("src/web/", root))].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\b(?:say|rich)\(\s*"([a-z0-9.-]+)"/g)].map(
      // what runs in a browser is given the phrases of its own part of a page
      ([, key = ""]) => (file.pathname.includes("/src/web/check/") ? `ledger.check.${key}` : key),
    ),
  );
  t.ok(used.length > 100);
  for (const key of new Set(used)) t.ok(phrases.has(`pages.${key}`), key);
  t.end();
});

test("what a page says to type is read as what it says", (t) => {
  const lexicon = buildLexicon(phrases.words);
  const said = (text: string, language: string) =>
    readWords({ text: text.replace("…", "xyz"), language }, lexicon, true);
  for (const language of pageLanguages(phrases)) {
    const tongue = makeTongue(phrases, language);
    for (const [manner, positions] of [
      ["consensus", ["agree", "abstain", "disagree", "block"]],
      ["plain", ["agree", "abstain", "disagree"]],
    ] as const)
      for (const position of positions) {
        t.match(said(tongue.say(`type.${manner}.${position}`), language), {
          command: "vote",
          position,
          reason: /xyz/,
        });
        const name = phrases.say(language, `positions.${manner}.${position}`);
        t.match(said(name, language), { command: "vote", position }, name);
      }
    for (const command of ["suggest", "join", "leave", "propose"])
      t.match(said(tongue.say(`type.${command}`), language), { command }, `${language} ${command}`);
    const talk = { commands: phrases.words[language], needsEndorsing: true };
    const part = takePart(tongue, { address: "", rule: presets.consensus, until: null, talk });
    const commands = part.typed.map(({ words }) => (said(words, language) as { command?: string }).command);
    t.same(commands, ["amend", "endorse", "suggest", "concern", "endorse"], language);
  }
  t.end();
});

test("every count is said in every language and form, without a blank left open", (t) => {
  for (const language of pageLanguages(phrases)) {
    const tongue = makeTongue(phrases, language);
    for (const rule of Object.values(presets))
      for (const outcome of [null, "adopted", "rejected", "blocked", "unsettled", "inquorate"] as const)
        for (const n of [0, 1, 2, 3, 11, 100, 10_000]) {
          const tally: Tally = { agree: n, abstain: n, disagree: n, block: n, unreasonedBlock: n };
          const counted = { rule, roll: 5 * n + 2, tally, outcome };
          const { says, means } = sayFinding(tongue, counted);
          const { description, title, unreasoned } = largeTally(tongue, "x", counted);
          const all = [says, means, description, title, unreasoned ?? ""].join(" ");
          if (/[{}]|undefined|NaN|#/.test(all)) t.fail(all);
          if (language === "ar" && /[0-9]/.test(all)) t.fail(all);
        }
  }
  t.end();
});

test("times are said as an assembly's own clock shows them", (t) => {
  const now = new Date("2026-03-19T13:10:00Z");
  const clock = makeClock(makeTongue(phrases, "en"), "Europe/Berlin", now);
  const at = (text: string) => new Date(text);
  t.equal(clock.moment(at("2026-03-22T17:00:00Z")), "Sunday 22 March, 18:00");
  t.equal(clock.moment(at("2027-03-22T17:00:00Z")), "Monday, 22 March 2027, 18:00");
  t.equal(clock.fullMoment(at("2026-03-22T17:00:00Z")), "Sunday, 22 March 2026, 18:00 CET");
  t.equal(clock.recent(at("2026-03-19T10:20:00Z")), "today, 11:20");
  t.equal(clock.recent(at("2026-03-18T23:30:00Z")), "today, 00:30", "midnight is the assembly's");
  t.equal(clock.recent(at("2026-03-18T10:20:00Z")), "yesterday");
  t.equal(clock.recent(at("2026-03-12T10:20:00Z")), "12 March");
  t.equal(clock.distance(now, at("2026-03-22T17:00:00Z")), "3 days");
  t.equal(clock.distance(now, at("2026-03-21T12:00:00Z")), "46 hours");
  t.equal(clock.distance(now, at("2026-03-19T14:00:00Z")), "50 minutes");
  t.equal(clock.distance(now, at("2026-03-19T13:10:30Z")), "30 seconds");
  t.equal(clock.distance(now, at("2026-03-19T13:00:00Z")), "0 seconds");
  const arabic = makeClock(makeTongue(phrases, "ar"), "Asia/Amman", now);
  t.equal(arabic.distance(now, at("2026-03-22T17:00:00Z")), "٣ أيام");
  t.match(arabic.moment(at("2026-03-22T17:00:00Z")), "٢٢ مارس، ٢٠:٠٠");
  t.end();
});

test("a text's headings lie below the page's, without a gap and without styles of their own", (t) => {
  t.equal(showMarkdown("# a\n\n### b\n\n# c").html.replace(/\n/g, ""), "<h3>a</h3><h4>b</h4><h3>c</h3>");
  t.match(showMarkdown("##### a\n\n# b").html, /<h3>a<\/h3>\n<h3>b<\/h3>/);
  t.match(showMarkdown("# a", 2).html, "<h2>a</h2>");
  const table = showMarkdown('| a |\n|--:|\n| style="text-align:right" |').html;
  t.match(table, '<td class="to-right">style=&quot;text-align:right&quot;</td>');
  t.end();
});

test("a language that means nothing is not passed on", (t) => {
  t.equal(knownLanguage("pt-br"), "pt-BR");
  for (const tag of ["qq", 'x"y', "", null, "a".repeat(50)]) t.equal(knownLanguage(tag), null);
  t.end();
});

test("the mention that an app puts before a note is left out, and nothing else", (t) => {
  const link = '<a href="https://b.example/@coop" rel="nofollow">@<span>coop</span></a>';
  t.equal(withoutMention(`<p><span>${link}</span> Hello</p>`), "<p>Hello</p>");
  t.equal(withoutMention(`<p>${link} ${link} Hello ${link}</p>`), `<p>Hello ${link}</p>`);
  t.equal(withoutMention('<a href="https://b.example">@coop@b.example</a> Hello'), "Hello");
  for (const kept of [
    "<p>Hello</p>",
    '<p><a href="https://b.example">a page</a></p>',
    "<p>@coop Hello</p>",
    `<p><span>${link} Hello</span></p>`,
  ])
    t.equal(withoutMention(kept).replace(/\s/g, ""), kept.replace(/\s/g, ""));
  t.end();
});
