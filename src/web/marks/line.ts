import { escapeHtml } from "../../domain/markup.ts";
import type { Piece } from "../../domain/wording/diff.ts";
import { type Html, plain, safe } from "../html.ts";
import type { Saying } from "./marks.ts";

/** One line of plain text, as a title, with what differs struck and inserted. */
export function markLine(
  pieces: readonly Piece[],
  { before = "change", ...saying }: Saying,
): { readonly html: Html; readonly count: number } {
  let [count, isInside] = [0, false];
  const html = pieces.map(({ is, text }) => {
    const words = escapeHtml(plain(text));
    const isFirst = is !== "same" && !isInside;
    isInside = is !== "same";
    if (is === "same") return words;
    if (isFirst) count++;
    const id = isFirst ? ` id="${before}-${count}"` : "";
    return is === "gone"
      ? `<del${id}>${saying.gone.html}${words}</del>`
      : `<ins${id}>${saying.new.html}${words}</ins>`;
  });
  return { html: safe(html.join("")), count };
}
