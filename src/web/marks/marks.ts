import { escapeHtml } from "../../domain/markup.ts";
import type { Piece } from "../../domain/wording/diff.ts";
import { type Block, renderBlocks } from "../../markdown.ts";
import { type Html, safe, unforced } from "../html.ts";
import { settle } from "../markdown.ts";
import { type Pair, pairBlocks } from "./align.ts";
import { anyMark, between, marks, sew } from "./source.ts";

/** A stretch of a marked text: as it was, or with changes in it, by their numbers from 1. */
export type Stretch = { readonly html: Html; readonly changes: readonly number[] };

/** A text with the marks of a reader: what was struck, and what was put in. */
export type Marked = {
  readonly stretches: readonly Stretch[];
  /** How many changes there are; each is an element with the id `change-n`. */
  readonly count: number;
};

/** What is said, unseen, before words that were struck and words that were put in; `before` names the ids. */
export type Saying = { readonly gone: Html; readonly new: Html; readonly before?: string };

type Kind = "gone" | "new";

/**
 * Marks what differs between two texts in their Markdown, as it reads: struck and inserted words in place, paragraphs
 * and lists kept. Where marks would fall on markup that nobody sees, that paragraph is shown as it was typed.
 * Headings begin at the level `from`.
 */
export function markChanges(pieces: readonly Piece[], saying: Saying, from = 3): Marked {
  const clean = pieces.map(({ is, text }) => ({ is, text: text.replace(anyMark, "\ufffd") }));
  const side = (without: Kind): string =>
    clean
      .filter(({ is }) => is !== without)
      .map(({ text }) => text)
      .join("");
  const [old, come] = [renderBlocks(side("new")), renderBlocks(side("gone"))];
  const pen = makePen(saying);
  const parts: { html: string; changes: number[] }[] = [];
  let whole: Kind | null = null;
  for (const pair of pairBlocks(clean, old.blocks, come.blocks)) {
    const is = kindOf(pair);
    const first = pen.last() + (is === whole || (whole === "gone" && is === "new") ? 0 : 1);
    whole = is === "gone" || is === "new" ? is : null;
    if (is === "same") parts.push({ html: htmlOf(pair.after), changes: [] });
    else if (is === "changed") {
      const { html, count } = inPlace(pair, come.more, pen, first);
      parts.push({ html, changes: numbers(first, count) });
    } else
      parts.push({
        html: pen.around(is, first, htmlOf(pair[is === "gone" ? "before" : "after"])),
        changes: [first],
      });
  }
  // an entity may have written what stands between them
  const shown = parts.map(({ html }) => html.replace(anyMark, "\ufffd"));
  const settled = settle(unforced(shown.join(between)), from).split(between);
  return {
    stretches: parts.map(({ changes }, index) => ({ html: safe(settled[index] ?? ""), changes })),
    count: pen.last(),
  };
}

const numbers = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);
const htmlOf = (blocks: readonly Block[]): string => blocks.map(({ html }) => html).join("");

function kindOf({ before, after, pieces }: Pair): Kind | "same" | "changed" {
  // more empty lines read alike
  const isAlike = htmlOf(before) === htmlOf(after);
  if (pieces.every(({ is, text }) => is === "same" || (isAlike && text.trim() === ""))) return "same";
  if (before.length === 0) return "new";
  if (after.length === 0) return "gone";
  return "changed";
}

/** Writes marks: the first of a change has its id, and each says unseen what it is. */
function makePen({ before = "change", ...saying }: Saying) {
  let last = 0;
  const begin = (is: Kind, change: number, extra = ""): string => {
    const id = change > last ? ` id="${before}-${change}"` : "";
    last = Math.max(last, change);
    return `<${is === "gone" ? "del" : "ins"}${id}${extra}>${saying[is].html}`;
  };
  const end = (is: Kind): string => (is === "gone" ? "</del>" : "</ins>");
  return {
    last: () => last,
    run: (is: Kind, change: number, html: string) => begin(is, change) + html + end(is),
    around: (is: Kind, change: number, html: string) =>
      `${begin(is, change, ' class="whole"')}\n${html}${end(is)}\n`,
  };
}
type Pen = ReturnType<typeof makePen>;

const bare = (html: string): string => html.replace(/<[^>]*>|\s+/g, "");

/** A paragraph or more with words struck and inserted; as it was typed where its rendering would not show them all. */
function inPlace(
  { before, after, pieces }: Pair,
  render: (text: string) => string,
  pen: Pen,
  first: number,
): { html: string; count: number } {
  const sewn = sew(pieces);
  // points that have other numbers in the text are shown with the same ones
  if (sewn.changes.size === 0 && htmlOf(before) === htmlOf(after)) return { html: htmlOf(after), count: 0 };
  const rendered = render(sewn.text);
  const ids = [...sewn.changes].sort((one, other) => one - other);
  const numberOf = new Map(ids.map((change, index) => [change, first + index]));
  const runs: { is: Kind | "same" | "tag"; text: string; change: number }[] = [];
  let [opened, state, change] = [0, "same" as Kind | "same", 0];
  for (const [piece] of rendered.matchAll(/<[^>]*>|[\ue010-\ue013]|[^<\ue010-\ue013]+/g)) {
    if (piece.startsWith("<")) runs.push({ is: "tag", text: piece, change });
    else if (piece === marks.gone[0] || piece === marks.new[0]) {
      state = piece === marks.gone[0] ? "gone" : "new";
      change = sewn.opens[opened++] ?? -1;
    } else if (piece === marks.gone[1] || piece === marks.new[1]) state = "same";
    else runs.push({ is: state, text: piece, change });
  }
  const view = (without: Kind): string =>
    runs
      .filter(({ is }) => is !== "tag" && is !== without)
      .map(({ text }) => text)
      .join("");
  const seen = new Set(
    runs
      .filter(({ is, text }) => (is === "gone" || is === "new") && text.trim() !== "")
      .map((run) => run.change),
  );
  const isWhole =
    ids.length > 0 &&
    opened === sewn.opens.length &&
    ids.every((one) => seen.has(one)) &&
    !/<[^>]*(?:[\ue010-\ue013]|%EE%80%9[0-3])/i.test(rendered) &&
    bare(view("new")) === bare(htmlOf(before)) &&
    bare(view("gone")) === bare(htmlOf(after));
  if (!isWhole) return asTyped(pieces, pen, first);
  const html = runs.map(({ is, text, change: one }) =>
    is === "gone" || is === "new"
      ? text.trim() === ""
        ? text
        : pen.run(is, numberOf.get(one) ?? first, text)
      : text,
  );
  return { html: html.join(""), count: ids.length };
}

/** Markdown as it was typed, with what differs in it; line ends that go or come are shown. */
function asTyped(pieces: readonly Piece[], pen: Pen, first: number): { html: string; count: number } {
  let [change, isInside] = [first - 1, false];
  const words = pieces.map(({ is, text }) => {
    if (is !== "same" && !isInside) change++;
    isInside = is !== "same";
    if (is === "same") return escapeHtml(text);
    return pen.run(is, change, escapeHtml(text).replace(/\n/g, "¶\n"));
  });
  return { html: `<p class="typed">${words.join("").trim()}</p>\n`, count: change - first + 1 };
}
