import { createHash, createSign, type KeyObject, sign as signBytes } from "node:crypto";

/** What to sign a request with, and how to sign it wrong. */
export type Signing = {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly date?: Date;
  /** The header names that a draft signature covers. */
  readonly covers?: readonly string[];
  /** The host that is signed, where it is not the one that is asked. */
  readonly host?: string;
};

/**
 * Signs a POST after draft-cavage-http-signatures-12, with nothing but node:crypto: an implementation of its own,
 * so that what verifies here is not verified by what made it.
 */
export function signDraft(url: string, body: string | Buffer, signing: Signing): Record<string, string> {
  const { pathname, host } = new URL(url);
  const headers: Record<string, string> = {
    host: signing.host ?? host,
    date: (signing.date ?? new Date()).toUTCString(),
    digest: `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
    "content-type": "application/activity+json",
  };
  const covers = signing.covers ?? ["(request-target)", "host", "date", "digest"];
  const lines = covers.map((name) =>
    name === "(request-target)" ? `${name}: post ${pathname}` : `${name}: ${headers[name]}`,
  );
  const signature = createSign("sha256").update(lines.join("\n")).sign(signing.privateKey, "base64");
  headers.signature = `keyId="${signing.keyId}",algorithm="rsa-sha256",headers="${covers.join(" ")}",signature="${signature}"`;
  return headers;
}

/** Signs a POST after RFC 9421, as Mastodon does since 4.5. */
export function signMessage(url: string, body: string | Buffer, signing: Signing): Record<string, string> {
  const created = Math.floor((signing.date ?? new Date()).getTime() / 1000);
  const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  const covers = signing.covers ?? ["@method", "@target-uri", "content-digest"];
  const values: Record<string, string> = {
    "@method": "POST",
    "@target-uri": signing.host ? url.replace(new URL(url).host, signing.host) : url,
    "content-digest": digest,
    "@authority": signing.host ?? new URL(url).host,
  };
  const isRsa = signing.privateKey.asymmetricKeyType === "rsa";
  const algorithm = isRsa ? "rsa-v1_5-sha256" : "ed25519";
  const input = `(${covers.map((name) => `"${name}"`).join(" ")});created=${created};keyid="${signing.keyId}";alg="${algorithm}"`;
  const base = [...covers.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${input}`].join(
    "\n",
  );
  const signature = signBytes(isRsa ? "sha256" : null, Buffer.from(base), signing.privateKey).toString(
    "base64",
  );
  return {
    host: new URL(url).host,
    "content-digest": digest,
    "content-type": "application/activity+json",
    "signature-input": `sig1=${input}`,
    signature: `sig1=:${signature}:`,
  };
}
