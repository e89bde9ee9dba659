import fc from "fast-check";
import { test } from "tap";
import { buildLexicon } from "../../../src/domain/words/lexicon.ts";
import { splitChange } from "../../../src/domain/words/split-change.ts";
import { gist, hear, hearBehind, tables } from "./say.ts";

const lexicon = buildLexicon(tables);

const pieces = [
  ...Object.values(tables).flatMap(({ kinds, degrees, ...lists }) =>
    [...Object.values(lists), ...Object.values(kinds), ...Object.values(degrees)].map(
      (phrases) => phrases[0] as string,
    ),
  ),
  ..."@a@b.c|https://a.b/1|2026-12-01|18:00|12|no. 12|7KQX-M2PD-RT9H|:|：|,|?|\n| |\u200b|٢٠٢٦-١٢-٠١".split(
    "|",
  ),
].filter(Boolean);
const talk = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(" ", ": "), fc.string({ unit: "binary" })))
  .map((parts) => parts.join(""));
const language = fc.option(fc.constantFrom(...Object.keys(tables)), { nil: undefined });

test("no string makes it throw, and what is heard is the same every time and bounded", async (t) => {
  fc.assert(
    fc.property(talk, language, (text, tag) => {
      const heard = hear(text, tag);
      splitChange(lexicon, text);
      if (gist(heard) !== gist(hear(text, tag))) return false;
      if (heard.command === "propose") return heard.about.length <= 200 && !/[\n]/.test(heard.about);
      if (heard.command === "open") return heard.dates.length <= 2;
      return true;
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

// each is read in some tens of milliseconds, so twenty seconds tell what grows with the square of its length from a busy machine
const size = 1_000_000;
const hostile: Record<string, string> = {
  "propose, again and again": "propose ",
  "proposals of a kind without a colon": "propose removal of ",
  "lines of proposals of a kind": "propose removal of @ann: x\n",
  "lines of proposals without a title": "propose removal of @ann\n",
  colons: ":",
  "propose and colons": "propose:",
  dates: "2026-12-01 ",
  "dates and times in a row": "2026-12-01 18:00 ",
  "digits and hyphens": "2026-",
  "words that take dates": "open the vote ",
  "lines of votes to open": "open the vote 2026-12-01\n",
  "answers to handles": "answer @a",
  "handles without an end": "@a@a",
  "addresses in a row": "hide https://",
  "one long address": "https://a:",
  "lines of addresses": "hide https://a.example/1: x\n",
  "words before a handle": "ban of a ",
  "asking to leave": "ask to leave @a ",
  "dotted names": "a.",
  "lines that would lift it": "would lift it\n",
  "groups of a code": "7KQX-",
  "concerns in a row": "concern: ",
  "withdrawals in a row": "withdraw, ",
  "a ligature that unfolds to eighteen letters": "\ufdfa",
};

for (const [name, piece] of Object.entries(hostile)) {
  test(`1 MB of ${name} is read at once`, async (t) => {
    const flood = piece.repeat(Math.ceil(size / piece.length));
    for (const start of [
      "",
      "propose ",
      "propose ban of @a ",
      "open the vote ",
      "hide https://a",
      "answer @a",
      "join ",
    ]) {
      const text = start + flood;
      const began = performance.now();
      hear(text, "en");
      hear(text);
      t.ok(performance.now() - began < 20_000, `${start}${JSON.stringify(piece)}… before long`);
    }
    const began = performance.now();
    hearBehind(flood, flood);
    hear(`agree\n${flood}`);
    hear(`ask to leave @a ${flood}: x`);
    splitChange(lexicon, `x\n${flood}`);
    t.ok(performance.now() - began < 20_000, "behind others too");
  });
}
