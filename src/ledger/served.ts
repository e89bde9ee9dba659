import { readMultikey } from "./multikey.ts";
import { join } from "./note.ts";
import { type Tile, tilePath } from "./tiles.ts";
import type { Source } from "./verify.ts";

/** A ledger on a server: its assembly as an actor, where its files are, whose it says it is, and the assembly's key. */
export type Served = {
  readonly id: string;
  readonly actor: object;
  readonly source: Source;
  readonly origin: string;
  readonly key: Uint8Array;
};

/**
 * Asks for a file, never for one that a browser kept; null where there is none. Rejects with a sentence where the
 * server does not answer.
 */
async function ask(url: string, accept: string): Promise<Response | null> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, {
      ...{ headers: { accept }, cache: "no-store", signal: AbortSignal.timeout(30_000) },
    }).catch(() => null);
    if (answer?.ok) return answer;
    if (answer?.status === 404) return null;
    // a busy server says when to come again
    if (tries >= 5)
      throw new Error(answer ? `${url} answered ${answer.status}.` : `No server answers at ${url}.`);
    const wait = Number(answer?.headers.get("retry-after")) || tries;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 10) * 1000));
  }
}

/** More than a file of a ledger can have: a tile of entries with all that opens it, or ten thousand heads. */
const longest = 128 * 1024 * 1024;

/** What was answered; rejects with a sentence where it goes on and on, before it is taken into memory whole. */
async function bytesOf(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  const read = () =>
    reader?.read().catch(() => {
      throw new Error(`${answer.url} stopped in the middle.`);
    });
  for (let next = await read(); next?.value; next = await read()) {
    length += next.value.length;
    if (length > longest) {
      await reader?.cancel();
      throw new Error(`${answer.url} is longer than any file of a ledger.`);
    }
    parts.push(next.value);
  }
  return join(...parts);
}
const textOf = async (answer: Response): Promise<string> => new TextDecoder().decode(await bytesOf(answer));

/** How many pages of heads are read at most: more than ten thousand heads say nothing more. */
const mostPages = 10;

/**
 * All heads that a server names, in their order: each answer may name where smaller ones are. A folder of files names
 * none.
 */
async function readHeads(base: string): Promise<Uint8Array | null> {
  const pages: Uint8Array[] = [];
  let length = 0;
  let [query, before] = ["", Number.POSITIVE_INFINITY];
  while (pages.length < mostPages) {
    const file = await ask(`${base}/heads${query}`, "*/*");
    if (!file) break;
    const page = await bytesOf(file);
    length += page.length;
    if (length > longest) throw new Error(`${base}/heads is longer than any file of a ledger.`);
    pages.unshift(page);
    const [, next] = /^<heads\?before=(\d{1,15})>; rel="next"$/.exec(file.headers.get("link") ?? "") ?? [];
    if (next === undefined || Number(next) >= before) break;
    [query, before] = [`?before=${next}`, Number(next)];
  }
  return pages.length === 0 ? null : join(...pages);
}

/** What JSON says; null where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The key by which an actor document says that its assembly signs; null where it names none. */
export function actorKey(actor: { readonly assertionMethod?: unknown } | null): Uint8Array | null {
  const methods = [actor?.assertionMethod ?? []].flat() as ({ publicKeyMultibase?: unknown } | null)[];
  const keys = methods.flatMap((method) => {
    const written = method?.publicKeyMultibase;
    return typeof written === "string" ? (readMultikey(written) ?? []) : [];
  });
  return keys[0] ?? null;
}

/**
 * Finds an assembly's ledger by its address, or in a browser by its path. Rejects, with a sentence, what is no
 * assembly of Folkmoot's.
 */
export async function servedLedger(address: string): Promise<Served> {
  const answer = await ask(address, "application/activity+json");
  const text = answer ? await textOf(answer) : "";
  const actor = parse(text) as { id?: unknown; assertionMethod?: unknown } | null;
  const key = actorKey(actor);
  if (typeof actor?.id !== "string" || !/^https?:\/\//.test(actor.id) || !URL.canParse(actor.id) || !key)
    throw new Error(`${address} is no assembly with a ledger. Give the address of its page.`);
  // its files are where it was found itself, also behind a proxy
  const base = `${new URL(answer?.url ?? address).origin}${new URL(actor.id).pathname}/ledger`;
  return {
    ...{ id: actor.id, actor },
    origin: actor.id.replace(/^https?:\/\//, ""),
    key,
    source: {
      read: async (path) => {
        if (path === "heads") return readHeads(base);
        const file = await ask(`${base}/${path}`, "*/*");
        return file && bytesOf(file);
      },
      openings: async (tile: Tile) => {
        const path = tilePath(tile).replace(/^tile\/entries\//, "");
        const file = await ask(`${base}/beside/${path}`, "*/*");
        return (file ? await textOf(file) : "").split("\n").filter(Boolean).map(parse);
      },
    },
  };
}
