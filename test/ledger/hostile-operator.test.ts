import { test } from "tap";
import type { Entry } from "../../src/ledger/entry.ts";
import { type Made, madeLedger, makeLedgerKey, verifyMade } from "../support/made-ledger.ts";

const key = makeLedgerKey();
const made: Made[] = [...madeLedger({ members: 5, questions: 3, strangers: 1 }, key.publicKey)];

const check = (entries: readonly Made[]) => verifyMade(entries, key);
const placeOf = (kind: Entry["kind"]): number => made.findIndex(({ entry }) => entry.kind === kind);
const entryOf = <Kind extends Entry["kind"]>(kind: Kind) =>
  (made[placeOf(kind)] as Made).entry as Extract<Entry, { kind: Kind }>;
/** The ledger with another entry of a kind in the place of its first. */
const changed = (kind: Entry["kind"], change: object): Made[] =>
  made.with(placeOf(kind), { entry: { ...entryOf(kind), ...change } as Entry });

test("a ledger whose first entry names another assembly than its head is another one's", async (t) => {
  t.same((await check(made)).faults, []);
  for (const assembly of ["https://other.example/assemblies/coop", entryOf("found").assembly.slice(8), 7])
    t.match((await check(changed("found", { assembly }))).faults, [{ wrong: "another-ledger" }]);
});

test("a constitution that no adopted proposal set is none", async (t) => {
  const last = (made.at(-1) as Made).entry;
  const isAdopted = (id: string) =>
    made.some(
      ({ entry }) => entry.kind === "outcome" && entry.question === id && entry.outcome === "adopted",
    );
  const adopted = made.flatMap(({ entry }) =>
    entry.kind === "open" && isAdopted(entry.question) ? [entry.proposal] : [],
  );
  t.equal(adopted.length, 1);
  const of = (proposal: string | null) =>
    check([...made, { entry: { ...entryOf("constitution"), at: last.at, version: 2, proposal } }]);
  const seq = made.length;
  const refused = made.flatMap(({ entry }) => (entry.kind === "open" ? [entry.proposal] : []));
  for (const proposal of [null, "nothing that was asked", refused[0] ?? null])
    t.match((await of(proposal)).faults, [{ wrong: "not-a-constitution", seq }]);
  t.same((await of(adopted[0] ?? null)).faults, []);
  const settled = { ...entryOf("constitution"), at: last.at, proposal: adopted[0] ?? null };
  const twice = [{ entry: { ...settled, version: 2 } }, { entry: { ...settled, version: 3 } }];
  t.match((await check([...made, ...twice])).faults, [{ wrong: "not-a-constitution", seq: seq + 1 }]);
  t.match((await check(changed("constitution", { proposal: "x" }))).faults, [
    { wrong: "not-a-constitution" },
  ]);
});

test("a question by a rule that is none, or without all of its rule's answers, is none", async (t) => {
  const { rule, options } = entryOf("open");
  for (const odd of [
    { rule: { ...rule, quorum: [-1, 1] } },
    { rule: { ...rule, agreement: { share: [-9, 1], of: "decided", strict: true } } },
    { options: options.filter((one) => one !== "disagree") },
    { options: ["agree,abstain", "disagree"] },
    { options: [...options, "agree"] },
  ])
    t.match((await check(changed("open", odd))).faults, [{ wrong: "not-an-entry", seq: placeOf("open") }]);
});

test("a kind that is only a name which every object has is none, and counts no ballot", async (t) => {
  for (const kind of ["toString", "constructor", "__proto__"]) {
    const { faults } = await check(changed("ballot", { kind }));
    t.match(faults, [{ wrong: "not-an-entry", seq: placeOf("ballot") }], kind);
  }
});
