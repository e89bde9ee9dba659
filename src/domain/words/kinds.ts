import { type Lexicon, type ProposeKind, proposeKinds } from "./lexicon.ts";
import { colonIn, handle, lineAt } from "./lines.ts";
import { type Match, phrasesAt } from "./scan.ts";

/** What a proposal is for, and whom or what it names up to the colon; `end` is behind that. */
export type Named = {
  readonly end: number;
  readonly kind: ProposeKind | "which";
  readonly about: string;
};

const kinds: ReadonlySet<string> = new Set(proposeKinds);
const primary = (tag: string): string => tag.toLowerCase().split("-")[0] as string;

/** How long what a proposal names may be, in characters. */
const longest = 200;

// words may stand before it ("removal of our treasurer @ann"): they name nobody
const somebody = new RegExp(
  `^(?:[\\p{L}\\p{M}'’]+[^\\S\\n]+){0,3}((?:${handle}|https?://[!-~]|(?:[\\p{L}\\p{N}-]{1,63}\\.){1,9}\\p{L}{2,63}).*)$`,
  "iu",
);
const somebodyUnspaced = new RegExp(`^[\\p{L}\\p{M}]{0,20}?(${handle}.*)$`, "u");
const numbered = /^(?:[\p{L}\p{M} .#№º°'’-]{0,30}\p{Nd}|https?:\/\/[!-~]).*$/iu;

/**
 * Whom or what words name: a handle, an address or a server; for what repeals or replaces a decision, its number or
 * address. Null where they name nothing of that kind ("Proposal rules are easy: …" is talk).
 */
function nameIn(kind: ProposeKind, words: string): string | null {
  if (words === "") return "";
  if (words.length > longest || kind === "constitution") return null;
  if (kind === "repeal" || kind === "replacement") return numbered.test(words) ? words : null;
  return (somebody.exec(words) ?? somebodyUnspaced.exec(words))?.[1] ?? null;
}

/**
 * Reads what stands between "propose" and the colon of its line; null where that is no kind of proposal. Where the
 * declared language is that of "propose", its phrases count before those of the others.
 */
export function kindAt(
  lexicon: Lexicon,
  text: string,
  { entry: { language }, end }: Match,
  declared: string | undefined,
): Named | null {
  const line = lineAt(text, end);
  const colon = colonIn(line);
  if (colon < 0) return null;
  const at = end + (/^\s*/u.exec(line)?.[0].length ?? 0);
  const all = phrasesAt(lexicon, text, at, (entry) => kinds.has(entry.meaning));
  const own = declared !== undefined && primary(declared) === language;
  const spoken = own ? all.filter(({ entry }) => entry.language === language) : [];
  const pool = spoken.length > 0 ? spoken : all;
  const furthest = Math.max(...pool.map((other) => other.end));
  if (pool.length === 0 || furthest > end + colon) return null;
  const found = new Set(pool.filter((other) => other.end === furthest).map(({ entry }) => entry.meaning));
  const [kind] = [...found] as [ProposeKind];
  const about = nameIn(kind, text.slice(furthest, end + colon).trim());
  if (about === null) return null;
  return { end: end + colon + 1, kind: found.size > 1 ? "which" : kind, about };
}
