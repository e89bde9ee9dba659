import fc from "fast-check";
import { test } from "tap";
import { cases } from "./cases.ts";
import { gist, hear, hearBehind } from "./say.ts";

const pieces = [
  ...Object.values(cases).flatMap((its) => [
    its.agree[0],
    its.disagree[0],
    its.no[0],
    its.amend[0],
    its.because,
  ]),
  ..."👍|👎|✋|🏽|🇪🇸|:x:|@a|@a@b.c|>|=>|,|،|:|?|؟|…|(|\n| |\u200b|\ufe0f|\u0301|\u3099|\ud83d|agree that|block".split(
    "|",
  ),
] as string[];
const talk = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })))
  .map((parts) => parts.join(""));
const language = fc.option(fc.oneof(fc.constantFrom(...Object.keys(cases)), fc.string()), { nil: undefined });

test("no string makes it throw, whatever is declared", async (t) => {
  fc.assert(
    fc.property(fc.oneof(talk, fc.string({ unit: "binary" })), talk, language, (text, summary, tag) => {
      hear(text, tag, false);
      hearBehind(summary, text, tag);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test("reading is the same every time, and a reason is part of what was written", async (t) => {
  fc.assert(
    fc.property(talk, language, (text, tag) => {
      const heard = hear(text, tag);
      if (gist(heard) !== gist(hear(text, tag))) return false;
      if (heard.command !== "vote") return true;
      const lines = heard.reason.split("\n");
      return lines.every((line) => text.normalize("NFC").includes(line));
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test("text that begins with no word of any table is discussion", async (t) => {
  fc.assert(fc.property(talk, language, (text, tag) => gist(hear(`qx ${text}`, tag)) === "none"));
  t.pass();
});

// what a hostile note of 200 kB may be made of; each is read in a few milliseconds, so two seconds are generous
const size = 200_000;
const hostile: Record<string, string> = {
  "agree, again and again": "agree ",
  "a veto, which seven tables hold, again and again": "veto ",
  "no, again and again": "no ",
  "agree and commas": "agree, ",
  "short lines": "a\n",
  "lines of commands": "agree\n",
  "empty lines": "\n",
  "quoted lines": "> a\n",
  thumbs: "👍",
  "thumbs with skin tones": "👍🏽",
  "other emoji": "🎉",
  "half emoji": "\ud83d",
  shortcodes: ":x:",
  colons: ":",
  mentions: "@a ",
  "mentions with servers": "@a@b.c ",
  "at signs": "@",
  blanks: " ",
  "zero-width characters": "\u200b",
  "variation selectors": "\ufe0f",
  accents: "\u0301",
  dashes: "-",
  "question marks": "?",
  commas: "،",
};

for (const [name, piece] of Object.entries(hostile)) {
  test(`200 kB of ${name} are read at once`, async (t) => {
    const flood = piece.repeat(Math.ceil(size / piece.length));
    for (const text of [
      flood,
      `agree${flood}`,
      `agree: ${flood}block`,
      `amend: a${flood}=> b${flood}`,
      `@a ${flood}agree`,
    ]) {
      const began = performance.now();
      hear(text, "en");
      hear(text);
      hearBehind(text, text);
      t.ok(performance.now() - began < 2000, `${JSON.stringify(text.slice(0, 12))}… within two seconds`);
    }
  });
}
