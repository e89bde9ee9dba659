import { test } from "tap";
import { buildLexicon } from "../../../src/domain/words/lexicon.ts";
import { splitChange } from "../../../src/domain/words/split-change.ts";
import { gistOf, hear, hearBehind, tables } from "./say.ts";

const lexicon = buildLexicon(tables);
const split = (text: string) => splitChange(lexicon, text);
const proposed = (text: string, language = "en") => {
  const heard = hear(text, language);
  return heard.command === "propose" ? [heard.kind, heard.about, heard.title] : heard.command;
};

test("a proposal names whom or what it is about up to its colon, and a colon in an address is no end", async (t) => {
  for (const [text, ...wanted] of [
    ["propose: Roof", null, "", "Roof"],
    ["propose admission of @ann: Welcome", "admission", "@ann", "Welcome"],
    ["propose admission of our baker @ann: Welcome", "admission", "@ann", "Welcome"],
    ["Proposal removal of @ann@host.example:8080: Bye", "removal", "@ann@host.example:8080", "Bye"],
    ["propose ban of @ann for 90 days: Rest", "ban", "@ann for 90 days", "Rest"],
    ["propose ban of spam.example: Rest", "ban", "spam.example", "Rest"],
    ["propose end of the ban of https://host.example/@ann: x", "unban", "https://host.example/@ann", "x"],
    ["propose repeal of no. 12: Old rule", "repeal", "no. 12", "Old rule"],
    ["propose replacement of 12: New rule", "replacement", "12", "New rule"],
    [
      "propose instead of https://host.example:80/d/12: x",
      "replacement",
      "https://host.example:80/d/12",
      "x",
    ],
    ["propose ban of @ann until 18:30: x", "ban", "@ann until 18:30", "x"],
    ["propose rules: New", "constitution", "", "New"],
  ] as const)
    t.same(proposed(text), wanted, text);
  t.same(proposed("Antrag auf Ausschluss von @ann: Ende", "de"), ["removal", "@ann", "Ende"]);
  t.same(proposed("提议除名@ann：再见", "zh"), ["removal", "@ann", "再见"]);
  t.same(proposed("propose removal of @ann: Bye", "fr"), ["removal", "@ann", "Bye"], "wrongly declared");
});

test("what stands before the colon and is no kind of proposal, or names nobody, is talk", async (t) => {
  for (const text of [
    "propose a picnic: Sunday",
    "propose removal of the fence: it is old",
    "Proposal membership costs 12 euros: x",
    "proposal rules are simple: read them",
    "proposal rules @ann: x",
    "propose repeal of the rule: x",
    "propose removal of @ann\n: Bye",
    "propose removal of @ann",
    "propose removal https://host.example/@ann",
    `propose ban of @ann ${"x".repeat(200)}: long`,
  ])
    t.equal(gistOf(text, "en"), "none", text);
  t.equal(
    proposed(`propose ban of @ann ${"x".repeat(195)}: long`)[0],
    "ban",
    "200 characters are none too many",
  );
});

test("dates are found in any digits, and only where nothing is left out of them", async (t) => {
  for (const [text, ...dates] of [
    ["put to the vote until 2026-12-01 18:00", "2026-12-01 18:00"],
    ["open the vote from 2026-12-01T18:00 to 2026-12-03, please", "2026-12-01T18:00", "2026-12-03"],
    ["open voting ２０２６－１２－０１　１８：００", "2026-12-01 18:00"],
    ["open the vote\n2026-12-01"],
    ["open the vote. In 2026-12 or 12026-12-01"],
    ["open the vote: 2026-12-01T18:00:30"],
    ["open the vote: 2026-12-01 18:00Z or 2026-12-01 9:00"],
  ] as const)
    t.same(hear(text, "en"), { command: "open", dates }, text);
  for (const text of ["افتح التصويت ٢٠٢٦-١٢-٠١ ١٨:٠٠", "به رأی بگذار تا \u200f۲۰۲۶-۱۲-۰۱\u200f ۱۸:۰۰"])
    t.same(hear(text), { command: "open", dates: ["2026-12-01 18:00"] }, text);
  t.same(hear("开始表决至2026-12-01", "zh"), { command: "open", dates: ["2026-12-01"] });
  for (const text of [
    "open the vote on Sunday",
    "open the vote 2026-12-01?",
    "put to the vote 2026-12-01, 2026-12-02, 2026-12-03",
    "open",
    "Open: 2026-12-01",
  ])
    t.equal(gistOf(text, "en"), "none", text);
  t.equal(gistOf("open the vote: 2026-12-01, 2026-12-02, 2026-12-03", "en"), "ask doubtful");
});

test("hide and show again need an address, and ask to leave a handle", async (t) => {
  t.same(hear("hide: https://a.example/n/1?x=1:2: spam\nand more", "en"), {
    ...{ command: "hide", address: "https://a.example/n/1?x=1:2", reason: "spam\nand more" },
  });
  t.same(hear("hide https://a.example/1.\nIt is spam", "en"), {
    ...{ command: "hide", address: "https://a.example/1", reason: "It is spam" },
  });
  t.same(hear("隐藏https://a.example/1：广告", "zh"), {
    ...{ command: "hide", address: "https://a.example/1", reason: "广告" },
  });
  for (const text of [
    "hide it: spam",
    "hide: spam",
    "hide https://a.example/1 is what they want",
    "hide https://a.example/1?",
    `hide https://a.example/${"1".repeat(3000)}: long`,
    "ask to leave @ann until 2027-01-10",
    "ask to leave the house: fire",
    "ask @ann to leave: fire",
  ])
    t.equal(gistOf(text, "en"), "none", text.slice(0, 60));
});

test("an invitation's code is three groups of four, in any case", async (t) => {
  for (const text of ["join 7kqx-m2pd-rt9h", "join: 7KQX–M2PD–RT9H.", "join　７ＫＱＸ－Ｍ２ＰＤ－ＲＴ９Ｈ"])
    t.same(hear(text, "en"), { command: "join", code: "7KQX-M2PD-RT9H" }, text);
  for (const text of [
    "join 7KQX-M2PD",
    "join 7KQX-M2PD-RT9HA",
    "join 7KQX-M2PD-RT9H-AAAA",
    "join 7KQX M2PD RT9H",
  ])
    t.equal(gistOf(text, "en"), "none", text);
  t.same(hear("I want to join.", "en"), { command: "join", code: null });
});

test("two commands are asked back, and texts keep their lines", async (t) => {
  for (const text of [
    "withdraw. agree",
    "withdraw\nopen the vote",
    "agree\nlift",
    "agree, withdraw",
    "agree\npropose removal of @ann: x",
    "block: dear\nendorse",
    "concern: dear\nagree",
    "hide https://a.example/1\nhide https://a.example/2",
    "invite @ann\ninvite @bo",
    "ask to leave @ann: x\nwithdraw",
    "open the vote until 2026-12-01\nhelp",
    "join 7KQX-M2PD-RT9H\nleave",
  ])
    t.equal(gistOf(text, "en"), "ask two", text);
  for (const text of ["lift 👍", "lift\nlift", "I lift my block. It is cheap now", "withdraw, no doubt"])
    t.match(gistOf(text, "en"), /^(lift|withdraw)$/, text);
  t.same(hear("statement: we stay.\nagree: x", "en"), { command: "statement", text: "we stay.\nagree: x" });
  t.same(hear("answer @ann: no\n> withdraw\nyes", "en"), {
    command: "answer",
    whom: "@ann",
    text: "no\nyes",
  });
  t.equal(gistOf("> withdraw\nwho says so?", "en"), "none", "quoted");
  t.equal(hearBehind("withdraw", "long thoughts", "en").command, "withdraw", "a content warning");
});

test("a suggestion says how much it is wished for in brackets or before a colon, and otherwise not", async (t) => {
  t.match(hear("suggest: [required] a roof"), { command: "suggest", degree: "required", wish: "a roof" });
  t.match(hear("suggest: (Would make me withdraw): no roof"), { degree: "would-withdraw", wish: "no roof" });
  t.match(hear("Anregung: unerwünscht: ein Dach", "de"), { degree: "unwanted", wish: "ein Dach" });
  t.match(hear("建议：【必须】屋顶", "zh"), { degree: "required", wish: "屋顶" });
  for (const wish of ["required papers come first", "a roof: required", "[a roof] required"])
    t.same(hear(`suggest: ${wish}`), { command: "suggest", wish }, wish);
});

test("a suggestion is endorsed, and said to be fulfilled, by its number; a bare number is an amendment's", async (t) => {
  t.same(hear("endorse suggestion 3"), { command: "endorse", amendment: null, suggestion: 3 });
  t.match(hear("endorse suggestion #3: required"), { suggestion: 3, degree: "required" });
  t.same(hear("endorse 3"), { command: "endorse", amendment: 3 });
  t.same(hear("endorse amendment 3"), { command: "endorse", amendment: 3 });
  t.same(hear("fulfilled 3"), { command: "fulfilled", suggestion: 3 });
  t.same(hear("fulfilled: suggestion 3"), { command: "fulfilled", suggestion: 3 });
  t.same(hear("not fulfilled 3, alas"), { command: "unfulfilled", suggestion: 3 });
  t.same(hear("Fulfilled promises are rare"), { command: "none" });
});

test("what would lift an objection may name an amendment by its number, and only with the word for it", async (t) => {
  t.match(split("too dear\nWould lift it: amendment 3"), { change: "amendment 3", amendment: 3 });
  t.match(split("zu teuer\nwürde es aufheben: Änderungsantrag #12, ganz"), { amendment: 12 });
  for (const change of ["3", "a cap, or amendment 3", "amendment three"])
    t.same(split(`too dear\nWould lift it: ${change}`), { reason: "too dear", change }, change);
});

test("what would lift a block or a concern begins a later line", async (t) => {
  t.same(split("too dear\nWould lift it: a cap\nof 10"), { reason: "too dear", change: "a cap\nof 10" });
  t.same(split("too dear\n\n - change：a cap"), { reason: "too dear", change: "a cap" });
  t.same(split("change: a cap"), { reason: "change: a cap", change: null }, "the first line is the reason");
  t.same(split("too dear\nchange is good\nchange:"), { reason: "too dear\nchange is good", change: null });
  t.same(split(" too dear \nexchange: x"), { reason: "too dear \nexchange: x", change: null });
  for (const table of Object.values(tables)) {
    for (const phrase of table.change) {
      t.same(split(`qx\n${phrase}: a`), { reason: "qx", change: "a" }, phrase);
      t.same(hear(`${table.block[0]}: qx\n${phrase}: a`), {
        ...{ command: "vote", position: "block", reason: `qx\n${phrase}: a` },
      });
      t.same(hear(`${table.concern[0]}: qx\n${phrase}: a`), {
        ...{ command: "concern", reason: `qx\n${phrase}: a` },
      });
    }
  }
});

test("an amendment is endorsed by its number, with the word for it or without, in every language's digits", (t) => {
  const cases: [text: string, amendment: number | null][] = [
    ["endorse 3", 3],
    ["endorse amendment 3.", 3],
    ["endorse: amendment #12", 12],
    ["endorse amendment ٣", 3],
    ["endorse", null],
  ];
  for (const [text, amendment] of cases) t.match(hear(text, "en"), { command: "endorse", amendment }, text);
  t.match(hear("endorse the whole of it", "en"), { command: "none" }, "talk stays talk");
  t.end();
});
