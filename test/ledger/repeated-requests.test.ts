import { test } from "tap";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { canonical } from "../../src/ledger/write.ts";
import { actor, filesOf, fit, question, receivedAt, soundWorld } from "../support/odd-ledger.ts";

const ours = (number: number): string =>
  `https://moot.example/notes/0190a1b2-0000-7000-8000-00000000000${number}`;
const after = (hours: number): string => new Date(Date.parse(receivedAt) + hours * 3_600_000).toISOString();

/** What somebody's server sent, as its body says it; null: it is not published. */
type Sent = Record<string, unknown> | null;
let count = 0;
const sent = (type: string, object: object | string): Record<string, unknown> => ({
  ...{ id: `${actor}#acts/${++count}`, type, actor, object },
});
const words = (type: "Create" | "Update", note: number, more: object = {}) =>
  sent(type, {
    ...{
      id: `${actor}/${note}`,
      type: "Note",
      attributedTo: actor,
      inReplyTo: question,
      content: "<p>agree</p>",
    },
    ...more,
  });
const tapped = () =>
  sent("Create", {
    id: `${actor}/tap`,
    type: "Note",
    attributedTo: actor,
    inReplyTo: question,
    name: "Agree",
  });
const gone = (note: number) => sent("Delete", { id: `${actor}/${note}`, type: "Tombstone" });

/** One act of the only member, and how many hours after the first its request came. */
type Act = readonly [
  kind: "words" | "poll" | "withdraw" | "rejected",
  sent: Sent,
  hours?: number,
  second?: true,
];
const second = question.replace(/1$/, "2").split("/").at(-1) as string;

/** What is found wrong with the acts of a member, whose ledger is otherwise as it should be; null: nothing. */
async function wrongIn(...acts: readonly Act[]): Promise<string | null> {
  const { entries, beside, ...world } = soundWorld();
  const [ballot, opened] = [entries[6], { ...entries[5], closesAt: "2027-01-01T00:00:00.000Z" }];
  const { who, evidence: request } = beside.find((one) => one.evidence);
  const made = [...entries.slice(0, 5), opened, { ...opened, seq: 6, question: second }];
  const openings = beside.slice(0, 4);
  for (const [kind, body, hours = made.length / 100, isSecond] of acts) {
    const seq = made.length;
    const { choices, reasoned, via, ...voted } = ballot;
    const of = isSecond ? { question: second } : {};
    const votes =
      kind === "words" || kind === "poll" ? { kind: "ballot", choices, reasoned, via: kind } : { kind };
    const rejected = kind === "rejected" ? { code: "already-voted" } : {};
    made.push({ ...voted, ...of, ...votes, ...rejected, seq, receivedAt: after(hours) });
    const evidence = {
      ...request,
      receivedAt: after(hours),
      body: Buffer.from(JSON.stringify(body)).toString("base64"),
    };
    openings.push({ seq, who, ...(body ? { evidence } : {}) });
  }
  const all = { ...world, entries: made, beside: openings };
  fit(all);
  const files = await filesOf(all);
  const source = {
    read: async (path: string) => files.get(path) ?? null,
    openings: async () => all.beside,
  };
  const { faults } = await verifyLedger({ sha256, verify: verifyEd25519, canonical }, source);
  return faults[0]?.wrong ?? null;
}

test("a request that is published makes one entry in a ledger", async (t) => {
  const [one, other] = [words("Create", 1), words("Create", 2)];
  t.equal(await wrongIn(["words", one], ["words", other]), null);
  t.equal(await wrongIn(["words", one], ["words", other], ["words", one]), "bad-evidence", "used twice");
  const again = { ...tapped(), id: one.id };
  t.equal(await wrongIn(["words", one], ["rejected", again]), "bad-evidence", "signed again, by the same id");
  t.equal(
    await wrongIn(["words", one], ["rejected", again, 24 * 7.1]),
    null,
    "and a week later not known again",
  );
  const { id: _, ...nameless } = tapped();
  t.equal(await wrongIn(["poll", nameless]), "bad-evidence", "one without an id is taken by no server");
});

test("a note is made once, and about the question that it answers", async (t) => {
  t.equal(await wrongIn(["words", words("Create", 1)], ["words", words("Create", 1)]), "bad-evidence");
  const under = (note: number, id: number) => words("Create", id, { inReplyTo: ours(note) });
  t.equal(await wrongIn(["words", under(1, 1)], ["words", under(1, 2)], ["words", under(2, 3)]), null);
  t.equal(await wrongIn(["words", under(1, 1)], ["rejected", under(1, 2)]), null);
  t.equal(await wrongIn(["words", under(1, 1)], ["words", under(2, 2), 1, true]), null);
  t.equal(await wrongIn(["words", under(1, 1)], ["words", under(1, 2), 1, true]), "bad-evidence");
});

test("only the note that a ballot came from takes it back or changes it", async (t) => {
  const first: Act = ["words", words("Create", 1)];
  const good: Act[][] = [
    [first, ["withdraw", gone(1)]],
    [first, ["withdraw", words("Update", 1)]],
    [first, ["words", words("Update", 1)], ["withdraw", gone(1)]],
    [
      ["words", null],
      ["withdraw", gone(1)],
    ],
    [
      ["words", null],
      ["words", words("Update", 1)],
      ["withdraw", gone(1)],
    ],
    [first, ["words", words("Create", 2)], ["withdraw", gone(2)]],
    [first, ["withdraw", words("Create", 2)]],
    [["words", words("Update", 1)]],
    [first, ["words", null], ["withdraw", gone(1)]],
  ];
  for (const acts of good) t.equal(await wrongIn(...acts), null, JSON.stringify(acts).slice(0, 200));
  const bad: Act[][] = [
    [first, ["withdraw", gone(2)]],
    [first, ["withdraw", words("Update", 2)]],
    [first, ["words", words("Update", 2)]],
    [first, ["words", words("Create", 2)], ["withdraw", gone(1)]],
    [
      ["poll", tapped()],
      ["withdraw", gone(1)],
    ],
    [
      ["poll", null],
      ["withdraw", gone(1)],
    ],
    [
      ["poll", null],
      ["words", words("Update", 1)],
    ],
    [first, ["withdraw", null], ["words", words("Update", 1)]],
  ];
  for (const acts of bad) t.equal(await wrongIn(...acts), "bad-evidence", JSON.stringify(acts).slice(0, 200));
});
