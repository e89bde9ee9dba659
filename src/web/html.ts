import { escapeHtml } from "../domain/markup.ts";

/** HTML that is safe as it stands, as against text, which is escaped wherever it is shown. */
export type Html = { readonly html: string };

/** Marks as HTML what was made so that nothing in it needs escaping. */
export const safe = (html: string): Html => ({ html });

/** Whether a value is HTML. */
export const isHtml = (value: unknown): value is Html =>
  typeof value === "object" && value !== null && typeof (value as Html).html === "string";

// characters that turn the direction of what follows; names do without, and pages isolate what people wrote
const overrides = /[\u202a-\u202e\u2066-\u2069]/g;
const forced = /[\u202d\u202e]/g;

/** Text of one line as people wrote it, without characters that reorder what stands beside it. */
export const plain = (text: string): string => text.replace(overrides, "");

/** Longer text, without characters that force a direction on letters. */
export const unforced = (text: string): string => text.replace(forced, "");

/** A name or another short text of somebody's, isolated from the direction of the words around it. */
export const bdi = (text: string, language?: string | null): Html => {
  const lang = language ? ` lang="${escapeHtml(language)}"` : "";
  return safe(`<bdi${lang}>${escapeHtml(plain(text))}</bdi>`);
};

/** A link; `href` is one of ours, or was found to be http(s). */
export const link = (href: string, text: string | Html, attributes = ""): Html =>
  safe(
    `<a href="${escapeHtml(href)}"${attributes && ` ${attributes}`}>${isHtml(text) ? text.html : escapeHtml(text)}</a>`,
  );

/** Plain text that somebody wrote, in paragraphs as they set them, everything shown literally. */
export const paragraphsOf = (text: string): Html =>
  safe(
    unforced(text)
      .split(/\n{2,}/)
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => `<p>${escapeHtml(part).replace(/\n/g, "<br>")}</p>`)
      .join(""),
  );
