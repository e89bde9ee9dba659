import { signRequest } from "@fedify/fedify/sig";
import { type Dispatcher, request } from "undici";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isPublicUrl } from "./http.ts";
import type { OwnKeys } from "./keys.ts";

/** A document as fetched: its bytes, what they say they are, and the address they came from in the end. */
export type Fetched = {
  readonly status: number;
  readonly url: URL;
  readonly contentType: string;
  readonly body: Buffer;
};

/** Why a document could not be had; `again`: after how many seconds to ask again, where that may help. */
export type Unfetched = { readonly failed: string; readonly status?: number; readonly again?: number };

/**
 * What to ask for; `anywhere` lets redirects leave the origin (WebFinger), else they stay on it; `anew`: a kept
 * document is not good enough, because it is said to have changed; `again`: nor is a kept failure, for who asks by a
 * clock of their own and not because of what others said.
 */
export type Wish = {
  readonly accept: "activity" | "jrd" | "file";
  readonly anywhere?: boolean;
  readonly anew?: boolean;
  readonly again?: boolean;
};

/** Fetches one document, or says why it could not. */
export type Loader = (url: string, wish: Wish) => Promise<Fetched | Unfetched>;

/** How we introduce ourselves to other servers. */
export const userAgent = (origin: string): string => `Folkmoot/0.1 (+${origin}/)`;
/** Tells a failure from a document. */
export const isUnfetched = (result: Fetched | Unfetched): result is Unfetched => "failed" in result;

const most = 1024 * 1024;
const accepts = {
  activity: 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  jrd: "application/jrd+json, application/json",
  file: "text/plain, application/octet-stream",
};

/**
 * The one loader of remote documents. Signs as the server's own actor (some servers answer nobody else), follows
 * at most five redirects, none from https to http, takes ten seconds and 1 MiB at most, and keeps what it got for
 * a minute, failures too. A server that said 429 is left alone for as long as it asked.
 */
export function makeLoader(
  ctx: Context,
  agent: Dispatcher,
  keysOf: (owner: string) => Promise<OwnKeys>,
): Loader {
  const kept = new Map<
    string,
    { until: number; result: Promise<Fetched | Unfetched>; isDocument: boolean }
  >();
  const quiet = new Map<string, number>();
  return (url, wish) => {
    const now = ctx.now().getTime();
    const key = `${wish.accept} ${url}`;
    const known = kept.get(key);
    // a failure is kept also from those: nobody who does not answer is asked more often for what others said
    if (known && known.until > now && !wish.again && !(wish.anew && known.isDocument)) return known.result;
    const result = fetchFollowing(ctx, agent, keysOf, quiet, url, wish);
    if (kept.size >= 200) kept.delete(kept.keys().next().value as string);
    const entry = { until: now + 60_000, result, isDocument: false };
    kept.set(key, entry);
    // large documents are not worth the memory; whoever sends many of them pays by being asked again
    void result.then((got) => {
      entry.isDocument = !isUnfetched(got);
      if ("body" in got && got.body.length > 100_000 && kept.get(key) === entry) kept.delete(key);
    });
    return result;
  };
}

async function fetchFollowing(
  ctx: Context,
  agent: Dispatcher,
  keysOf: (owner: string) => Promise<OwnKeys>,
  quiet: Map<string, number>,
  start: string,
  wish: Wish,
): Promise<Fetched | Unfetched> {
  const signal = AbortSignal.timeout(10_000);
  let url = URL.canParse(start) ? new URL(start) : null;
  for (let hops = 0; hops <= 5; hops++) {
    if (!url || !isAllowed(ctx, url)) return { failed: "address not allowed" };
    const now = ctx.now().getTime();
    const quietUntil = quiet.get(url.host) ?? 0;
    if (quietUntil > now)
      return { failed: "asked to wait", status: 429, again: Math.ceil((quietUntil - now) / 1000) };
    const answer: Fetched | Unfetched | URL = await fetchOnce(ctx, agent, keysOf, url, wish, signal).catch(
      (error) => ({
        failed: String(error?.code ?? error?.message ?? error),
        again: 60,
      }),
    );
    if (!(answer instanceof URL)) {
      if ("failed" in answer && answer.status === 429 && answer.again)
        quiet.set(url.host, now + answer.again * 1000);
      if (quiet.size > 1000) quiet.delete(quiet.keys().next().value as string);
      return answer;
    }
    if (url.protocol === "https:" && answer.protocol !== "https:")
      return { failed: "redirect to plain http" };
    if (!wish.anywhere && answer.origin !== url.origin) return { failed: "redirect to another origin" };
    url = answer;
  }
  return { failed: "too many redirects" };
}

const isAllowed = (ctx: Context, url: URL): boolean =>
  ctx.env.allowPrivateAddress ? /^https?:$/.test(url.protocol) && url.username === "" : isPublicUrl(url);

async function fetchOnce(
  ctx: Context,
  agent: Dispatcher,
  keysOf: (owner: string) => Promise<OwnKeys>,
  url: URL,
  wish: Wish,
  signal: AbortSignal,
): Promise<Fetched | Unfetched | URL> {
  const { rsa } = await keysOf("server");
  const keyId = new URL(`${addressesOf(ctx.env.origin).serverActor}#main-key`);
  const plain = new Request(url, {
    headers: {
      accept: accepts[wish.accept],
      "user-agent": userAgent(ctx.env.origin),
      "accept-encoding": "identity",
    },
  });
  const signed = await signRequest(plain, rsa.privateKey, keyId, { spec: "draft-cavage-http-signatures-12" });
  const headers = Object.fromEntries(signed.headers);
  const response = await request(url, { dispatcher: agent, headers, signal, headersTimeout: 10_000 });
  const { statusCode: status } = response;
  // a body that is not read to its end says so as an error, which is not news to us
  response.body.on("error", () => {});
  const location = response.headers.location;
  if (status >= 300 && status < 400 && typeof location === "string") {
    await response.body.dump();
    return URL.canParse(location, url) ? new URL(location, url) : { failed: "redirect to nowhere", status };
  }
  if (status !== 200) {
    await response.body.dump();
    const again = Number(response.headers["retry-after"]) || 60;
    const temporary = status === 429 || status >= 500 || status === 408;
    return { failed: `answered ${status}`, status, ...(temporary ? { again: Math.min(again, 3600) } : {}) };
  }
  const encoding = response.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    response.body.destroy();
    return { failed: "compressed unasked" };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > most) return { failed: "larger than 1 MiB" };
    chunks.push(chunk);
  }
  const contentType = String(response.headers["content-type"] ?? "").toLowerCase();
  return { status, url, contentType, body: Buffer.concat(chunks) };
}

/** Whether a fetched document says that it is ActivityPub, as against a page or a file that happens to be JSON. */
export const isActivityJson = ({ contentType }: Fetched): boolean =>
  /^application\/activity\+json\b/.test(contentType) ||
  (/^application\/ld\+json\b/.test(contentType) &&
    contentType.includes("https://www.w3.org/ns/activitystreams"));
