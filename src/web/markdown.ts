import { type Block, renderBlocks, renderMarkdown } from "../markdown.ts";
import { type Html, safe, unforced } from "./html.ts";

/**
 * Somebody's Markdown as a page shows it: safe HTML without style attributes, which the policy of pages forbids,
 * its headings from the level `from` down without a gap, so that the page's own outline stays whole.
 */
export const showMarkdown = (text: string, from = 3): Html =>
  safe(settle(renderMarkdown(unforced(text)), from));

/** A part of a text that stands on its own, as a page shows it. */
export type ShownBlock = Pick<Block, "lines"> & { readonly html: Html };

/** The same block by block, so that something can stand between them. */
export function showBlocks(text: string, from = 3): ShownBlock[] {
  const { blocks } = renderBlocks(unforced(text));
  // no text holds this character, and the renderer would not let it through
  const shown = settle(blocks.map(({ html }) => html).join("\0"), from).split("\0");
  return blocks.map(({ lines }, at) => ({ lines, html: safe(shown[at] ?? "") }));
}

/** What the renderer made of Markdown, as pages have it: without styles, and with headings from a level down. */
export function settle(rendered: string, from: number): string {
  // quotes inside attributes and words are escaped, so this only ever meets what the renderer wrote itself
  const html = rendered.replace(/ style="text-align:(left|center|right)"/g, ' class="to-$1"');
  const used = [...new Set([...html.matchAll(/<h([1-6])>/g)].map((match) => Number(match[1])))].sort();
  const closing: number[] = [];
  let last = from - 1;
  return html.replace(/<(\/?)h([1-6])>/g, (_, slash: string, level: string) => {
    if (slash) return `</h${closing.pop() ?? from}>`;
    last = Math.min(6, from + used.indexOf(Number(level)), last + 1);
    closing.push(last);
    return `<h${last}>`;
  });
}
