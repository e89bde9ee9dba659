import canonicalize from "canonicalize";
import type { Entry, Numbered } from "./entry.ts";

/** The canonical form of JSON (RFC 8785): the same bytes for the same content, whoever writes them. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not JSON");
  return text;
}

/** An entry before it has its number: the leaf's text before the number and after it (ADR 13). */
export type Unnumbered = { readonly head: string; readonly tail: string };

/** Writes an entry but for its number. Throws where the leaf would not fit a tile of entries. */
export function writeEntry(entry: Entry): Unnumbered {
  const whole: Numbered = { ...entry, v: 1, seq: 0 };
  const text = canonical(whole);
  // inside a string its quotes would be escaped, and no part of an entry has a `seq` of its own
  const place = text.indexOf('"seq":0') + '"seq":'.length;
  if (Buffer.byteLength(text) > 65_000) throw new RangeError(`an entry of ${text.length} characters`);
  return { head: text.slice(0, place), tail: text.slice(place + 1) };
}

/** The leaf of an entry with its number: these bytes are what is hashed. */
export const leafOf = ({ head, tail }: Unnumbered, seq: number): string => `${head}${seq}${tail}`;
