import { test } from "tap";
import { buildLexicon } from "../../src/domain/words/lexicon.ts";
import { readWords } from "../../src/domain/words/read.ts";
import { readLocales } from "../../src/locales.ts";

const lexicon = buildLexicon(readLocales().words);
const say = (text: string, language?: string, bears = true) =>
  readWords({ text, ...(language ? { language } : {}) }, lexicon, bears);
test("x", async (t) => {
  for (const [text, lang] of [
    ["agree"],
    ["Agree, because rents"],
    ["block: we never"],
    ["I agree that rents are"],
    ["stand aside — not my area"],
    ["disagree\nIt costs"],
    [":blobcat: agree"],
    ["agree."],
    ["Disagree: too early"],
    ["👍"],
    ["agree 👍"],
    ["agree 👎"],
    ["agree? disagree? I cannot"],
    ["agree (direct)"],
    ["> agree\nwho"],
    ["amend: every Monday => every Tuesday"],
    ["propose: Repair\n\nBefore winter"],
    ["No idea"],
    ["no, never"],
    ["agree/disagree"],
    ["agree agree agree because x"],
    ["agree\nblock"],
    ["✋🏽 too dear"],
    ["AGREE!!!"],
    ["agree-ish"],
    ["уes"],
    ["a\u200bgree"],
  ] as [string, string?][])
    t.comment(text.replace(/\n/g, "⏎"), JSON.stringify(say(text, lang)));
});
