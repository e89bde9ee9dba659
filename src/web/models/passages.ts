import type { Replacement } from "../../domain/amendment.ts";
import { type Edit, inOrder, narrow } from "../../domain/wording/edits.ts";
import { plain } from "../html.ts";

/** Words that an amendment would change, with some of what stands around them. */
export type Passage = {
  readonly before: string;
  readonly old: string;
  readonly new: string;
  readonly after: string;
};

/** How much is shown of what stands around a change, and of the change itself, in UTF-16 units. */
const around = 60;
const longest = 280;

/** Whether changes are still of the words that they were filed with: a text may have been taken out of the record. */
export function areOf(text: string, edits: readonly Edit[], replacements: readonly Replacement[]): boolean {
  const ordered = inOrder(edits);
  return (
    ordered.length === replacements.length &&
    ordered.every(({ from, to }, index) => text.slice(from, to) === replacements[index]?.old)
  );
}

/**
 * The first passages that changes are about, in the order of the text; without what stands around them where it is
 * gone.
 */
export function passagesOf(
  text: string,
  edits: readonly Edit[],
  replacements: readonly Replacement[],
  most = 100,
): Passage[] {
  if (!areOf(text, edits, replacements))
    return replacements
      .slice(0, most)
      .map((one) => ({ before: "", old: short(one.old), new: short(one.new), after: "" }));
  return narrow(text, inOrder(edits).slice(0, most)).map(({ from, to, put }) => ({
    before: lead(text, from),
    old: short(text.slice(from, to)),
    new: short(put),
    after: trail(text, to),
  }));
}

/** Words around a change without halves of characters, and with the markup gone that would only be in the way. */
const whole = (text: string): string =>
  plain(text)
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "")
    .replace(/!?\[([^\]\n]*)\]\([^()\s]*\)/g, "$1")
    .replace(/\*\*+|__+|`+/g, "");

function lead(text: string, to: number): string {
  const line = text.lastIndexOf("\n", to - 1) + 1;
  if (to - line <= around) return whole(text.slice(line, to).replace(/^[\s>#*+-]+(?=\S)/, ""));
  return `… ${whole(text.slice(to - around, to).replace(/^\S*\s+(?=\S)/, ""))}`;
}

function trail(text: string, from: number): string {
  const next = text.indexOf("\n", from);
  const line = next < 0 ? text.length : next;
  if (line - from <= around) return whole(text.slice(from, line));
  return `${whole(text.slice(from, from + around).replace(/(?<=\S)\s+\S*$/, ""))} …`;
}

function short(text: string): string {
  const line = plain(text).replace(/\n+/g, " ¶ ");
  return line.length > longest ? `${whole(line.slice(0, longest))}…` : line;
}
