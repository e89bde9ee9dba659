import { isSameHash, type Sha256 } from "./hash.ts";

/** Signs bytes with an Ed25519 key. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array> | Uint8Array;

/** Whether an Ed25519 signature by a raw public key of 32 bytes holds. */
export type Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean> | boolean;

/** A line under a note: whose key, its id of 4 bytes, and what that key wrote. */
export type SignatureLine = { readonly name: string; readonly id: Uint8Array; readonly bytes: Uint8Array };

/** A signed note (C2SP signed-note): a text of whole lines, and signatures over it. */
export type SignedNote = { readonly text: string; readonly signatures: readonly SignatureLine[] };

/** What kind of signature a key makes: over the note's text, or a witness's (C2SP tlog-cosignature). */
export type KeyKind = "signature" | "cosignature";

const kindByte: Readonly<Record<KeyKind, number>> = { signature: 0x01, cosignature: 0x04 };
const utf8 = new TextEncoder();

/** The id of an Ed25519 key under a name: the first 4 bytes of a hash over both (C2SP signed-note). */
export const keyId = (sha256: Sha256, name: string, publicKey: Uint8Array, kind: KeyKind): Uint8Array =>
  sha256(utf8.encode(`${name}\n`), Uint8Array.of(kindByte[kind]), publicKey).slice(0, 4);

/** Writes a signed note as it is sent. `text` ends with a line break. */
export const writeNote = ({ text, signatures }: SignedNote): string =>
  `${text}\n${signatures.map(({ name, id, bytes }) => `— ${name} ${toBase64(join(id, bytes))}\n`).join("")}`;

/** Reads a signed note; null where it is none, or has more than 100 signatures. Nothing is verified by this. */
export function readNote(written: string): SignedNote | null {
  const end = written.lastIndexOf("\n\n");
  if (end < 0 || !written.endsWith("\n") || written.length > 1_000_000) return null;
  const text = written.slice(0, end + 1);
  const lines = written.slice(end + 2, -1).split("\n");
  if (lines.length === 0 || lines.length > 100) return null;
  const signatures: SignatureLine[] = [];
  for (const line of lines) {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const bytes = base64 === undefined ? null : fromBase64(base64);
    if (name === undefined || !bytes || bytes.length < 5) return null;
    signatures.push({ name, id: bytes.slice(0, 4), bytes: bytes.slice(4) });
  }
  return { text, signatures };
}

/** The signatures of one key under a note, by its name and id. There may be none, or several. */
export const signaturesBy = (
  { signatures }: SignedNote,
  name: string,
  id: Uint8Array,
): readonly SignatureLine[] => signatures.filter((one) => one.name === name && isSameHash(one.id, id));

/** Several stretches of bytes as one. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes as Base64 (RFC 4648 §4), with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The bytes that Base64 stands for; null where it is none, or not in its one right spelling. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}
