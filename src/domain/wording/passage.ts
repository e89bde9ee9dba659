/** A stretch of a text, in UTF-16 offsets, `to` not included. */
export type Span = { readonly from: number; readonly to: number };

/** A text as it is read: markup, spaces and typography folded away, each character with where it came from. */
type Folded = { readonly text: string; readonly from: readonly number[]; readonly to: readonly number[] };

const same: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."“”„‟«»″〝〞＂"].map((mark) => [mark, '"'])),
  ...Object.fromEntries([..."‘’‚‛‹›′＇´"].map((mark) => [mark, "'"])),
  ...Object.fromEntries([..."‐‑‒–—―−－"].map((mark) => [mark, "-"])),
  "…": "...",
};

/** What is markup and no word of its own, wherever it stands. */
const marks = new Set([..."*_~`\u00ad\u200b\u200c\u200d\u2060\ufeff\\"]);
/** What opens a line in Markdown, or when it is typed as plain text. */
const opening = /^[ \t]*(?:(?:>|#{1,6}|[-+*•]|\d{1,9}[.)])[ \t]+)+/;
const typed = /^<[a-z][a-z0-9+.-]{1,30}:[^\s<>]*>/i;
/** What stands right behind the label of a link. */
const destination = /\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)/y;
const longestLink = 4000;

/**
 * Finds the link that begins at a place, asked for places in order: where its label ends, and where it ends itself.
 * What a label ends with is looked for once, for everything that opens before it.
 */
function linksOf(source: string): (at: number) => { readonly label: Span; readonly end: number } | null {
  const next = (what: string, from: number): number => {
    const at = source.indexOf(what, from);
    return at < 0 ? source.length : at;
  };
  let [closes, newLine, end] = [-1, -1, -1];
  return (at) => {
    const opens = source[at] === "!" ? at + 1 : at;
    if (source[opens] !== "[") return null;
    if (newLine <= opens) newLine = next("\n", opens + 1);
    if (closes <= opens) {
      closes = next("]", opens + 1);
      destination.lastIndex = closes + 1;
      end = destination.test(source) ? destination.lastIndex : -1;
    }
    return closes < newLine && end > 0 && end - at <= longestLink
      ? { label: { from: opens + 1, to: closes }, end }
      : null;
  };
}

/** Reads a text as people do: what apps do to quotes, dashes, spaces and line breaks makes no difference. */
export function fold(source: string): Folded {
  const [text, from, to]: [string[], number[], number[]] = [[], [], []];
  const push = (character: string, at: number, end: number): void => {
    for (const one of character) {
      const isSpace = /\s/.test(one);
      if (isSpace && (text.length === 0 || text.at(-1) === " ")) continue;
      // offsets are of UTF-16, of which some characters take two
      for (const unit of (isSpace ? " " : one).split("")) {
        text.push(unit);
        from.push(at);
        to.push(end);
      }
    }
  };
  const linkAt = linksOf(source);
  const read = (start: number, end: number): void => {
    for (let at = start; at < end; ) {
      const isLineStart = at === 0 || source[at - 1] === "\n";
      const skipped = isLineStart
        ? (opening.exec(source.slice(at, Math.min(end, at + 80)))?.[0].length ?? 0)
        : 0;
      if (skipped > 0 && at + skipped <= end) {
        at += skipped;
        continue;
      }
      const here = source[at] as string;
      const address = here === "<" ? typed.exec(source.slice(at, Math.min(end, at + 4000))) : null;
      if (address) {
        read(at + 1, at + address[0].length - 1);
        at += address[0].length;
        continue;
      }
      const found = linkAt(at);
      if (found && found.end <= end) {
        read(found.label.from, found.label.to);
        at = found.end;
        continue;
      }
      const character = String.fromCodePoint(source.codePointAt(at) as number);
      const next = at + character.length;
      if (!marks.has(character)) push(same[character] ?? character.normalize("NFKC"), at, next);
      at = next;
    }
  };
  read(0, source.length);
  if (text.at(-1) === " ") for (const list of [text, from, to]) list.pop();
  return { text: text.join(""), from, to };
}

/** What became of a search: the one place, none, or several, between which nobody can choose. */
export type Found = Span | "none" | "several";

/**
 * Finds the passage of a text that somebody quotes from what their app shows: in spite of smart quotes, line breaks,
 * entities that were read before, links and emphasis; with another case where no other way fits. Nothing is guessed:
 * what stands there twice is not found, nor a part of a word.
 */
export const findPassage = (source: string, passage: string): Found => passagesIn(source)(passage);

/** Finds one passage after another in a text that is read once. */
export function passagesIn(source: string): (passage: string) => Found {
  const within = fold(source);
  let lowered: string | null = null;
  const inLower = (): string => {
    lowered ??= lower(within.text);
    return lowered;
  };
  return (passage) => {
    const wanted = fold(passage.normalize("NFC")).text;
    if (wanted === "") return "none";
    const looks = [() => placesOf(within.text, wanted), () => placesOf(inLower(), lower(wanted))];
    for (const look of looks) {
      const found = look();
      if (found.length > 1) return "several";
      const [place] = found;
      if (place === undefined) continue;
      const [first, last] = [within.from[place], within.to[place + wanted.length - 1]];
      return whole(source, { from: first as number, to: last as number });
    }
    return "none";
  };
}

/** A span with the emphasis that begins or ends right at it, where it holds only the one end. */
function whole(source: string, { from, to }: Span): Span {
  const runs = source.slice(from, to).match(/\*+|_+|~+|`+/g) ?? [];
  if (runs.length % 2 === 0) return { from, to };
  const before = /(?:\*+|_+|~+|`+)$/.exec(source.slice(Math.max(0, from - 3), from))?.[0];
  if (before && runs[0] === before) return { from: from - before.length, to };
  const after = /^(?:\*+|_+|~+|`+)/.exec(source.slice(to, to + 3))?.[0];
  return after && runs.at(-1) === after ? { from, to: to + after.length } : { from, to };
}

/** Lower case, but for letters that would change their length by it. */
const lower = (text: string): string =>
  Array.from(text, (one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join("");

/** How many characters are compared at most with what turns out to be a part of a word, again and again. */
const patience = 5_000_000;

/** Where whole words of a text read so; two places at most are looked for. Who would look for ever finds several. */
function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  let left = patience;
  for (let at = text.indexOf(wanted); at >= 0 && places.length < 2; at = text.indexOf(wanted, at + 1)) {
    if (isWhole(text, at, at + wanted.length)) places.push(at);
    else left -= wanted.length;
    if (left < 0) return [at, at];
  }
  return places;
}

const letter = /[\p{L}\p{N}]/u;
const alone = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Whether a stretch begins and ends where words do; scripts without spaces have words everywhere. */
function isWhole(text: string, from: number, to: number): boolean {
  const cuts = (at: number): boolean => {
    const [before, after] = [text[at - 1] ?? "", text[at] ?? ""];
    return letter.test(before) && letter.test(after) && !alone.test(before) && !alone.test(after);
  };
  return !cuts(from) && !cuts(to);
}
