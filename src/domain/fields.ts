import type { Constitution } from "./constitution.ts";
import { type Refusal, refuse } from "./refusal.ts";

/**
 * What a proposal says beside its text, each of it if its author likes: the situation, why something is necessary,
 * how it can be done, whom it binds, who does it, by when, until when it holds (days as YYYY-MM-DD), and sources.
 */
export type Fields = {
  readonly situation?: string;
  readonly necessity?: string;
  readonly practicality?: string;
  readonly binds?: Constitution["binding"];
  readonly who?: string;
  readonly by?: string;
  readonly holdsUntil?: string;
  readonly sources?: readonly string[];
};

/** Fields as they come in, from a form or a request: empty ones are none. */
export type FieldsDraft = { readonly [Name in keyof Fields]?: unknown };

const proseFields = ["situation", "necessity", "practicality"] as const;
const longest = 20_000;

// no calendar has a year 0, and no database keeps it
const isDay = (text: string): boolean =>
  /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/**
 * Reads what stands beside a text: prose of at most 20,000 characters each, real days, at most 20 sources on a line
 * of 1,000 characters each. Refuses `bad-field` and names the field.
 */
export function readFields(draft: FieldsDraft): Fields | Refusal {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(draft)) {
    if (isEmpty(value)) continue;
    const read = readField(name, value);
    if (read === null) return refuse("bad-field", { field: name });
    if (!isEmpty(read)) fields[name] = read;
  }
  return fields as Fields;
}

function readField(name: string, value: unknown): string | readonly string[] | null {
  if (name === "sources") {
    if (!Array.isArray(value) || value.length > 20) return null;
    const lines = value.map((line) => (typeof line === "string" ? line.normalize("NFC").trim() : null));
    return lines.some((line) => line === null || line.length > 1000)
      ? null
      : lines.filter((line): line is string => Boolean(line));
  }
  if (typeof value !== "string") return null;
  const text = value.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  if ((proseFields as readonly string[]).includes(name)) return text.length <= longest ? text : null;
  if (name === "binds") return text === "all" || text === "agreed" ? text : null;
  if (name === "who") return text.length <= 500 ? text.replace(/\s+/g, " ") : null;
  if (name === "by" || name === "holdsUntil") return text === "" || isDay(text) ? text : null;
  return null;
}
