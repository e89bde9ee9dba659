import { toBase64 } from "../../ledger/note.ts";
import type { Recounted } from "../../ledger/recount.ts";
import type { Fault, Verified } from "../../ledger/verify.ts";
import type { Remembered } from "./memory.ts";
import type { Words } from "./words.ts";

/** What the report is about beside what was verified: the key that signed, how long it took, what was seen before. */
export type About = {
  readonly key: Uint8Array;
  readonly milliseconds: number;
  readonly remembered: Remembered | null;
  /** By which times are written. */
  readonly tag: string;
  /** Addresses with blanks: of a proposal, and of an entry on the ledger's page. */
  readonly proposal: string;
  readonly entry: string;
};

/** What a check came to, for people: each thing that was checked with its numbers, or the first that does not hold. */
export function report(words: Words, verified: Verified, about: About): HTMLElement[] {
  const [fault] = verified.faults;
  if (fault) return [verdict(words.say("fails")), ...faultLines(words, fault, about)];
  return [verdict(words.say("holds")), facts(words, verified, about)];
}

/** An element with what is in it; text is never read as HTML. */
function make(tag: string, ...inside: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...inside);
  return element;
}

function verdict(text: string): HTMLElement {
  const line = make("p", text);
  line.className = "says";
  return line;
}

/** A link; `address` has blanks to be filled, with numbers and ids alone. */
function link(address: string, blanks: Record<string, string | number>, text: string): HTMLElement {
  const anchor = document.createElement("a");
  anchor.href = address.replace(/\{(\w+)\}/g, (_, blank: string) => encodeURIComponent(blanks[blank] ?? ""));
  const name = make("bdi", text);
  anchor.append(name);
  return anchor;
}

function faultLines({ say, fault: sentence }: Words, fault: Fault, { entry }: About): HTMLElement[] {
  const lines = [make("p", sentence(fault.wrong))];
  if ("seq" in fault) {
    const { seq } = fault;
    // where entries and tiles agree and the signed root does not, the last head that held says from where on
    const where = say(fault.wrong === "not-its-root" ? "behind-entry" : "at-entry", { seq });
    lines.push(make("p", link(entry, { next: seq + 1, seq }, where)));
  }
  if ("path" in fault) lines.push(make("p", say("in-file", { path: fault.path })));
  return lines;
}

function facts(words: Words, verified: Verified, about: About): HTMLElement {
  const { say, number } = words;
  const { size, results, unfinished, unnamed, nameless, evidence } = verified;
  const { remembered, key, milliseconds } = about;
  const list = make("dl");
  list.className = "checked";
  const told = (term: string, ...inside: (Node | string)[]): void => {
    list.append(make("div", make("dt", term), make("dd", ...inside)));
  };
  const fact = (term: string, ...inside: (Node | string)[]): void => told(say(term), ...inside);
  const seconds = Math.max(0.1, Math.round(milliseconds / 100) / 10);
  fact("head", say("head-is", { key: toBase64(key) }));
  fact("entries", say("entries-are", { n: size, time: number(seconds) }));
  fact("results", results.length === 0 ? number(0) : resultList(words, results, about));
  if (unfinished.length > 0) {
    const which = unfinished.map(({ proposal }) => make("li", proposalLink(words, proposal, about)));
    told(say("unfinished", { n: unfinished.length }), say("unfinished-why"), make("ul", ...which));
  }
  const { doubtful } = nameless;
  const doubt = doubtful > 0 ? [make("p", say("doubtful", { n: doubtful }))] : [];
  fact("names", say("names-are", { n: unnamed }), ...doubt);
  const { good, notPublic, unknown } = evidence;
  const counts = [say("good", { n: good }), say("hidden", { n: notPublic }), say("unknown", { n: unknown })];
  fact("evidence", counts.join(" · "));
  const seen = remembered && { n: remembered.size, at: remembered.at.toLocaleString(about.tag) };
  fact("memory", seen ? say("continues", seen) : say("first"));
  return list;
}

/** A proposal by its title, as far as the page knows it. */
const proposalLink = ({ say, title }: Words, id: string, { proposal }: About): HTMLElement =>
  link(proposal, { id }, title(id) ?? say("proposal"));

function resultList(words: Words, results: readonly Recounted[], about: About): HTMLElement {
  const { say } = words;
  const lines = results.map(({ proposal: id, outcome, tally, roll, sympathisers: outside }) => {
    const { agree, abstain, disagree } = tally;
    const block = tally.block + tally.unreasonedBlock;
    const counts = { outcome: say(outcome), agree, abstain, disagree, block, roll, outside };
    return make("li", proposalLink(words, id, about), " ", say("result", counts));
  });
  return make("ul", ...lines.reverse());
}
