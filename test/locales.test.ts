import { readdirSync, readFileSync } from "node:fs";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { test } from "tap";
import { dateFormat, formatTag, readLocales } from "../src/locales.ts";

const folder = new URL("../locales/", import.meta.url);
const tags = readdirSync(folder).map((name) => name.slice(0, -5));
const read = (tag: string) => JSON.parse(readFileSync(new URL(`${tag}.json`, folder), "utf8"));
/** Every phrase of a branch with its dotted key. */
const phrasesOf = (branch: any, path = ""): [string, string][] =>
  typeof branch === "string"
    ? [[path, branch]]
    : Object.entries(branch).flatMap(([key, value]) => phrasesOf(value, path ? `${path}.${key}` : key));

type Blanks = { names: Set<string>; selects: Map<string, Set<string>>; plurals: string[][] };

/** The blanks of a phrase, the choices of its selects, and the categories of its plurals. */
function blanksOf(elements: MessageFormatElement[], found: Blanks): Blanks {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    found.names.add(element.value);
    if (element.type === TYPE.select) found.selects.set(element.value, new Set(Object.keys(element.options)));
    if (element.type === TYPE.plural)
      found.plurals.push(Object.keys(element.options).filter((option) => !option.startsWith("=")));
    if (element.type === TYPE.select || element.type === TYPE.plural)
      for (const option of Object.values(element.options)) blanksOf(option.value, found);
  }
  return found;
}
const read1 = (text: string): Blanks =>
  blanksOf(parse(text, { ignoreTag: true }), { names: new Set(), selects: new Map(), plurals: [] });

const english = read("en");
const sections = Object.keys(english).filter((section) => section !== "words" && section !== "language");

for (const tag of tags)
  test(`everything is said in ${tag}, with the blanks, choices and plural forms that it needs`, async (t) => {
    const own = read(tag);
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const section of sections) {
      const wanted = new Map(phrasesOf(english[section]));
      const said = new Map(phrasesOf(own[section] ?? {}));
      t.same([...said.keys()].sort(), [...wanted.keys()].sort(), `the phrases of ${section}`);
      for (const [key, text] of said) {
        const here = read1(text);
        const there = read1(wanted.get(key) ?? "");
        const name = `${section}.${key}`;
        t.ok(
          [...here.names].every((blank) => there.names.has(blank)),
          `${name} has no other blanks`,
        );
        for (const blank of there.names)
          if (!there.plurals.length) t.ok(here.names.has(blank), `${name} says ${blank}`);
        for (const [blank, choices] of here.selects)
          t.same(choices, there.selects.get(blank) ?? choices, `${name} chooses by ${blank}`);
        for (const forms of here.plurals)
          for (const form of forms) t.ok((categories as string[]).includes(form), `${name}: ${form}`);
      }
    }
  });

test("every phrase can be said in every language", async (t) => {
  const phrases = readLocales();
  for (const tag of tags)
    for (const section of sections)
      for (const [key, text] of phrasesOf(read(tag)[section] ?? {})) {
        const values = Object.fromEntries([...read1(text).names].map((name) => [name, 3]));
        const said = phrases.say(tag, `${section}.${key}`, values);
        t.notMatch(said, /[{}]/, `${formatTag(tag)} ${section}.${key}`);
        t.not(said.trim(), "", `${tag} ${section}.${key}`);
      }
});

test("dates are written as they are spoken", async (t) => {
  const options = { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" } as const;
  const at = new Date("2026-11-24T20:00:00Z");
  t.equal(dateFormat("en", options).format(at), "24 November 2026");
  t.equal(dateFormat("fa", options).format(at), "۳ آذر ۱۴۰۵");
  t.equal(dateFormat("ar", options).format(at), "٢٤ نوفمبر ٢٠٢٦");
  t.equal(dateFormat("zh", options).format(at), "2026年11月24日");
});
