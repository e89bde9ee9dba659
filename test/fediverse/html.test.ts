import { test } from "tap";
import { readHtml } from "../../src/fediverse/html.ts";

const link = (href: string, shown: string) =>
  `<a href="${href}" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">${shown}</span><span class="invisible">/1</span></a>`;

test("an address that an app shows without its ends is read as it was typed", async (t) => {
  const mention =
    '<span class="h-card"><a href="https://m.example/coop" class="u-url mention">@<span>coop</span></a></span>';
  const html = `<p>${mention} hide ${link("https://spam.example/notes/1", "spam.example/notes")}: advertising</p>`;
  t.equal(
    readHtml(html, [{ href: "https://m.example/coop", name: "@coop" }]),
    "hide https://spam.example/notes/1: advertising",
  );
  t.equal(readHtml('<p>see <a href="https://x.example">my page</a></p>', []), "see my page");
  t.equal(readHtml(link("javascript:alert(1)", "x"), []), "x");
});
