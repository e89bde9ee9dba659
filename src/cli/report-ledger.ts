import { faultSentences } from "../ledger/faults.ts";
import type { Verified } from "../ledger/verify.ts";

/** What a verification of a ledger came to, for people, in lines: its results, what to look at, and whether it holds. */
export function reportLedger(verified: Verified): string[] {
  const { origin, size, root, faults, results, unfinished, unnamed, nameless, evidence } = verified;
  const [fault] = faults;
  const head = root ? `root ${Buffer.from(root).toString("hex")}` : "no root";
  const lines = [`${origin ?? "no ledger"}: ${size} entries, ${head}`];
  for (const { proposal, outcome, tally, roll, sympathisers } of results) {
    const { agree, abstain, disagree, block, unreasonedBlock } = tally;
    const counts = `${agree} agree, ${abstain} abstain, ${disagree} disagree, ${block + unreasonedBlock} block`;
    lines.push(
      `  ${outcome}: ${counts}, of a roll of ${roll}; ${sympathisers} sympathisers  (proposal ${proposal})`,
    );
  }
  if (fault) {
    // where entries and tiles agree and the signed root does not, the last head that held says up to where all is well
    const first = fault.wrong === "not-its-root" ? "seq at or behind" : "seq";
    const where =
      "seq" in fault ? ` First bad entry: ${first} ${fault.seq}.` : "path" in fault ? ` (${fault.path})` : "";
    return [...lines, `DOES NOT HOLD. ${faultSentences[fault.wrong]}${where} [${fault.wrong}]`];
  }
  lines.push(
    `  names: all but ${unnamed} are public (sympathisers are never named; who left may be erased)`,
    ...sayNameless(nameless),
    ...sayUnfinished(unfinished),
    `  evidence: ${evidence.good} verified, ${evidence.notPublic} not public, ${evidence.unknown} not verifiable`,
    `It holds: the head's signature, ${size} entries under its root, ${results.length} results recounted.`,
  );
  return lines;
}

/** Ballots and seats of members that nobody can look at, and that no erasure accounts for: whose, nobody says. */
function sayNameless({ members, doubtful }: Verified["nameless"]): string[] {
  if (doubtful === 0) return [];
  return [
    `  DOUBTFUL: ${members} entries of members name nobody, and for at least ${doubtful} no erasure accounts. Whose they`,
    "  are, the ledger does not show: they may have been made up. If somebody is being erased, verify again.",
  ];
}

/** Questions whose results are missing, which may be a server's that was down, or may be kept back. */
function sayUnfinished(unfinished: Verified["unfinished"]): string[] {
  if (unfinished.length === 0) return [];
  const which = unfinished.map(({ proposal }) => proposal).join(", ");
  const how = unfinished.length === 1 ? "1 question has" : `${unfinished.length} questions have`;
  return [
    `  LOOK: ${how} closed without a result: proposal ${which}`,
    "  A server that was down closes a question late. Ask why, if the result does not come.",
  ];
}
