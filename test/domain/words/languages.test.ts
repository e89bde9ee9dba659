import { test } from "tap";
import { cases } from "./cases.ts";
import { gist, gistOf, hear, reasonOf, tables } from "./say.ts";

const positions = ["agree", "abstain", "disagree", "block"] as const;
const opposite: Record<string, string> = { yes: "agree", no: "disagree" };

test("there are cases for every language that has words", async (t) => {
  t.same(Object.keys(cases).sort(), Object.keys(tables).sort());
});

for (const [language, its] of Object.entries(cases)) {
  const soft = [...its.yes.map((form) => [form, "yes"]), ...its.no.map((form) => [form, "no"])];
  const votes = [
    ...positions.flatMap((position) => its[position].map((form) => [form, position])),
    ...soft.map(([form, meaning]) => [form, opposite[meaning as string]]),
  ] as [string, string][];

  test(`${language}: each position is read in the forms people write, in any case and with any end`, async (t) => {
    for (const [form, position] of votes) {
      for (const text of [
        form,
        form.toUpperCase(),
        `${form}.`,
        `${form}!`,
        `${form} 👍🏽\n`,
        `@coop ${form}`,
      ]) {
        if (text.includes("👍") && position !== "agree") continue;
        t.equal(gistOf(text, language), position, text);
        t.equal(reasonOf(hear(text, language)), "", `${text}: no reason`);
      }
    }
  });

  test(`${language}: a reason is kept behind a comma, a dash, a colon, a line break and "because"`, async (t) => {
    for (const [form, position] of votes) {
      for (const between of [its.comma, " – ", ": ", "：", "\n"]) {
        const heard = hear(`${form}${between}${its.why}`, language);
        t.equal(gist(heard), position, `${form}${between}${its.why}`);
        t.equal(reasonOf(heard), its.why);
      }
      const heard = hear(`${form} ${its.because}`, language);
      t.equal(gist(heard), position, `${form} ${its.because}`);
      t.equal(reasonOf(heard), its.because);
    }
  });

  test(`${language}: without a declared language the same is read, or it is asked which`, async (t) => {
    for (const [form, position] of votes)
      t.match(gistOf(form), new RegExp(`^(${position}|ask which)$`), form);
  });

  test(`${language}: join, leave and help`, async (t) => {
    for (const command of ["join", "leave", "help"] as const) {
      for (const form of its[command]) {
        t.equal(gistOf(form, language), command, form);
        t.equal(gistOf(`@coop@a.example ${form}.`, language), command, form);
      }
    }
  });

  test(`${language}: propose, amend and suggest, with a colon`, async (t) => {
    for (const word of its.propose) {
      const expected = { command: "propose", kind: null, about: "", title: "A B", text: "C" };
      t.same(hear(`${word}: A B\n\nC`, language), expected, word);
      t.same(hear(`${word}：A B\nC`, language), expected, `${word}, full-width colon`);
    }
    for (const word of its.amend) {
      t.same(hear(`${word}: A => B`, language), { command: "amend", old: "A", new: "B" }, word);
    }
    for (const word of its.suggest)
      t.same(hear(`${word} : A`, language), { command: "suggest", wish: "A" }, word);
    for (const word of [...its.propose, ...its.amend, ...its.suggest]) {
      t.equal(gistOf(word, language), "none", `${word} without a colon`);
    }
  });

  test(`${language}: negated and longer forms are discussion or asked back, and never a vote`, async (t) => {
    for (const text of its.talk) {
      for (const declared of [language, undefined]) {
        t.match(gistOf(text, declared), /^(none|ask .*)$/, `${text} (${declared})`);
      }
    }
  });

  test(`${language}: a question, and a word that goes on, are no vote`, async (t) => {
    for (const [form] of votes) {
      for (const text of [`${form}?`, `${form} ؟`, `${form}？`, `${form}!?`, `${form} qx qx`, `${form}qx`]) {
        t.match(gistOf(text, language), /^(none|ask doubtful)$/, text);
      }
    }
  });
}
