import { readMultikey } from "./multikey.ts";
import { fromBase64, join } from "./note.ts";
import { hrefOf } from "./said.ts";

/** WebCrypto as browsers and Node have it. */
export type Subtle = typeof crypto.subtle;

/** A key that a signature may have been made with. */
export type ActorKey = { readonly algorithm: "rsa" | "ed25519"; readonly key: CryptoKey };

/**
 * What an actor's document has under a key's id: every key that was read and names this actor as its owner. `isWhole`
 * is false where something in it could not be read that may be this key: it is only named by its address, say.
 */
export type ActorKeys = { readonly keys: readonly ActorKey[]; readonly isWhole: boolean };

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const idOf = (value: unknown): string | null => hrefOf(isObject(value) ? value.id : value);

/** Reads the keys of that id from an actor's document; null where it is not this actor's document at all. */
export async function readActorKeys(
  subtle: Subtle,
  document: Uint8Array,
  actor: string,
  keyId: string,
): Promise<ActorKeys | null> {
  const written = parse(document);
  if (!written || hrefOf(written.id) !== actor) return null;
  const listed = [written.publicKey ?? [], written.assertionMethod ?? []].flat(2);
  // a key that has another id is not the one; what has none that we read may be
  const meant = listed.filter((one) => !isObject(one) || (hrefOf(one.id) ?? keyId) === keyId);
  const keys: ActorKey[] = [];
  for (const one of meant) {
    const owner = isObject(one) ? idOf(one.owner ?? one.controller) : null;
    const key =
      isObject(one) && owner === actor && hrefOf(one.id) === keyId && (await importKey(subtle, one));
    if (key) keys.push(key);
  }
  return { keys, isWhole: keys.length === meant.length && keys.length > 0 };
}

function parse(document: Uint8Array): Json | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(document));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

async function importKey(subtle: Subtle, written: Json): Promise<ActorKey | null> {
  const { publicKeyPem, publicKeyMultibase } = written;
  try {
    if (typeof publicKeyPem === "string") {
      const spki = readPem(publicKeyPem);
      const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
      return spki && { algorithm: "rsa", key: await subtle.importKey("spki", spki, rsa, false, ["verify"]) };
    }
    const raw = readMultikey(String(publicKeyMultibase));
    const key =
      raw && (await subtle.importKey("raw", new Uint8Array(raw), { name: "Ed25519" }, false, ["verify"]));
    return key && { algorithm: "ed25519", key };
  } catch {
    // another kind of key, or one that this browser does not know
    return null;
  }
}

/** What stands before a key as PKCS #1 has it to make it one as X.509 has it: that it is RSA's. */
const rsaIdentifier = fromBase64("MA0GCSqGSIb3DQEBAQUA") as Uint8Array;

function readPem(pem: string): Uint8Array<ArrayBuffer> | null {
  const [, rsa = "", base64 = ""] =
    /^\s*-----BEGIN (RSA )?PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END \1?PUBLIC KEY-----\s*$/.exec(pem) ?? [];
  const bytes = fromBase64(base64.replaceAll(/\s/g, ""));
  if (!bytes) return null;
  const bits = der(0x03, join(Uint8Array.of(0), bytes));
  return new Uint8Array(rsa ? der(0x30, join(rsaIdentifier, bits)) : bytes);
}

/** A value of ASN.1 with its kind and length before it (DER). */
function der(kind: number, value: Uint8Array): Uint8Array {
  const { length } = value;
  if (length < 128) return join(Uint8Array.of(kind, length), value);
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return join(Uint8Array.of(kind, ...long), value);
}
