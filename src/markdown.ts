import markdownIt from "markdown-it";

// raw HTML is shown literally; images are links to what they show, as nothing is loaded from elsewhere
const renderer = markdownIt({ html: false, linkify: true, breaks: true, typographer: false }).disable([
  "image",
]);
renderer.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet("rel", "nofollow noopener ugc");
  return self.renderToken(tokens, index, options);
};
// a text's own headings lie below the page's
for (const rule of ["heading_open", "heading_close"] as const) {
  renderer.renderer.rules[rule] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
    return self.renderToken(tokens, index, options);
  };
}

/** A proposal's Markdown as safe HTML: no raw HTML, no images, headings from the third level down. */
export const renderMarkdown = (text: string): string => renderer.render(text);

/**
 * A part of a text that stands by itself, as a paragraph or a list: where it is, up to the next one, and as HTML;
 * `lines`: which lines of the source it is, the last not included.
 */
export type Block = {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly [number, number];
  readonly html: string;
};

/**
 * The parts of a text one by one, together the whole of it; `more` renders other words as if they stood in this text,
 * whose links may be named elsewhere in it.
 */
export function renderBlocks(text: string): {
  readonly blocks: readonly Block[];
  more(text: string): string;
} {
  const env = {};
  const tokens = renderer.parse(text, env);
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const found: Omit<Block, "to">[] = [];
  for (let at = 0; at < tokens.length; ) {
    let end = at;
    for (let depth = 0; end < tokens.length; end++) {
      depth += tokens[end]?.nesting ?? 0;
      if (depth === 0) break;
    }
    const from = found.length === 0 ? 0 : (starts[tokens[at]?.map?.[0] ?? 0] ?? text.length);
    const html = renderer.renderer.render(tokens.slice(at, end + 1), renderer.options, env);
    found.push({ from, lines: tokens[at]?.map ?? [0, 0], html });
    at = end + 1;
  }
  return {
    blocks: found.map((block, index) => ({ ...block, to: found[index + 1]?.from ?? text.length })),
    more: (words) => renderer.render(words, env),
  };
}
