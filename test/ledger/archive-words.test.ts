import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { firstBad, verifyLines } from "../support/archive.ts";
import { folkmoot } from "../support/cli.ts";
import { linesOf, soundWorld, summed } from "../support/odd-ledger.ts";

const lines: any[] = await linesOf(soundWorld());
const [proposal, answer] = [lines.at(-3), lines.at(-2)];
/** What is found bad in an archive that says this of its proposal, instead of what its ledger says. */
const badIn = (...words: object[]) => verifyLines(summed([...lines.slice(0, -3), ...words, lines.at(-1)]));
const saying = (more: object) => ({ ...proposal, proposal: { ...proposal.proposal, ...more } });
const answering = (more: object) => ({ ...answer, answer: { ...answer.answer, ...more } });

test("what an archive says of a proposal is what its ledger says, or the entry is named that it contradicts", async (t) => {
  const bad: [seq: number, ...words: object[]][] = [
    [3, saying({ text: "Never." }), answer],
    [3, saying({ title: "Cake" }), answer],
    [3, saying({ text: 7 }), answer],
    [8, saying({ outcome: "rejected" }), answer],
    [8, saying({ tally: { agree: 0, abstain: 0, disagree: 1, block: 0, unreasonedBlock: 0 } }), answer],
    [6, proposal, answering({ position: "disagree" })],
    [8, proposal, answering({ voter: "https://example.org/users/bea" })],
    [8, proposal],
    [8, proposal, answer, answer],
    [3],
    [3, proposal, answer, proposal, answer],
    [0, saying({ id: "p2" })],
  ];
  const found = [];
  for (const [, ...words] of bad) found.push(firstBad(await badIn(...words)));
  t.match(
    found,
    bad.map(([seq]) => ({ seq, wrong: "not-its-ledger" })),
  );
});

test("what has changed since the newest head of its ledger, and who was erased, contradicts nothing", async (t) => {
  const good: object[][] = [
    [proposal, answer],
    [saying({ version: 2, text: "Twice daily." }), answer],
    [proposal, answering({ voter: null })],
    [
      saying({ question: { id: "https://moot.example/questions/newer" }, outcome: null }),
      answering({ voter: "x" }),
    ],
  ];
  for (const words of good) t.equal(firstBad(await badIn(...words)), null);
});

test("an archive without a ledger, or without one of those that it names, does not hold", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-nothing-"));
  const file = join(folder, "nothing.jsonl");
  const [head] = lines;
  const end = { kind: "end", entries: 0 };
  writeFileSync(file, `${summed([{ ...head, assemblies: [] }, end]).join("\n")}\n`);
  t.match(await folkmoot(["verify", file]), { code: 1, said: /It holds nothing/ });
  t.match(firstBad(await verifyLines(summed([head, end]))), { wrong: "out-of-place" });
  const more = [...head.assemblies, "https://moot.example/assemblies/other"];
  const less = [{ ...head, assemblies: more }, ...lines.slice(1)];
  t.match(firstBad(await verifyLines(summed(less))), { wrong: "out-of-place" });
  const twice = { ...head, assemblies: [...head.assemblies, ...head.assemblies] };
  t.match(firstBad(await verifyLines(summed([twice, ...lines.slice(1)]))), { wrong: "no-archive" });
  rmSync(folder, { recursive: true });
});
