/**
 * What makes a terminal do something, or shows text in another order than it has: control characters, what turns the
 * direction of writing, other line breaks, and halves of characters. Joiners stay, which words and emoji are written with.
 */
const odd = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A line as it may be shown in a terminal, whoever wrote what is in it: one line, with what is odd as JSON writes it. */
export const plainLine = (line: string): string =>
  line.replaceAll(odd, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Lines as they may be shown: a line break within one begins no new one. */
export const plainLines = (lines: readonly string[]): string => lines.map(plainLine).join("\n");

/** A value as JSON that is read by people as well as by programs, who get the same out of it. */
export const plainJson = (value: unknown): string => plainLines(JSON.stringify(value, null, 2).split("\n"));
