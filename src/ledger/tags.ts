import type { Sha256 } from "./hash.ts";

const utf8 = new TextEncoder();
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as lower-case hex, as hashes stand in entries. */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += pairs[byte];
  return hex;
}

/** The bytes that hex stands for. */
export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: Math.floor(hex.length / 2) }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );

/** What stands in the ledger for a person, or for content: nobody finds it without the salt (ADR 13). */
export const saltedHash = (sha256: Sha256, salt: Uint8Array, content: string): string =>
  toHex(sha256(salt, utf8.encode(content)));

/** The hash over the members of a roll, by their tags: the same in whatever order they come. */
export function rollHash(sha256: Sha256, tags: readonly string[]): string {
  const bytes = new Uint8Array(tags.length * 32);
  for (const [at, tag] of [...tags].sort().entries()) bytes.set(fromHex(tag), at * 32);
  return toHex(sha256(bytes));
}
