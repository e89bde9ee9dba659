import type { ArchiveLine } from "./archive.ts";
import type { Numbered } from "./entry.ts";
import type { Sha256 } from "./hash.ts";
import { emptyTable, placeFor, placeOf, setValue, valueAt } from "./hash-table.ts";
import type { Opening } from "./openings.ts";
import { isObject } from "./read-opening.ts";
import { toHex } from "./tags.ts";

/** What an archive says of proposals behind a ledger, compared with what the ledger says. */
export type Words = {
  /** Takes in an entry that was checked, and what opens it. */
  heed(entry: Numbered, opening: Opening | undefined): void;
  /** Takes in a line behind the ledger; answers the `seq` of the entry that it contradicts, null where none. */
  compare(line: Extract<ArchiveLine, { kind: "proposal" | "answer" }>): number | null;
  /** Takes in that there are no more; answers the same. */
  end(): number | null;
};

type Text = { readonly seq: number; readonly version: number; readonly said: Set<string>; isWhole: boolean };
type Asked = {
  seq: number;
  readonly proposal: string;
  result: Extract<Numbered, { kind: "outcome" }> | null;
};

const positions = ["agree", "abstain", "disagree", "block"];
const counts = ["agree", "abstain", "disagree", "block", "unreasonedBlock"] as const;
type Json = Readonly<Record<string, unknown>>;
const isText = (value: unknown): value is string => typeof value === "string";

/**
 * Compares texts with the versions that the ledger opens, and results and answers with questions that are decided in it.
 * What has changed since its newest head is not to be told from that. Keeps hashes: of texts, and of who answered.
 */
export function archivedWords(sha256: Sha256): Words {
  const hash = (...parts: unknown[]): Uint8Array => sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const texts = new Map<string, Text>();
  const asked = new Map<string, Asked>();
  const newest = new Map<string, string>();
  /** Beside each who answered which question: four times the number of the entry, and which position; 0: none. */
  const answers = emptyTable();
  const seen = new Set<string>();
  let now: { readonly proposal: string; readonly question: Asked | undefined; readonly id: string } | null =
    null;
  let given: Record<string, number> = {};

  const heed: Words["heed"] = (entry, opening) => {
    if (entry.kind === "version") {
      const before = texts.get(entry.proposal);
      const { title, text, language } = (opening?.matter ?? {}) as Record<string, unknown>;
      const said = (before?.said ?? new Set()).add(toHex(hash(title, text, language)));
      const isWhole = before?.isWhole !== false && Boolean(opening?.matter);
      texts.set(entry.proposal, { seq: entry.seq, version: entry.version, said, isWhole });
    } else if (entry.kind === "open") {
      asked.set(entry.question, { seq: entry.seq, proposal: entry.proposal, result: null });
      newest.set(entry.proposal, entry.question);
    } else if (entry.kind === "outcome") {
      Object.assign(asked.get(entry.question) ?? {}, { seq: entry.seq, result: entry });
    } else if ((entry.kind === "ballot" || entry.kind === "withdraw") && opening?.who) {
      const place = placeFor(answers, hash(entry.question, opening.who.actor));
      const position = entry.kind === "ballot" ? positions.indexOf(entry.choices[0] ?? "") : -1;
      setValue(answers, place, position < 0 ? 0 : entry.seq * 4 + position);
    }
  };

  /** That there were as many answers as the result of their question says. */
  const lacking = (): number | null => {
    const { tally, seq } = now?.question?.result ?? {};
    if (!tally || seq === undefined) return null;
    const said = [tally.agree, tally.abstain, tally.disagree, tally.block + tally.unreasonedBlock];
    return positions.every((position, at) => (given[position] ?? 0) === said[at]) ? null : seq;
  };

  function compareProposal(line: Json): number | null {
    const { id, version, title, text, language, question, outcome, tally } = line;
    const known = texts.get(String(isText(id) && id));
    if (!known || !isText(id) || seen.has(id)) return known?.seq ?? 0;
    seen.add(id);
    const asks = isObject(question)
      ? (isText(question.id) && question.id.split("/").at(-1)) || ""
      : newest.get(id);
    now = { proposal: id, id: asks ?? "", question: asked.get(asks ?? "") };
    given = {};
    if (typeof version !== "number" || ![title, text, language].every(isText)) return known.seq;
    const isNewer = version > known.version;
    if (!isNewer && known.isWhole && !known.said.has(toHex(hash(title, text, language)))) return known.seq;
    if (now.question && now.question.proposal !== id) return now.question.seq;
    const result = now.question?.result;
    if (!result || !isObject(question)) return null;
    const isSame = isObject(tally) && counts.every((name) => tally[name] === result.tally[name]);
    return isSame && outcome === result.outcome ? null : result.seq;
  }

  function compareAnswer(of: string, { voter, position }: Json): number | null {
    if (of !== now?.proposal || !isText(position) || !positions.includes(position))
      return now?.question?.seq ?? texts.get(of)?.seq ?? 0;
    given[position] = (given[position] ?? 0) + 1;
    // of who is erased only the number is left; and what is not decided yet may have changed since
    if (voter === null || !now.question?.result) return null;
    const place = isText(voter) ? placeOf(answers, hash(now.id, voter)) : -1;
    const known = place < 0 ? 0 : valueAt(answers, place);
    if (known === 0) return now.question.seq;
    // nobody's answer is there twice
    setValue(answers, place, 0);
    return positions[known % 4] === position ? null : Math.floor(known / 4);
  }

  return {
    heed,
    compare: (line) =>
      line.kind === "answer"
        ? compareAnswer(line.proposal, line.answer as Json)
        : (lacking() ?? compareProposal(line.proposal as Json)),
    end: () => lacking() ?? [...texts].find(([proposal]) => !seen.has(proposal))?.[1].seq ?? null,
  };
}
