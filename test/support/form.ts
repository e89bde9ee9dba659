/** The fields of a page's forms as a browser would send them unchanged. */
export function formFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const plain = (text = ""): string =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&");
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]+)"/.exec(tag)?.[1];
    // the token goes with a browser's own sending
    if (!name || name === "_csrf" || (/type="(radio|checkbox)"/.test(tag) && !/ checked/.test(tag))) continue;
    fields[name] = plain(/ value="([^"]*)"/.exec(tag)?.[1]);
  }
  for (const [, name = "", inner] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g))
    fields[name] = plain(inner);
  for (const [, name = "", inner = ""] of html.matchAll(/<select [^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs))
    fields[name] = plain(/value="([^"]*)" selected/.exec(inner)?.[1]);
  return fields;
}
