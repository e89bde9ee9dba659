import { createHash } from "node:crypto";
import { type Actor, Object as APObject, type CryptographicKey, isActor, type Multikey } from "@fedify/vocab";
import type { Context } from "../context.ts";
import { loadActor, markGone, type RemoteActor, saveActor } from "../store/actors.ts";
import type { StoredKey } from "../store/schema/index.ts";
import { bundledContexts } from "./bundled.ts";
import { areContextsHarmless } from "./gate/contexts.ts";
import { readStrictJson } from "./gate/json.ts";
import { isActivityJson, isUnfetched, type Loader } from "./loader.ts";
import { pruneActor } from "./prune.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** Whether an actor was fetched so lately that its keys are believed. */
export const isFresh = (actor: RemoteActor, now: Date): boolean =>
  now.getTime() - actor.fetchedAt.getTime() < day;

/** Whether an actor was fetched so lately that it is not asked again. */
export const isJustFetched = (actor: RemoteActor, now: Date): boolean =>
  now.getTime() - actor.fetchedAt.getTime() < minute;

/** What fetching an actor came to; `again`: it may be there later. */
export type Sought = { readonly actor: RemoteActor } | { readonly failed: string; readonly again: boolean };

/**
 * Fetches an actor from its own address and stores it, with the bytes of its document. Its keys are those that
 * its own document lists and that name it as their owner: what a key document says of itself proves nothing.
 * An account that is gone is marked so.
 */
export async function fetchActor(ctx: Context, load: Loader, wanted: string): Promise<Sought> {
  // the one spelling that ids are stored and compared in
  const id = new URL(wanted).href;
  // an account that said it changed is asked for what it says now
  const anew = (await loadActor(ctx.db, id))?.fetchedAt.getTime() === 0;
  const loader: Loader = (url, wish) => load(url, { ...wish, anew });
  const fetched = await loader(id, { accept: "activity" });
  if (isUnfetched(fetched)) {
    if (fetched.status === 410) await markGone(ctx.db, id, ctx.now());
    return { failed: fetched.failed, again: fetched.again !== undefined };
  }
  if (!isActivityJson(fetched)) return { failed: "not served as ActivityPub", again: false };
  const document = readStrictJson(fetched.body);
  if (!document || !areContextsHarmless(document)) return { failed: "not a document we read", again: false };
  if (hrefOf(document.id) !== id || new URL(id).hash !== "")
    return { failed: "names another address", again: false };
  if (document.type === "Tombstone") {
    await markGone(ctx.db, id, ctx.now());
    return { failed: "gone", again: false };
  }
  const options = { documentLoader: refuseFetch, contextLoader: bundledContexts };
  const object = await APObject.fromJsonLd(pruneActor(document), options).catch(() => null);
  if (!object || !isActor(object) || object.id?.href !== id)
    return { failed: "not an account", again: false };
  const row = await rowOf(object, id, loader);
  if (!row) return { failed: "no inbox of its own", again: false };
  const documentHash = createHash("sha256").update(fetched.body).digest("hex");
  const stored = { ...row, documentHash, fetchedAt: ctx.now() };
  await saveActor(ctx.db, stored, fetched.body);
  return { actor: { ...stored, goneAt: null } };
}

const hrefOf = (id: unknown): string | null =>
  typeof id === "string" && URL.canParse(id) ? new URL(id).href : null;

const refuseFetch = async (url: string): Promise<never> => {
  throw new Error(`not fetched: ${url}`);
};

const kinds = ["Person", "Group", "Service", "Application", "Organization"] as const;
const own = (url: URL | null | undefined, id: string): string | null =>
  url && url.origin === new URL(id).origin ? url.href : null;

async function rowOf(actor: Actor, id: string, loader: Loader) {
  const inbox = own(actor.inboxId, id);
  if (!inbox) return null;
  const username = String(actor.preferredUsername ?? "").slice(0, 200);
  const page = actor.url instanceof URL ? actor.url : actor.url?.href;
  return {
    id,
    kind: kinds.find((kind) => actor.constructor.name === kind) ?? "Application",
    username: username || (id.split("/").at(-1) ?? ""),
    name: String(actor.name ?? "").slice(0, 200),
    url: page && /^https?:$/.test(page.protocol) ? page.href : null,
    inbox,
    sharedInbox: own(actor.endpoints?.sharedInbox, id),
    followers: own(actor.followersId, id),
    keys: await keysOf(actor, id, loader),
  };
}

/** The keys that the actor's document lists and that name the actor back. */
async function keysOf(actor: Actor, id: string, loader: Loader): Promise<StoredKey[]> {
  const options = {
    documentLoader: keyDocuments(loader, id),
    contextLoader: bundledContexts,
    suppressError: true,
  };
  const keys: StoredKey[] = [];
  const keep = async (key: CryptographicKey | Multikey, owner: URL | null | undefined): Promise<void> => {
    if (!key.id || !key.publicKey || owner?.href !== id || key.id.origin !== new URL(id).origin) return;
    const name = key.publicKey.algorithm.name;
    const algorithm = name === "Ed25519" ? "ed25519" : name.startsWith("RSA") ? "rsa" : null;
    const spki = Buffer.from(await crypto.subtle.exportKey("spki", key.publicKey)).toString("base64");
    if (algorithm && keys.length < 10) keys.push({ id: key.id.href, spki, algorithm });
  };
  try {
    for await (const key of actor.getPublicKeys(options)) await keep(key, key.ownerId);
  } catch {
    // a malformed key is a missing one
  }
  try {
    for await (const key of actor.getAssertionMethods(options)) await keep(key, key.controllerId);
  } catch {
    // likewise
  }
  return keys;
}

/** A key that is only named is fetched from the actor's own origin, and from nowhere else. */
const keyDocuments = (loader: Loader, id: string) => async (url: string) => {
  if (!URL.canParse(url) || new URL(url).origin !== new URL(id).origin) return refuseFetch(url);
  const fetched = await loader(url, { accept: "activity" });
  if (isUnfetched(fetched) || !isActivityJson(fetched)) return refuseFetch(url);
  const document = readStrictJson(fetched.body);
  if (!document || !areContextsHarmless(document)) return refuseFetch(url);
  return { document: pruneActor(document), documentUrl: fetched.url.href, contextUrl: null };
};

/** The stored actor if it is fresh enough, else fetched now. */
export async function findActor(ctx: Context, loader: Loader, id: string): Promise<Sought> {
  const stored = await loadActor(ctx.db, id);
  if (stored && !stored.goneAt && isFresh(stored, ctx.now())) return { actor: stored };
  return fetchActor(ctx, loader, id);
}
