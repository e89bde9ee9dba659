import { placeOf } from "../../domain/addresses.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import { areContextsHarmless } from "./contexts.ts";
import { limits, readStrictJson } from "./json.ts";
import { headerOf, type Inbound, readSignature } from "./signature.ts";

/** A request that may be looked at further: what it says, who it says it is from, and the key it names. */
export type Passed = {
  readonly document: Record<string, unknown>;
  readonly activityId: string;
  readonly actorId: string;
  readonly keyId: string;
  /** What tells this request from another with the same words: its signature. */
  readonly signature: string;
};

/** A request that is refused for good. 400 is final for most servers; 401 is tried again by many. */
export type Stopped = {
  readonly status: 400 | 401 | 413 | 415;
  readonly code: RefusalCode;
  readonly why: string;
};

const longestId = 1000;

const stop = (status: Stopped["status"], why: string): Stopped => ({
  status,
  why,
  code: ({ 400: "bad-request", 401: "bad-token", 413: "too-large", 415: "unsupported-media" } as const)[
    status
  ],
});

/** Whether a text is an address that can be an id; longer ones than anybody makes fit into no index. */
export const isWeb = (text: string): boolean =>
  URL.canParse(text) && new URL(text).href.length <= longestId && /^https?:$/.test(new URL(text).protocol);

/**
 * What is refused before anything is stored, fetched or expanded (protocol.md, "What comes in: the gate"): kinds
 * of content, sizes, structure, contexts that twist words, ids on other origins than their actor's, and requests
 * whose signature is not usable or does not cover what it must. Costs one pass over the bytes.
 */
export function gate(origin: string, inbound: Inbound): Passed | Stopped {
  const type = headerOf(inbound, "content-type") ?? "";
  if (!/^application\/(activity\+json|ld\+json|json)\s*(;|$)/i.test(type)) return stop(415, "content type");
  if (inbound.headers.some(([name]) => name.toLowerCase() === "content-encoding"))
    return stop(415, "encoding");
  if (inbound.body.length > limits.bytes) return stop(413, "size");
  const document = readStrictJson(inbound.body);
  if (!document) return stop(400, "not JSON as it should be");
  if (!areContextsHarmless(document)) return stop(400, "context or keyword");
  const { actor, id } = document;
  if (typeof actor !== "string" || !isWeb(actor) || new URL(actor).hash !== "") return stop(400, "actor");
  if (typeof id !== "string" || !isWeb(id)) return stop(400, "id");
  // in the one spelling that the vocabulary reads them in, too
  const [actorId, activityId] = [new URL(actor).href, new URL(id).href];
  const home = new URL(actorId).origin;
  if (home === origin) return stop(400, "actor of ours");
  if (new URL(activityId).origin !== home && !isEarlyUndo(origin, document))
    return stop(400, "id on another origin");
  const signature = readSignature(inbound);
  if (!signature) return stop(401, "signature, coverage, digest or date");
  if (new URL(signature.keyId).origin !== home) return stop(401, "key on another origin");
  const keyId = new URL(signature.keyId).href;
  return { document, activityId, actorId, keyId, signature: signature.bytes };
}

/** Tells what was stopped from what may pass. */
export const isStopped = (result: Passed | Stopped): result is Stopped => "status" in result;

/** The one activity whose id may lie elsewhere: an Undo of a Follow or of our own actor (spike.md, 10). */
function isEarlyUndo(origin: string, { type, object }: Record<string, unknown>): boolean {
  if (type !== "Undo") return false;
  if (typeof object === "string") return placeOf(origin, object)?.what === "assembly";
  return typeof object === "object" && object !== null && (object as { type?: unknown }).type === "Follow";
}
