import { createHash, timingSafeEqual } from "node:crypto";
import { verifyRequestDetailed } from "@fedify/fedify/sig";
import { CryptographicKey } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import type { StoredKey } from "../../store/schema/index.ts";
import { bundledContexts } from "../bundled.ts";

/** A request as it came, header lines in their order and spelling. */
export type Inbound = {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly receivedAt: Date;
  /** The network address it came from. */
  readonly address: string;
};

const singular = new Set("signature signature-input digest content-digest date host content-type".split(" "));
const draftCoverage = ["(request-target)", "host", "date", "digest"];
const messageCoverage = ['"@method"', '"@target-uri"', '"content-digest"'];
const hour = 3_600_000;

/** The value of a header that came exactly once; null otherwise. */
export function headerOf({ headers }: Pick<Inbound, "headers">, name: string): string | null {
  const values = headers.filter(([key]) => key.toLowerCase() === name);
  return values.length === 1 ? (values[0]?.[1] ?? null) : null;
}

/** A signature that may be verified: the id of its key, and its bytes in one spelling. */
export type Signature = { readonly keyId: string; readonly bytes: string };

/**
 * What can be said of a request's signature before any key is known: the id of its key, or null where there is
 * no usable signature, it does not cover what it must (draft: `(request-target) host date digest`; RFC 9421:
 * `@method @target-uri content-digest`), the digest is missing or wrong, or the date is more than an hour off.
 */
export function readSignature(inbound: Inbound): Signature | null {
  const names = inbound.headers.map(([name]) => name.toLowerCase()).filter((name) => singular.has(name));
  if (new Set(names).size !== names.length) return null;
  const signature = headerOf(inbound, "signature");
  if (!signature) return null;
  const input = headerOf(inbound, "signature-input");
  return input === null ? readDraft(inbound, signature) : readMessage(inbound, input, signature);
}

function readDraft(inbound: Inbound, signature: string): Signature | null {
  // read whole and without doubt, or not at all: what we skip may be read by what verifies, as another coverage
  const parts = new Map<string, string>();
  for (const pair of signature.split(",")) {
    const [, name = "", quoted, bare] = /^\s*([A-Za-z]+)=(?:"([^"]*)"|(\d+))\s*$/.exec(pair) ?? [];
    if (name === "" || parts.has(name.toLowerCase())) return null;
    parts.set(name.toLowerCase(), quoted ?? bare ?? "");
  }
  const covered = (parts.get("headers") ?? "").split(" ");
  if (!draftCoverage.every((name) => covered.includes(name)) || new Set(covered).size !== covered.length)
    return null;
  if (!isBase64(parts.get("signature") ?? "")) return null;
  const date = Date.parse(headerOf(inbound, "date") ?? "");
  if (!(Math.abs(date - inbound.receivedAt.getTime()) <= hour)) return null;
  const sha256 = /(?:^|,)\s*sha-256=([^,\s]+)/i.exec(headerOf(inbound, "digest") ?? "")?.[1];
  if (!sha256 || !isDigest(sha256, inbound.body)) return null;
  return signatureOf(parts.get("keyid"), parts.get("signature"));
}

function readMessage(inbound: Inbound, input: string, signature: string): Signature | null {
  // one signature only, so that what was verified is what covers the request
  const [, label = "", covered = "", parameters = ""] =
    /^\s*([a-z][\w-]*)=\(([^()]*)\)((?:;[^,()]*)?)$/i.exec(input) ?? [];
  const names = covered.split(" ");
  if (!label || !messageCoverage.every((name) => names.includes(name))) return null;
  if (!/^(?:;[a-z]+=(?:"[^";\\]*"|\d+))*$/.test(parameters)) return null;
  for (const list of [names, parameters.match(/;[a-z]+=/g) ?? []])
    if (new Set(list).size !== list.length) return null;
  const bytes = new RegExp(`^\\s*${label}=:([^:]*):\\s*$`).exec(signature)?.[1];
  if (!bytes || !isBase64(bytes)) return null;
  const created = Number(/;created=(\d{1,12})(?:;|$)/.exec(parameters)?.[1]) * 1000;
  const expires = Number(/;expires=(\d{1,12})(?:;|$)/.exec(parameters)?.[1] ?? 1e10) * 1000;
  const at = inbound.receivedAt.getTime();
  if (!(Math.abs(created - at) <= hour) || expires < at) return null;
  const sha256 = /(?:^|,)\s*sha-256=:([^:]*):/i.exec(headerOf(inbound, "content-digest") ?? "")?.[1];
  if (!sha256 || !isDigest(sha256, inbound.body)) return null;
  return signatureOf(/;keyid="([^"]*)"/.exec(parameters)?.[1], bytes);
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(text);

function isDigest(base64: string, body: Buffer): boolean {
  const given = Buffer.from(base64, "base64");
  const own = createHash("sha256").update(body).digest();
  return isBase64(base64) && given.length === own.length && timingSafeEqual(given, own);
}

function signatureOf(keyId: string | undefined, base64 = ""): Signature | null {
  if (!keyId || !URL.canParse(keyId) || keyId.length > 2000) return null;
  const bytes = Buffer.from(base64, "base64").toString("base64url");
  return /^https?:$/.test(new URL(keyId).protocol) ? { keyId, bytes } : null;
}

const imported = new Map<string, Promise<CryptoKey>>();

/** A stored key as WebCrypto wants it; the last thousand are kept. */
function importKey(key: StoredKey): Promise<CryptoKey> {
  const known = imported.get(key.spki);
  if (known) return known;
  const algorithm =
    key.algorithm === "rsa" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } : { name: "Ed25519" };
  const made = crypto.subtle.importKey("spki", Buffer.from(key.spki, "base64"), algorithm, true, ["verify"]);
  if (imported.size >= 1000) imported.delete(imported.keys().next().value as string);
  imported.set(key.spki, made);
  made.catch(() => imported.delete(key.spki));
  return made;
}

const noFetch = async (url: string): Promise<never> => {
  throw new Error(`nothing is fetched while a request waits: ${url}`);
};

/**
 * Whether the request was signed with this key of this actor. The URL is built from our own origin, whatever
 * `Host` said, so that a request signed for another server fails; nothing is fetched.
 */
export async function verifySignature(
  origin: string,
  inbound: Inbound,
  actorId: string,
  key: StoredKey,
): Promise<boolean> {
  const headers = new Headers();
  for (const [name, value] of inbound.headers) headers.append(name, value);
  headers.set("host", new URL(origin).host);
  const request = new Request(origin + inbound.target, {
    method: inbound.method,
    headers,
    body: new Uint8Array(inbound.body),
  });
  try {
    const publicKey = await importKey(key);
    const known = new CryptographicKey({ id: new URL(key.id), owner: new URL(actorId), publicKey });
    const result = await verifyRequestDetailed(request, {
      documentLoader: noFetch,
      contextLoader: bundledContexts,
      timeWindow: { hours: 1 },
      currentTime: Temporal.Instant.fromEpochMilliseconds(inbound.receivedAt.getTime()) as never,
      keyCache: { get: async () => known, set: async () => {} },
    });
    return result.verified && result.key.id?.href === known.id?.href;
  } catch {
    return false;
  }
}
