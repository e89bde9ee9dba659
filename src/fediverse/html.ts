import { Parser } from "htmlparser2";
import sanitizeHtml from "sanitize-html";

/** What of a note's HTML is dropped when its words are read: quotes of others, and what apps hide. */
const dropped = /(?:^|\s)(quote-inline|invisible)(?:\s|$)/;
const breaks = new Set(["br"]);
const blocks = new Set(["p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"]);
const known = new Set([
  ...breaks,
  ...blocks,
  ..."a abbr b bdi bdo blockquote code del em i ins mark q rp rt ruby s small span strike strong sub sup u".split(
    " ",
  ),
]);
const voids = new Set(["br", "hr", "img", "wbr", "input", "meta", "link"]);

/** An account that a note mentions, as its tags say. */
export type Mention = { readonly href: string; readonly name: string };

/**
 * The words of a note as plain text (interop.md §3): quotations and hidden parts gone, mentions at the start gone,
 * one line break a `<br>`, an empty line between paragraphs. Linear in the length of the HTML. Servers that do not
 * escape what people type (snac) lose nothing: a tag that no app writes is somebody's own text.
 */
export function readHtml(html: string, mentions: readonly Mention[]): string {
  let text = "";
  let skipping = 0;
  const skipped: boolean[] = [];
  const anchors: { from: number; isMention: boolean; href: string; whole: string }[] = [];
  let isHead = true;
  const addresses = new Set(mentions.slice(0, 500).map((mention) => mention.href));
  const add = (piece: string): void => {
    const around = anchors.at(-1);
    if (around && around.whole.length <= around.href.length) around.whole += piece;
    if (skipping > 0) return;
    text += piece;
    if (anchors.length === 0 && /\S/.test(piece)) isHead = false;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const skips = name === "blockquote" || dropped.test(attributes.class ?? "");
        if (!voids.has(name)) skipped.push(skips);
        if (skips && !voids.has(name)) skipping++;
        if (breaks.has(name)) add("\n");
        else if (blocks.has(name)) text += skipping === 0 && /[^\n]$/.test(text) ? "\n" : "";
        else if (name === "a" && skipping === 0) {
          const classes = ` ${attributes.class ?? ""} `;
          const isMention = classes.includes(" mention ") || addresses.has(attributes.href ?? "");
          anchors.push({ from: text.length, isMention, href: attributes.href ?? "", whole: "" });
        } else if (!known.has(name) && !skips) add(literal(name, attributes));
      },
      ontext: add,
      onclosetag(name) {
        if (voids.has(name)) return;
        const skips = skipped.pop();
        if (name === "a" && skipping === 0) {
          const anchor = anchors.pop();
          if (anchor?.isMention && isHead) text = text.slice(0, anchor.from);
          else isHead = false;
          if (anchor && isShortened(anchor)) text = text.slice(0, anchor.from) + anchor.href;
        }
        if (skips) skipping--;
        else if (blocks.has(name))
          text += skipping === 0 && !text.endsWith("\n\n") ? "\n\n".slice(text.endsWith("\n") ? 1 : 0) : "";
        else if (!known.has(name) && name !== "blockquote") add(`</${name}>`);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  return text.replace(/\u00a0/g, " ").trim();
}

/**
 * Whether a link is an address that was typed and that an app shows without its ends (Mastodon, interop.md §1): what
 * is shown and hidden of it together is just where it leads. A bare server's name stays as it is shown.
 */
const isShortened = ({ href, whole }: { readonly href: string; readonly whole: string }): boolean =>
  whole === href && /^https?:\/\/[^/]+\/./.test(href);

const longest = { tags: 2000, depth: 40 };
const tag = /<(\/?)([a-z][a-z0-9]*)[^<>]*>?/gi;

/**
 * HTML as it came, unless it holds more tags, or deeper ones, than anybody writes: then its text with line breaks
 * only, without what it quotes. What parses and cleans HTML may take time that grows with the square of its depth.
 */
export function boundHtml(html: string): string {
  let [tags, depth, deepest] = [0, 0, 0];
  for (const [, slash, name = ""] of html.matchAll(tag)) {
    tags++;
    if (slash) depth = Math.max(0, depth - 1);
    else if (!voids.has(name.toLowerCase())) depth++;
    deepest = Math.max(deepest, depth);
  }
  if (tags <= longest.tags && deepest <= longest.depth) return html;
  let text = "";
  let [from, quotes] = [0, 0];
  for (const match of html.matchAll(tag)) {
    const name = match[2]?.toLowerCase() ?? "";
    if (quotes === 0) text += html.slice(from, match.index);
    from = match.index + match[0].length;
    if (name === "blockquote") quotes = match[1] ? Math.max(0, quotes - 1) : quotes + 1;
    else if (quotes === 0 && (breaks.has(name) || blocks.has(name))) text += "\n";
  }
  return quotes === 0 ? text + html.slice(from) : text;
}

/** A tag as somebody typed it. */
const literal = (name: string, attributes: Record<string, string>): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join("")}>`;

const allowedTags =
  "p br span a abbr del s pre blockquote code b strong u sub sup ruby rt rp i em ul ol li".split(" ");

/** A note's HTML as our pages may show it: few tags, safe links, nothing that runs; unknown tags as text. */
export const cleanHtml = (html: string): string =>
  sanitizeHtml(html.slice(0, 100_000), {
    allowedTags,
    allowedAttributes: { a: ["href", "rel", "lang"], span: ["lang"], p: ["lang", "dir"] },
    allowedSchemes: ["http", "https", "mailto"],
    disallowedTagsMode: "escape",
    nestingLimit: 30,
    transformTags: { a: sanitizeHtml.simpleTransform("a", { rel: "nofollow noopener ugc" }) },
  });
