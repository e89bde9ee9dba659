/** Text as HTML shows it literally. */
export const escapeHtml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/**
 * Plain text as paragraphs of HTML: an empty line parts paragraphs, a line break stays one, and addresses that
 * begin with `origin` become links. Everything else, whoever wrote it, is shown literally.
 */
export function paragraphs(text: string, origin: string): string {
  const links = new RegExp(
    `${origin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/[^\\s<>"]*[^\\s<>".,;:!?)]`,
    "g",
  );
  return text
    .split(/\n{2,}/)
    .map((part) => escapeHtml(part.trim()).replace(links, (url) => `<a href="${url}">${url}</a>`))
    .filter(Boolean)
    .map((part) => `<p>${part.replace(/\n/g, "<br>")}</p>`)
    .join("");
}

/** How a note names the person it is for, as their own app would write it. */
export const mentionOf = (href: string, username: string): string =>
  `<span class="h-card"><a href="${escapeHtml(href)}" class="u-url mention">@<span>${escapeHtml(username)}</span></a></span>`;

/** The address as a link may name it; null where it is not http or https. */
export function safeAddress(address: string | null): string | null {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}
