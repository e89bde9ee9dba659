import type { ActorKeys, Subtle } from "./actor-key.ts";
import { isSameHash } from "./hash.ts";
import { hrefOf } from "./said.ts";

/** A request as it came; `origin`: of the server that it came to, whatever its `Host` says. */
export type Request = {
  readonly origin: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly receivedAt: string;
  readonly keyId: string;
};

/** "unknown": it cannot be told, for want of the key, or as it was signed in a way that is not known here. */
export type Verdict = "good" | "bad" | "unknown";

/** What was signed, with what, and by which way of signing. */
type Signed = {
  readonly message: string;
  readonly signature: Uint8Array;
  readonly algorithms: readonly ("rsa" | "ed25519")[];
};

const hour = 3_600_000;
const singular = new Set("signature signature-input digest content-digest date host content-type".split(" "));
const draftCoverage = ["(request-target)", "host", "date", "digest"];
const messageCoverage = ["@method", "@target-uri", "content-digest"];

/**
 * Whether a request was signed with one of these keys, as the server's gate verified it when it came: the signature
 * covers method, address and body, was made within an hour of receipt, and names the key. Reads draft-cavage with RSA,
 * and RFC 9421 with RSA or Ed25519.
 */
export async function checkSignature(
  subtle: Subtle,
  request: Request,
  { keys, isWhole }: ActorKeys,
): Promise<Verdict> {
  const signed = await read(subtle, request).catch(() => "bad" as const);
  if (typeof signed === "string") return signed;
  const message = new TextEncoder().encode(signed.message);
  for (const { algorithm, key } of keys) {
    if (!signed.algorithms.includes(algorithm)) continue;
    const { name } = key.algorithm;
    const holds = await subtle.verify(name, key, new Uint8Array(signed.signature), message).catch(() => null);
    if (holds !== false) return holds ? "good" : "unknown";
  }
  return isWhole && keys.every(({ algorithm }) => signed.algorithms.includes(algorithm)) ? "bad" : "unknown";
}

async function read(subtle: Subtle, request: Request): Promise<Signed | "bad" | "unknown"> {
  const names = request.headers.map(([name]) => name.toLowerCase()).filter((name) => singular.has(name));
  if (new Set(names).size !== names.length) return "bad";
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.append(name, value);
  const url = new URL(request.origin + request.target);
  headers.set("host", url.host);
  const [signature, input] = [headers.get("signature") ?? "", headers.get("signature-input")];
  const isDraft = input === null;
  const digest = isDraft
    ? /(?:^|,)\s*sha-256=([^,\s]+)/i.exec(headers.get("digest") ?? "")?.[1]
    : /(?:^|,)\s*sha-256=:([^:]*):/i.exec(headers.get("content-digest") ?? "")?.[1];
  const own = await subtle.digest("SHA-256", new Uint8Array(request.body));
  if (!isSameHash(bytesOf(digest) ?? new Uint8Array(), new Uint8Array(own))) return "bad";
  return isDraft
    ? readDraft(request, url, headers, signature)
    : readMessage(request, url, headers, input, signature);
}

/** What Base64 stands for, also where its padding was left out; null where it is none. */
function bytesOf(base64 = ""): Uint8Array | null {
  try {
    return base64 === "" ? null : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Whether a time in seconds, or in milliseconds where it is a date, is within an hour of receipt. */
const isNear = (time: number, { receivedAt }: Request): boolean =>
  Math.abs(time - Date.parse(receivedAt)) <= hour;

function readDraft(request: Request, url: URL, headers: Headers, written: string): Signed | "bad" {
  const parts = new Map<string, string>();
  for (const pair of written.split(",")) {
    const [, name = "", quoted, bare] = /^\s*([A-Za-z]+)=(?:"([^"]*)"|(\d+))\s*$/.exec(pair) ?? [];
    if (name === "" || parts.has(name)) return "bad";
    parts.set(name, quoted ?? bare ?? "");
  }
  const covered = (parts.get("headers") ?? "").split(/\s+/);
  const signature = bytesOf(parts.get("signature"));
  const [created, expires] = [parts.get("created"), parts.get("expires")];
  if (!signature || hrefOf(parts.get("keyId")) !== request.keyId) return "bad";
  if (!draftCoverage.every((name) => covered.includes(name))) return "bad";
  if (!isNear(Date.parse(headers.get("date") ?? ""), request)) return "bad";
  if (created !== undefined && !isNear(Number.parseInt(created, 10) * 1000, request)) return "bad";
  if (expires !== undefined && !(Number.parseInt(expires, 10) * 1000 >= Date.parse(request.receivedAt)))
    return "bad";
  const lineOf = (name: string): string => {
    if (name === "(request-target)") return `${name}: ${request.method.toLowerCase()} ${url.pathname}`;
    if (name === "(created)") return `${name}: ${created ?? ""}`;
    return `${name}: ${name === "(expires)" ? (expires ?? "") : headers.get(name)}`;
  };
  return { message: covered.map(lineOf).join("\n"), signature, algorithms: ["rsa"] };
}

/** The parts of a request that RFC 9421 has names for, as the server reads them. */
const derived: Readonly<Record<string, (method: string, url: URL) => string>> = {
  "@method": (method) => method.toUpperCase(),
  "@target-uri": (_, url) => url.href,
  "@authority": (_, url) => url.host,
  "@scheme": (_, url) => url.protocol.slice(0, -1),
  "@request-target": (method, url) => `${method.toLowerCase()} ${url.pathname}${url.search}`,
  "@path": (_, url) => url.pathname,
  "@query": (_, url) => url.search.replace(/^\?/, ""),
};

function readMessage(
  request: Request,
  url: URL,
  headers: Headers,
  input: string,
  written: string,
): Signed | "bad" | "unknown" {
  const [, label = "", covered = "", parameters = ""] =
    /^\s*([a-z][\w-]*)=\(([^()]*)\)((?:;[a-z]+=(?:"[^";\\]*"|\d+))*)$/i.exec(input) ?? [];
  const names = covered.split(" ").map((name) => /^"([^"\\]+)"$/.exec(name)?.[1] ?? "");
  const signature = bytesOf(new RegExp(`^\\s*${label}=:([^:]*):\\s*$`).exec(written)?.[1]);
  if (!label || !signature || !messageCoverage.every((name) => names.includes(name))) return "bad";
  const texts = new Map(
    [...parameters.matchAll(/;([a-z]+)="([^"]*)"/g)].map(([, name, text]) => [name, text]),
  );
  const times = new Map(
    [...parameters.matchAll(/;([a-z]+)=(\d+)/g)].map(([, name, time]) => [name, Number(time)]),
  );
  if (hrefOf(texts.get("keyid")) !== request.keyId) return "bad";
  if (!isNear((times.get("created") ?? 0) * 1000, request)) return "bad";
  if ((times.get("expires") ?? 1e10) * 1000 < Date.parse(request.receivedAt)) return "bad";
  const ways = { "rsa-v1_5-sha256": "rsa", ed25519: "ed25519" } as const;
  const way = texts.has("alg") ? ways[texts.get("alg")?.toLowerCase() as keyof typeof ways] : null;
  const isKnown = (name: string): boolean => name in derived || /^[a-z0-9-]+$/.test(name);
  // numbers in another spelling than their own are verified in their own
  if (way === undefined || !names.every(isKnown) || /=0\d/.test(parameters)) return "unknown";
  const lines = names.map((name) => {
    const value = derived[name]?.(request.method, url) ?? headers.get(name);
    return value === null ? null : `"${name}": ${value}`;
  });
  if (lines.includes(null)) return "bad";
  const message = [...lines, `"@signature-params": (${covered})${parameters}`].join("\n");
  return { message, signature, algorithms: way ? [way] : ["rsa", "ed25519"] };
}
