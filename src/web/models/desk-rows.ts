import { inOrder } from "../../domain/wording/edits.ts";
import { renderBlocks } from "../../markdown.ts";
import type { Amendment } from "../../store/amendments.ts";
import { type Html, safe, unforced } from "../html.ts";
import type { Tongue } from "../language.ts";
import { settle } from "../markdown.ts";
import { anyMark, between } from "../marks/source.ts";
import { type AmendmentRow, linksTo } from "./amendments.ts";

/** A paragraph with what would change in it, or several that nobody would change, folded. */
export type DeskRow = {
  readonly text: Html;
  /** What the folded ones are called; null for a paragraph that is shown. */
  readonly fold: string | null;
  /** The amendments that begin here. */
  readonly amendments: readonly AmendmentRow[];
  /** Links to those above that reach into it, too. */
  readonly also: Html | null;
};

/** So many paragraphs in a row that nobody would change are folded. */
const foldedFrom = 4;

/** The paragraphs of a text in order, each with the amendments that touch it. `open` and `rows` are in one order. */
export function deskRows(
  tongue: Tongue,
  text: string,
  open: readonly Amendment[],
  rows: readonly AmendmentRow[],
): DeskRow[] {
  const { blocks } = renderBlocks(text.replace(anyMark, "\ufffd"));
  // an entity may have written what stands between them
  const shown = blocks.map((block) => block.html.replace(anyMark, "\ufffd"));
  const html = settle(unforced(shown.join(between)), 3).split(between);
  const starts = blocks.map(({ from }) => from);
  const touching = blocks.map(() => ({ first: [] as AmendmentRow[], also: [] as number[] }));
  for (const [index, { edits }] of open.entries()) {
    const row = rows[index] as AmendmentRow;
    const touched = new Set<number>();
    for (const { from, to } of inOrder(edits))
      for (let at = blockAt(starts, from); at <= blockAt(starts, Math.max(from, to - 1)); at++)
        touched.add(at);
    for (const [nth, at] of [...touched].entries())
      if (nth === 0) touching[at]?.first.push(row);
      else touching[at]?.also.push(row.number);
  }
  const list: DeskRow[] = [];
  for (let at = 0; at < blocks.length; ) {
    let end = at;
    while (end < blocks.length && touching[end]?.first.length === 0 && touching[end]?.also.length === 0)
      end++;
    if (end - at >= foldedFrom) {
      const text = safe(html.slice(at, end).join(""));
      list.push({ text, fold: tongue.say("amend.untouched", { n: end - at }), amendments: [], also: null });
      at = end;
      continue;
    }
    const { first, also } = touching[at] as (typeof touching)[number];
    list.push({
      text: safe(html[at] ?? ""),
      fold: null,
      amendments: first,
      also:
        also.length > 0
          ? tongue.rich("amend.also", { list: linksTo(tongue, also, (number) => `#amendment-${number}`) })
          : null,
    });
    at++;
  }
  return list;
}

/** The index of the block in which a place of the text lies. */
function blockAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
