/** Half a character, as JSON writes it: canonical JSON has none. */
const half = /\\ud[89a-f]/;

/**
 * Whether a text is the one way in which canonical JSON (RFC 8785) writes the value that was read from it. Where it
 * escapes nothing, its strings stand in it as they are: that spares most of the work of writing them, which for a million
 * entries is noticed. Names that are numbers, which no entry has, are taken for out of their order.
 */
export function isCanonical(text: string, value: unknown): boolean {
  if (text.includes("\\")) return !half.test(text) && write(value, JSON.stringify) === text;
  return write(value, quote) === text;
}

const quote = (string: string): string => `"${string}"`;

/** Writes what was read from JSON, its names as they come; where they are not in their order, nothing that is JSON. */
function write(value: unknown, quoted: (string: string) => string): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return String(value);
  let text = "";
  if (Array.isArray(value)) {
    for (const one of value) text += `${text === "" ? "" : ","}${write(one, quoted)}`;
    return `[${text}]`;
  }
  let last = "";
  for (const name in value) {
    if (name <= last && text !== "") return "";
    last = name;
    const inside = (value as Readonly<Record<string, unknown>>)[name];
    text += `${text === "" ? "" : ","}${quoted(name)}:${write(inside, quoted)}`;
  }
  return `{${text}}`;
}
