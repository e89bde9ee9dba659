import { type Test, test } from "tap";
import { proposeKinds } from "../../../src/domain/words/lexicon.ts";
import { gistOf, hear, tables } from "./say.ts";
import { talk } from "./talk.ts";

const ann = "@ann@host.example";
const note = "https://host.example:8080/notes/1";
const short = ["lift", "endorse", "fulfilled", "unfulfilled", "withdraw", "open", "return"] as const;
/** What these say besides themselves, where nothing follows. */
const more: { readonly [word: string]: object } = {
  open: { dates: [] },
  endorse: { amendment: null },
  fulfilled: { suggestion: null },
  unfulfilled: { suggestion: null },
};
const withColon = ["concern", "revise", "statement", "answer", "ask-leave"] as const;
const added = [...short, ...withColon, "hide", "unhide", "invite"] as const;

test("there is talk for every language that has words", async (t) => {
  t.same(Object.keys(talk).sort(), Object.keys(tables).sort());
});

for (const [language, table] of Object.entries(tables)) {
  // whatever the app declares, a new command is the same one
  const both = (t: Test, text: string, wanted: object) => {
    for (const declared of [language, undefined])
      t.same(hear(text, declared), wanted, `${text} (${declared})`);
  };

  test(`${language}: what needs no more than itself is read alone, and before its reason`, async (t) => {
    for (const command of short) {
      const wanted = { command, ...more[command] };
      for (const phrase of table[command]) {
        for (const text of [phrase, `${phrase}.`, `@coop ${phrase}! 🎉`, `${phrase}: qx`, `${phrase}\nqx`]) {
          both(t, text, wanted);
        }
      }
    }
  });

  test(`${language}: a concern, a new version, a statement and an answer, with a colon`, async (t) => {
    for (const phrase of table.concern) both(t, `${phrase}: A\nB`, { command: "concern", reason: "A\nB" });
    for (const phrase of table.revise)
      both(t, `${phrase}： A\n\nB`, { command: "revise", title: "A", text: "B" });
    for (const phrase of table.statement) both(t, `${phrase} : A\nB`, { command: "statement", text: "A\nB" });
    for (const phrase of table.answer) {
      both(t, `${phrase}: A`, { command: "answer", whom: "", text: "A" });
      both(t, `${phrase} ${ann}: A\nB`, { command: "answer", whom: ann, text: "A\nB" });
      both(t, `${phrase} @ann：A`, { command: "answer", whom: "@ann", text: "A" });
    }
  });

  test(`${language}: whom or what a command names`, async (t) => {
    const because = table.because[0] as string;
    for (const command of ["hide", "unhide"] as const) {
      for (const phrase of table[command]) {
        both(t, `${phrase} ${note}: qx`, { command, address: note, reason: "qx" });
        both(t, `${phrase} ${note} ${because} qx`, { command, address: note, reason: `${because} qx` });
        both(t, `${phrase} ${note}`, { command, address: note, reason: "" });
      }
    }
    for (const phrase of table.invite) {
      both(t, phrase, { command: "invite", whom: "" });
      both(t, `${phrase} ${ann}`, { command: "invite", whom: ann });
    }
    for (const phrase of table["ask-leave"]) {
      const wanted = { command: "ask-leave", whom: ann, dates: ["2027-01-10 18:00"], reasons: "A\nB" };
      both(t, `${phrase} ${ann} 2027-01-10 18:00: A\nB`, wanted);
      both(t, `${phrase}: A`, { command: "ask-leave", whom: "", dates: [], reasons: "A" });
    }
    for (const phrase of table.join) {
      t.same(hear(phrase, language), { command: "join", code: null });
      both(t, `${phrase} 7kqx-M2PD-RT9H`, { command: "join", code: "7KQX-M2PD-RT9H" });
      both(t, `${phrase}: 7KQX-M2PD-RT9H`, { command: "join", code: "7KQX-M2PD-RT9H" });
    }
    for (const phrase of table.open) {
      both(t, `${phrase} – 2026-11-28`, { command: "open", dates: ["2026-11-28"] });
      const dates = ["2026-11-28 09:00", "2026-12-01T18:00"];
      both(t, `${phrase} 2026-11-28 09:00 – 2026-12-01T18:00`, { command: "open", dates });
    }
  });

  test(`${language}: every kind of proposal behind every word for "propose"`, async (t) => {
    for (const kind of proposeKinds) {
      const about = kind === "constitution" ? "" : /^rep/.test(kind) ? "12" : ann;
      const wanted = { command: "propose", kind, title: "A: B", text: "C" };
      const [word] = table.propose;
      for (const phrase of table.kinds[kind]) {
        both(t, `${word} ${phrase} ${about}: A: B\nC`, { ...wanted, about });
        both(t, `${word} ${phrase}: A: B\nC`, { ...wanted, about: "" });
      }
      for (const other of table.propose)
        both(t, `${other} ${table.kinds[kind][0]} ${about}：A: B\nC`, { ...wanted, about });
    }
  });

  test(`${language}: a word that goes on or asks, or lacks its colon, is talk`, async (t) => {
    for (const command of added) {
      for (const phrase of table[command]) {
        const texts = [`${phrase} qx`, `${phrase}qx`, `${phrase}?`, `qx ${phrase}`, `${phrase} qx: qx`];
        if (!(short as readonly string[]).includes(command)) texts.push(`${phrase}, qx`, `${phrase} – qx`);
        if (command !== "invite" && texts.length > 5) texts.push(phrase, `${phrase} ${ann}`);
        // some begin with a position ("Veto aufheben"), and are no vote either
        for (const text of texts) t.match(gistOf(text, language), /^(none|ask doubtful)$/, text);
      }
    }
    for (const text of talk[language] ?? []) {
      t.equal(gistOf(text, language), "none", text);
      t.equal(gistOf(text), "none", `${text}, no language declared`);
    }
  });
}
