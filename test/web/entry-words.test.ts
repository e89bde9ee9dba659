import { test } from "tap";
import { publicDeeds } from "../../src/domain/public-log.ts";
import type { Entry } from "../../src/ledger/entry.ts";
import { beginReplay } from "../../src/ledger/replay.ts";
import { readLocales } from "../../src/locales.ts";
import type { Shown } from "../../src/store/ledger-page.ts";
import { makeTongue } from "../../src/web/language.ts";
import { sayEntry } from "../../src/web/models/entry-words.ts";

const phrases = readLocales();
const tongue = makeTongue(phrases, "en");
const where = { ctx: { phrases } as never, tongue };
const ann = "https://peer.example/ann";

const tally = { agree: 2, abstain: 0, disagree: 1, block: 0, unreasonedBlock: 0 };
const voted = { roll: true, choices: ["agree"], code: "late" };
/** What the sentence of each kind is made of, and what it says. */
const kinds: Readonly<Record<Entry["kind"], readonly [entry: object, says: RegExp]>> = {
  found: [{}, /The ledger begins/],
  constitution: [{ version: 2 }, /Constitution 2 holds/],
  member: [{ is: "member" }, /peer\.example\/ann.* became a member/],
  version: [{ version: 3 }, /Text 3 written/],
  open: [{ roll: { size: 5 } }, /5 people on the roll/],
  ballot: [{ ...voted, voter: "" }, /peer\.example\/ann.*: Agree/],
  withdraw: [{ ...voted, voter: "" }, /took the answer back/],
  rejected: [{ ...voted, voter: "" }, /does not count: Voting on this question has closed/],
  close: [{ why: "replaced" }, /ended without a result/],
  outcome: [{ outcome: "adopted", tally }, /Result: Adopted\. Agree 2 · Disagree 1/],
  deed: [{ deed: "hidden" }, /Words hidden/],
  erase: [{ openings: 4 }, /4 entries open no more/],
};

function say(entry: object, event: Shown["event"] = null): string {
  const shown: Shown = {
    seq: 1,
    entry: entry as never,
    actor: ann,
    proposalId: null,
    bearsBlocks: false,
    event,
  };
  const said = sayEntry(where, new Map(), shown, entry as never);
  return typeof said === "string" ? said : (said?.html ?? "");
}

test("every kind that can stand in a ledger is said in words", (t) => {
  t.same(Object.keys(kinds).sort(), Object.keys(beginReplay().counts).sort());
  for (const [kind, [parts, says]] of Object.entries(kinds)) {
    const said = say({ kind, ...parts });
    t.match(said, says, kind);
    t.notMatch(said, /undefined|\{/, kind);
  }
  t.equal(
    say({ kind: "spell" }),
    "",
    "of one that a later version writes the page says that it knows it not",
  );
  t.end();
});

test("whatever is done in public is said in words, also of witnesses, with whom it is about", (t) => {
  for (const deed of publicDeeds) {
    const said = say({ kind: "deed", deed }, { by: ann, subject: "https://peer.example/bea", kind: deed });
    t.ok(phrases.has(`pages.log.deeds.${deed}`), deed);
    t.notMatch(said, new RegExp(`>${deed}<|undefined|\\{`), deed);
    t.match(said, /peer\.example\/ann/, deed);
    if (/witness|fork|ban/.test(deed)) t.match(said, /peer\.example\/bea/, deed);
  }
  t.match(say({ kind: "deed", deed: "spelt" }), /spelt/, "one that a later version writes is named as it is");
  t.end();
});
