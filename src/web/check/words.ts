/** Says a sentence that the page came with, its blanks filled. Empty for one that it did not come with. */
export type Say = (name: string, blanks?: Readonly<Record<string, string | number>>) => string;

/** What stands on the page to be said: sentences, what may be wrong, and what results are about. */
export type Words = {
  readonly say: Say;
  fault(code: string): string;
  /** The title of a proposal by its id; null for one that the page does not know. */
  title(id: string): string | null;
  number(n: number): string;
};

/** Reads what the page says in its reader's language. `tag`: by which numbers are written. */
export function readWords(words: DocumentFragment, tag: string): Words {
  const numbers = new Intl.NumberFormat(tag);
  const number = (n: number): string => numbers.format(n);
  const find = (kind: string, name: string): string | null =>
    words.querySelector(`[data-${kind}="${CSS.escape(name)}"]`)?.textContent ?? null;
  return {
    say: (name, blanks = {}) =>
      (find("say", name) ?? "").replace(/\{(\w+)\}/g, (_, blank: string) => {
        const filled = blanks[blank] ?? "";
        return typeof filled === "number" ? number(filled) : filled;
      }),
    fault: (code) => find("fault", code) ?? code,
    title: (id) => find("title", id),
    number,
  };
}
