import type { Sha256 } from "./hash.ts";

const utf8 = new TextEncoder();

/** Bytes as lower-case hex, as hashes stand in entries. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What stands in the ledger for a person, or for content: nobody finds it without the salt (ADR 13). */
export const saltedHash = (sha256: Sha256, salt: Uint8Array, content: string): string =>
  toHex(sha256(salt, utf8.encode(content)));

/** The hash over the members of a roll, by their tags: the same in whatever order they come. */
export function rollHash(sha256: Sha256, tags: readonly string[]): string {
  const bytes = [...tags]
    .sort()
    .map((tag) => Uint8Array.from(tag.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  return toHex(sha256(...bytes));
}
