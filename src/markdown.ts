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

/** A paragraph, list or other block of a text on its own; `lines`: which lines of the source it is, the last not included. */
export type Block = { readonly html: string; readonly lines: readonly [number, number] };

/** The same block by block, from the first line to the last. */
export function renderBlocks(text: string): Block[] {
  const env = {};
  const tokens = renderer.parse(text, env);
  const blocks: Block[] = [];
  for (let at = 0; at < tokens.length; ) {
    let end = at + 1;
    for (let depth = tokens[at]?.nesting ?? 0; depth > 0 && end < tokens.length; end++)
      depth += tokens[end]?.nesting ?? 0;
    const lines = tokens[at]?.map ?? [0, 0];
    blocks.push({ html: renderer.renderer.render(tokens.slice(at, end), renderer.options, env), lines });
    at = end;
  }
  return blocks;
}
