import { test } from "tap";
import { fold } from "../../../src/domain/words/lexicon.ts";
import { gistOf, hear, reasonOf } from "./say.ts";

test("letters of another script that look alike make no word", async (t) => {
  for (const text of ["уes", "yеs", "аgree", "agreе", "nо", "νeto", "blоck: dear", "зa", "дa"]) {
    t.equal(gistOf(text), "none", text);
    t.equal(gistOf(text, "en"), "none", text);
  }
});

test("characters without width are nothing", async (t) => {
  for (const text of [
    "a\u200bgree",
    "\u200dagree",
    "agr\u00adee",
    "\u2068agree\u2069",
    "agree\ufe0f",
    "a\u2060gree\u200b.",
  ])
    t.equal(gistOf(text, "en"), "agree", JSON.stringify(text));
  t.equal(gistOf("می\u200cخواهم عضو شوم", "fa"), "join");
  t.equal(gistOf("میخواهم عضو شوم", "fa"), "join");
});

test("case, accents, apostrophes, blanks and width are levelled", async (t) => {
  for (const [text, language, gist] of [
    ["DE ACUERDO", "es", "agree"],
    ["d‘accord", "fr", "agree"],
    ["d`accord", "fr", "agree"],
    ["d´accord", "fr", "agree"],
    ["de\u00a0acuerdo", "es", "agree"],
    ["de \u3000 acuerdo", "es", "agree"],
    ["Wstrzymuje sie od glosu", "pl", "abstain"],
    ["nao", "pt", "disagree"],
    ["na\u0303o", "pt", "disagree"],
    ["ich möchte austreten", "de", "leave"],
    ["ich mo\u0308chte austreten", "de", "leave"],
    ["VORAUSGESETZT", "de", "none"],
  ] as const)
    t.equal(gistOf(text, language), gist, JSON.stringify(text));
  t.equal(fold("  Straße\t und  Łódź "), "strasse und lodz");
});

test("the Turkish I, with its dot and without, is one letter in both cases", async (t) => {
  for (const text of ["katılıyorum", "KATILIYORUM", "katiliyorum", "KATİLİYORUM"])
    t.equal(gistOf(text, "tr"), "agree", text);
  for (const text of ["hayır", "HAYIR", "hayir", "HAYİR"]) t.equal(gistOf(text, "tr"), "disagree", text);
  for (const text of ["çekimser", "ÇEKİMSER", "CEKIMSER", "C\u0327EKI\u0307MSER"])
    t.equal(gistOf(text, "tr"), "abstain", text);
  t.equal(gistOf("DİSAGREE", "en"), "disagree");
});

test("the voicing marks of kana make another letter; half-width kana are the same", async (t) => {
  t.equal(gistOf("はい", "ja"), "agree");
  t.equal(gistOf("ばい", "ja"), "none");
  t.equal(gistOf("フロック", "ja"), "none");
  t.equal(gistOf("ﾌﾞﾛｯｸ", "ja"), "block");
});

test("Hangul is compared by whole syllables", async (t) => {
  t.equal(gistOf("찬성", "ko"), "agree");
  t.equal(gistOf("찬성".normalize("NFD"), "ko"), "agree");
  t.equal(gistOf("네", "ko"), "agree");
  t.equal(gistOf("넨", "ko"), "none");
  t.equal(gistOf("예, 좋습니다", "ko"), "agree");
  t.equal(gistOf("예: 월요일", "ko"), "ask doubtful", "“for example:”");
});

test("a word with two meanings is asked back, unless the language is declared", async (t) => {
  for (const [word, meanings] of Object.entries({
    no: { en: "disagree", es: "disagree", it: "disagree", pl: "ask which", tr: "ask which" },
    ja: { de: "agree", nl: "agree", pl: "ask which", es: "ask which", pt: "ask which" },
    si: { es: "agree", it: "agree", fr: "ask which" },
    так: { uk: "agree", ru: "ask which" },
    contra: { pt: "disagree", de: "ask which", nl: "ask which" },
    conforme: { es: "agree", pt: "ask which", fr: "ask which" },
    否決: { zh: "block", ja: "ask which" },
    خير: { fa: "disagree", ar: "ask which" },
    کلا: { ar: "disagree", fa: "ask which" },
  })) {
    t.equal(gistOf(word), "ask which", word);
    for (const [language, gist] of Object.entries(meanings))
      t.equal(gistOf(word, language), gist, `${word} in ${language}`);
  }
});

test("a declared language is tried first, with or without its region; then all", async (t) => {
  t.equal(gistOf("no", "es-MX"), "disagree");
  t.equal(gistOf("Ja", "DE-at"), "agree");
  t.equal(gistOf("否決", "zh-TW"), "block");
  t.equal(gistOf("einverstanden", "en"), "agree", "wrongly declared");
  t.equal(gistOf("agree", "xx"), "agree");
  t.equal(gistOf("de acuerdo"), "agree", "not declared");
  t.equal(gistOf("join", "ja"), "join");
});

test("whoever began in one language is understood to go on in it", async (t) => {
  t.equal(gistOf("De acuerdo. No, espera"), "ask two");
  t.equal(reasonOf(hear("Согласна. Так, а кто платит?", "ru")), "Так, а кто платит?");
  t.equal(reasonOf(hear("Согласна. Так, а кто платит?")), "Так, а кто платит?");
});

test("commands hold what follows them", async (t) => {
  t.same(hear("amend: every  Monday ->  every Tuesday", "en"), {
    command: "amend",
    old: "every  Monday",
    new: "every Tuesday",
  });
  t.same(hear("amend: a => b → c", "en"), { command: "amend", old: "a", new: "b => c" });
  t.same(hear("amend: a =>", "en"), { command: "amend", old: "a", new: "" });
  t.same(hear("amend: shorten it", "en"), { command: "amend", old: "shorten it", new: null });
  t.same(hear("suggest:\nsay who keeps the keys ", "en"), {
    command: "suggest",
    wish: "say who keeps the keys",
  });
  const plain = { command: "propose", kind: null, about: "" };
  t.same(hear("propose: Repair the roof", "en"), { ...plain, title: "Repair the roof", text: "" });
  t.same(hear("propose: Roof\n\nBefore winter.\n\nagree: x", "en"), {
    ...plain,
    title: "Roof",
    text: "Before winter.\n\nagree: x",
  });
  t.same(hear("vouch @ana@a.example", "en"), { command: "vouch", whom: "@ana@a.example" });
  t.same(hear("ich bürge für @ana", "de"), { command: "vouch", whom: "@ana" });
  t.same(hear("recall @bo", "en"), { command: "recall", whom: "@bo" });
  t.same(hear("I recall that day", "en"), { command: "none" });
  t.same(hear("status", "en"), { command: "status" });
});
