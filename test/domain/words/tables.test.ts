import { test } from "tap";
import { degrees } from "../../../src/domain/suggestion.ts";
import { fold, proposeKinds, type WordTable } from "../../../src/domain/words/lexicon.ts";
import { cases } from "./cases.ts";
import { gistOf, tables } from "./say.ts";

const kinds = Object.keys(tables.en as object);

/** The lists of a table; those of the kinds of proposals lie one level deeper. */
const listsOf = ({ kinds, degrees: named, ...lists }: WordTable): [string, readonly string[]][] => [
  ...Object.entries(lists),
  ...Object.entries(kinds).map(
    ([kind, phrases]) => [`kinds ${kind}`, phrases] as [string, readonly string[]],
  ),
  ...Object.entries(named).map(
    ([degree, phrases]) => [`degrees ${degree}`, phrases] as [string, readonly string[]],
  ),
];
/** Signs that are read behind other words only, and may be words of their own as well. */
const isInner = (kind: string) => /^(because|change|kinds .*|degrees .*)$/.test(kind);
const meaningOf = (kind: string) => (kind === "yes" ? "agree" : kind === "no" ? "disagree" : kind);

/** What a phrase of a kind must be read as, and the text to read it from. */
const readings: Record<string, (phrase: string) => [text: string, gist: string]> = {
  unclear: (phrase) => [phrase, "ask which"],
  amend: (phrase) => [`${phrase}: a => b`, "amend"],
  suggest: (phrase) => [`${phrase}: a`, "suggest"],
  propose: (phrase) => [`${phrase}: a`, "propose"],
  vouch: (phrase) => [`${phrase} @a@b.example`, "vouch"],
  recall: (phrase) => [`${phrase} @a@b.example`, "recall"],
  concern: (phrase) => [`${phrase}: a`, "concern"],
  answer: (phrase) => [`${phrase} @a@b.example: a`, "answer"],
  revise: (phrase) => [`${phrase}: a`, "revise"],
  statement: (phrase) => [`${phrase}: a`, "statement"],
  hide: (phrase) => [`${phrase} https://a.example/1: a`, "hide"],
  unhide: (phrase) => [`${phrase} https://a.example/1`, "unhide"],
  "ask-leave": (phrase) => [`${phrase} @a@b.example 2027-01-10: a`, "ask-leave"],
};
const plain = (kind: string) => (phrase: string) => [phrase, meaningOf(kind)] as [string, string];

test("every table has the same kinds of words, and at least one of each but unclear ones", async (t) => {
  for (const [language, table] of Object.entries(tables)) {
    t.same(Object.keys(table), kinds, language);
    t.same(Object.keys(table.kinds), proposeKinds, language);
    t.same(Object.keys(table.degrees), degrees, language);
    for (const [kind, phrases] of listsOf(table)) {
      if (kind !== "unclear") t.ok(phrases.length > 0, `${language} ${kind}`);
    }
  }
});

test("no phrase is listed twice in a language, nor with two meanings", async (t) => {
  for (const [language, table] of Object.entries(tables)) {
    const seen = new Map<string, string>();
    for (const [kind, phrases] of listsOf(table)) {
      for (const phrase of phrases) {
        const sort = /^(kinds|degrees) /.exec(kind)?.[1] ?? kind;
        const key = `${isInner(kind) || phrase.startsWith(",") ? sort : ""} ${fold(phrase)}`;
        t.notOk(seen.has(key), `${language}: ${phrase} is ${kind} and ${seen.get(key)}`);
        seen.set(key, kind);
        t.equal(phrase, phrase.normalize("NFC").trim(), `${language}: ${phrase} is tidy`);
      }
    }
  }
});

for (const [language, table] of Object.entries(tables)) {
  test(`${language}: every phrase of the table is read as what it is listed for`, async (t) => {
    for (const [kind, phrases] of listsOf(table)) {
      if (isInner(kind)) continue;
      for (const phrase of phrases) {
        // a comma or a colon within is no word by itself, and tested in its sentence below
        if (kind === "unclear" && /[,:]/.test(phrase)) continue;
        const [text, gist] = (readings[kind] ?? plain(kind))(phrase);
        t.equal(gistOf(text, language), gist, text);
        const anyway = gistOf(text);
        t.ok(anyway === gist || anyway === "ask which", `${text}, no language declared: ${anyway}`);
      }
    }
  });

  test(`${language}: no phrase votes when the sentence goes on or asks`, async (t) => {
    for (const kind of ["agree", "abstain", "disagree", "block", "yes", "no"] as const) {
      for (const phrase of table[kind]) {
        for (const text of [`${phrase} qx`, `${phrase}?`, `${phrase} ?`, `${phrase}…?`, `qx ${phrase}`]) {
          t.match(gistOf(text, language), /^(none|ask doubtful)$/, text);
        }
      }
    }
  });

  test(`${language}: every "because" begins a reason, and every clause that goes on is asked back`, async (t) => {
    const word = cases[language]?.agree[0] as string;
    for (const phrase of table.because) t.equal(gistOf(`${word} ${phrase} qx`, language), "agree", phrase);
    for (const phrase of table.unclear.filter((unclear) => unclear.startsWith(","))) {
      t.equal(gistOf(`${word}${phrase} qx`, language), "ask doubtful", `${word}${phrase}`);
      t.equal(gistOf(`${word}${phrase} qx`), "ask doubtful", `${word}${phrase}, no language declared`);
    }
    for (const phrase of table.unclear.filter((unclear) => /.[,:]/.test(unclear))) {
      t.equal(gistOf(`${phrase} qx`, language), "ask doubtful", phrase);
    }
  });
}
