import type { Account, Context } from "../context.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { loadActor } from "../store/actors.ts";
import { findActor } from "./actors.ts";
import { isActivityJson, isUnfetched, type Loader } from "./loader.ts";

const handle = /^@?([^\s@/]+)@([^\s@/]+)$/;

/**
 * Finds the account behind @name@host or a profile's address. A handle is looked up at its host, and the account
 * must say the same name back from its own origin; the document at a profile's address may name its id there.
 */
export async function resolveActor(
  ctx: Context,
  loader: Loader,
  account: string,
): Promise<Account | Refusal> {
  const text = account.trim();
  const [, name, host] = handle.exec(text) ?? [];
  if (name && host) {
    const id = await lookUp(ctx, loader, name, host);
    return id ? accountAt(ctx, loader, id) : refuse("actor-unreachable");
  }
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return refuse("bad-account");
  const address = new URL(text).href;
  if (await loadActor(ctx.db, address)) return accountAt(ctx, loader, address);
  const id = await idAt(loader, address);
  return id ? accountAt(ctx, loader, id) : refuse("actor-unreachable");
}

async function accountAt(ctx: Context, loader: Loader, id: string): Promise<Account | Refusal> {
  const found = await findActor(ctx, loader, id);
  if ("failed" in found) return refuse("actor-unreachable", { reason: found.failed });
  const { actor } = found;
  return { actorId: actor.id, kind: actor.kind, name: actor.name || actor.username };
}

/** The id that the document at an address gives itself, where it stays on the address's origin. */
async function idAt(loader: Loader, address: string): Promise<string | null> {
  const fetched = await loader(address, { accept: "activity" });
  if (isUnfetched(fetched) || !isActivityJson(fetched)) return null;
  const id = (parse(fetched.body) as { id?: unknown } | null)?.id;
  if (typeof id !== "string" || !URL.canParse(id)) return null;
  return new URL(id).origin === fetched.url.origin ? new URL(id).href : null;
}

/** Asks a host for the address behind a name. Plain http only where servers on one machine are allowed. */
async function lookUp(ctx: Context, loader: Loader, name: string, host: string): Promise<string | null> {
  const schemes = ctx.env.allowPrivateAddress ? ["http", "https"] : ["https"];
  for (const scheme of schemes) {
    const base = `${scheme}://${host}`;
    if (!URL.canParse(base) || new URL(base).pathname !== "/") return null;
    const resource = encodeURIComponent(`acct:${name}@${new URL(base).host}`);
    const url = `${new URL(base).origin}/.well-known/webfinger?resource=${resource}`;
    const fetched = await loader(url, { accept: "jrd", anywhere: true });
    if (isUnfetched(fetched)) continue;
    const id = selfOf(parse(fetched.body));
    if (!id) return null;
    // another host may carry the account (a domain of one's own), but then that host must say so itself
    if (new URL(id).host === new URL(base).host) return id;
    const there = await loader(
      `${new URL(id).origin}/.well-known/webfinger?resource=${encodeURIComponent(id)}`,
      { accept: "jrd", anywhere: false },
    );
    if (isUnfetched(there)) return null;
    const jrd = parse(there.body);
    const subject = String((jrd as { subject?: unknown } | null)?.subject ?? "").toLowerCase();
    const isSame = subject === `acct:${name}@${new URL(base).host}`.toLowerCase();
    return isSame && selfOf(jrd) === id ? id : null;
  }
  return null;
}

function selfOf(jrd: unknown): string | null {
  const { links } = (jrd ?? {}) as { links?: unknown };
  if (!Array.isArray(links)) return null;
  for (const link of links.slice(0, 50)) {
    const { rel, type, href } = (link ?? {}) as Record<string, unknown>;
    const isActivity = typeof type === "string" && /^application\/(activity\+json|ld\+json)/.test(type);
    if (rel === "self" && isActivity && typeof href === "string" && URL.canParse(href))
      return new URL(href).href;
  }
  return null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
