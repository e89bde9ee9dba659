/** How far is looked behind a command word for the colon that begins its text. */
export const reach = 300;

/** A handle, as the source of a pattern: "@ann", "@ann@host.example", "@ann@host.example:8080". */
export const handle =
  "@[\\p{L}\\p{N}_.-]{0,64}[\\p{L}\\p{N}_](?:@[\\p{L}\\p{N}.-]{0,200}[\\p{L}\\p{N}](?::\\d{2,5}(?=[\\s:：]|$))?)?";

/** What follows a place on the same line, as far as is looked. */
export function lineAt(text: string, at: number): string {
  const [line = ""] = text.slice(at, at + reach).split("\n");
  return line;
}

// an address, a handle with a port, a time
const colonsWithin = new RegExp(
  `https?://[!-~]*[!-9;-~]|${handle}|(?<!\\d)\\d{1,2}[:：]\\d{2}(?!\\d)`,
  "giu",
);

/** Where the first colon of a line stands that ends something; -1 where none does. */
export const colonIn = (line: string): number =>
  line.replace(colonsWithin, (found) => "x".repeat(found.length)).search(/[:：]/u);
