import { test } from "tap";
import { gistOf, hear, hearBehind, reasonOf } from "./say.ts";

/** Checks many texts at once: what each is read as. */
const all = (
  t: { equal(found: unknown, wanted: unknown, message: string): unknown },
  table: [string, string][],
) => {
  for (const [text, gist] of table) t.equal(gistOf(text, "en"), gist, JSON.stringify(text));
};

test("a word is followed by the end, punctuation, a line break, an emoji or because", async (t) => {
  const votes =
    "|.|!|,|;|:|…|...| – too dear| - too dear|)|]|”|»|, too dear|\nToo dear|\r\nToo dear| 🎉| :tada:";
  for (const rest of [...votes.split("|"), " because it is dear", " since it is dear", " 🇫🇷", " ❤️", " :)"])
    t.equal(gistOf(`disagree${rest}`, "en"), "disagree", JSON.stringify(rest));
  for (const rest of [
    "ing to it",
    "ment",
    "_",
    "d-upon",
    "/agree",
    ".com",
    " it",
    " &c",
    "?",
    " ?",
    "!?",
    " (?)",
    " ❓",
  ])
    t.not(gistOf(`disagree${rest}`, "en"), "disagree", JSON.stringify(rest));
  t.equal(gistOf(`agree${" ".repeat(500)}that it is dear`, "en"), "ask doubtful", "however long the gap");
});

test("punctuation that is written from right to left, or at full width, ends a word too", async (t) => {
  for (const [text, gist] of [
    ["موافق، الإيجارات ترتفع", "agree"],
    ["موافق؛ الإيجارات ترتفع", "agree"],
    ["موافق!", "agree"],
    ["موافق؟", "ask doubtful"],
    ["\u200fموافق\u200f، نعم", "agree"],
    ["موافقم۔", "agree"],
    ["同意，太贵", "agree"],
    ["同意。", "agree"],
    ["同意！", "agree"],
    ["同意：太贵", "agree"],
    ["同意；太贵", "agree"],
    ["同意（太贵）", "agree"],
    ["同意～", "agree"],
    ["同意？", "ask doubtful"],
    ["賛成、高い", "agree"],
    ["賛成．", "agree"],
    ["賛成　なぜなら高い", "agree"],
    ["ａｇｒｅｅ，　ｙｅｓ", "agree"],
  ] as const)
    t.equal(gistOf(text), gist, text);
});

test("a first line that is all in quotation marks is the word in them; what others are quoted with is talk", async (t) => {
  all(t, [
    ["“agree”", "agree"],
    ['"agree".', "agree"],
    ["@coop “I agree”", "agree"],
    ["«موافق»", "agree"],
    ["「賛成」", "agree"],
    ["„einverstanden“\nRents are rising", "agree"],
    ["“block: it is too dear”", "block"],
    ["“join”", "join"],
    ["“Agree”, said the board", "none"],
    ["“agree” is no answer", "none"],
    ["“agree or disagree”?", "none"],
    ["“I agree that rents are rising”", "ask doubtful"],
  ]);
  t.equal(reasonOf(hear("“agree”\nRents are rising", "en")), "Rents are rising");
});

test("because, in the language of the word, begins the reason; in another language it does not", async (t) => {
  t.equal(reasonOf(hear("agree because it is dear", "en")), "because it is dear");
  t.equal(reasonOf(hear("D’accord parce qu’il pleut", "fr")), "parce qu’il pleut");
  t.equal(reasonOf(hear("同意 因为太贵", "zh")), "因为太贵");
  t.equal(reasonOf(hear("no porque es caro")), "porque es caro", "it also tells the language of the word");
  t.equal(gistOf("No car traffic, please", "en"), "none", "“car” is because in French only");
  t.equal(gistOf("no da problemas", "es"), "none", "“da” is because in German only");
});

test("“agree that”, and words glued on, are asked back; yes and no are not", async (t) => {
  all(t, [
    ["I agree that rents are rising", "ask doubtful"],
    ["agree with Ana", "ask doubtful"],
    ["agree?", "ask doubtful"],
    ["agree? disagree? I cannot tell", "ask doubtful"],
    ["agree-ish", "ask doubtful"],
    ["block the road", "ask doubtful"],
    ["yes that is dear", "none"],
    ["No idea", "none"],
    ["yes?", "none"],
    ["👍?", "none"],
  ]);
});

test("where a comma must stand before “that” and “if”, it does not end the word", async (t) => {
  for (const [language, text] of [
    ["de", "Ich stimme zu, dass die Mieten steigen"],
    ["de", "Jawohl, einverstanden, wenn es billiger wird"],
    ["pl", "Zgadzam się, że czynsze rosną"],
    ["ru", "Согласен, что аренда растёт"],
    ["uk", "Погоджуюсь, що оренда росте"],
  ] as const) {
    t.equal(gistOf(text, language), "ask doubtful", text);
    t.equal(gistOf(text), "ask doubtful", `${text}, no language declared`);
  }
  t.equal(gistOf("Согласен, потому что аренда растёт", "ru"), "agree");
  t.equal(gistOf("De acuerdo, sí", "es"), "agree", "another language’s “if” counts nothing");
});

test("emoji, punctuation and repeats of the command behind the word change nothing", async (t) => {
  for (const text of [
    "agree 👍",
    "agree 👍🏽👍🏿",
    "👍👍👍",
    "agree, agree!",
    "agree agree agree",
    "Yes. I agree.",
    "yes I agree",
  ])
    t.same(
      { ...hear(text, "en"), bare: false },
      { command: "vote", position: "agree", reason: "", bare: false },
      text,
    );
  t.same(hear("no, no, never", "en"), {
    command: "vote",
    position: "disagree",
    reason: "never",
    soft: true,
  });
  t.equal(gistOf("👍".repeat(150)), "agree");
  t.equal(gistOf("No me opongo", "es"), "none", "a no and a no are no repeat");
});

test("two commands are asked back, and nothing is done", async (t) => {
  all(t, [
    ["agree 👎", "ask two"],
    ["yes, no", "ask two"],
    ["No, I agree", "ask two"],
    ["agree\nblock", "ask two"],
    ["agree, because it is cheap.\n\nblock: it is dear", "ask two"],
    ["agree. leave.", "ask two"],
    ["join\nleave", "ask two"],
    ["agree\nleave", "ask two"],
    ["agree\npropose: something", "ask two"],
    ["agree, two", "agree"],
    ["agree\nProposals, in short, are good", "agree"],
    ["agree\nProposal, in short: good", "agree"],
    ["agree. No, really", "ask two"],
    ["agree, no doubt", "agree"],
  ]);
});

test("a reason keeps its brackets and lines, and is empty where it holds no word", async (t) => {
  t.equal(reasonOf(hear("agree (for now)\n\nIt is cheap.", "en")), "(for now)\n\nIt is cheap.");
  t.equal(reasonOf(hear("agree: :blobcat: cheap", "en")), "cheap");
  t.equal(reasonOf(hear("agree … !!! :-)", "en")), "");
  t.equal(reasonOf(hear("block, we were 2 of 30", "en")), "we were 2 of 30");
});

test("👍 agrees, 👎 disagrees, ✋ blocks; ✋ is asked back where the rule has no block", async (t) => {
  for (const [text, gist] of [
    ["👍", "agree"],
    ["👍🏿 cheap", "agree"],
    ["👎️", "disagree"],
    ["✋🏽 too dear", "block"],
    ["🎉 👍", "agree"],
  ] as const)
    t.equal(gistOf(text), gist, text);
  t.equal(gistOf("✋", "en", false), "ask no-block");
  t.equal(
    gistOf("block: never asked", "en", false),
    "block",
    "the word is read; the rule says what it is worth",
  );
  t.equal(gistOf("no, never", "en", false), "disagree", "yes and no count under every rule");
});

test("what stands before the word is passed over only where it means nothing", async (t) => {
  all(t, [
    ["@coop@a.example @ana agree", "agree"],
    ["  \n\n- agree", "agree"],
    [":blobcat: 🎉 agree", "agree"],
    ["👋🏽 agree", "agree"],
    ["🇪🇸 agree", "agree"],
    ["so: agree", "none"],
    ["1. agree", "none"],
    ["I would say agree", "none"],
    [`${"@ana ".repeat(399)}@an @agree agree`, "none"],
  ]);
});

test("a content warning is read only where the body holds no command; the body is then the reason", async (t) => {
  const body = "long thoughts about heating";
  t.same(hearBehind("agree", body, "en"), { command: "vote", position: "agree", reason: body });
  t.equal(hearBehind("agree", "disagree", "en").command, "vote");
  t.same(hearBehind("agree", "disagree: dear", "en"), {
    command: "vote",
    position: "disagree",
    reason: "dear",
  });
  t.same(hearBehind("agree", "I agree that it is dear", "en"), { command: "ask", about: "doubtful" });
  t.same(hearBehind("agree that", body, "en"), { command: "none" });
  t.same(hearBehind("politics", body, "en"), { command: "none" });
});

test("lines that quote never count", async (t) => {
  all(t, [
    ["> agree\nwho wrote this?", "none"],
    ["  > agree", "none"],
    ["＞ agree", "none"],
    ["> block\nagree", "agree"],
    ["agree\n> block", "agree"],
  ]);
  t.equal(reasonOf(hear("agree\n> block: no\ncheap", "en")), "cheap");
});
