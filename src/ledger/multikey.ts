import { base58 } from "@scure/base";

/** Multicodec's two bytes before an Ed25519 public key. */
const ed25519 = [0xed, 0x01];

/**
 * Reads an Ed25519 key as actor documents write it (`publicKeyMultibase`): its 32 bytes. Null for every other kind of
 * key, and for what is none.
 */
export function readMultikey(multibase: string): Uint8Array | null {
  // longer than such a key is, and decoding takes the square of the length
  if (!multibase.startsWith("z") || multibase.length > 60) return null;
  try {
    const bytes = base58.decode(multibase.slice(1));
    const isKey = bytes.length === 34 && ed25519.every((byte, at) => bytes[at] === byte);
    return isKey ? bytes.slice(2) : null;
  } catch {
    return null;
  }
}
