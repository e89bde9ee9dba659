import { readMultikey } from "../../ledger/multikey.ts";
import type { Opening } from "../../ledger/openings.ts";
import { tilePath } from "../../ledger/tiles.ts";
import type { Source } from "../../ledger/verify.ts";

/** A ledger where a page of its own server reads it: its files, whose it says it is, and its assembly's key. */
export type Served = { readonly source: Source; readonly origin: string; readonly key: Uint8Array };

/** Asks for a file, never for one that this browser kept; null where there is none. Rejects where nobody answers. */
async function ask(url: string, accept = "*/*"): Promise<Response | null> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, { headers: { accept }, cache: "no-store" }).catch(() => null);
    if (answer?.ok) return answer;
    if (answer?.status === 404) return null;
    if (tries >= 5) throw new Error(`${url} does not answer`);
    // a busy server says when to come again
    const wait = Number(answer?.headers.get("retry-after")) || tries;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 10) * 1000));
  }
}

/** Finds the ledger of an assembly of this server by the assembly's address, and its key by its actor document. */
export async function servedLedger(address: string): Promise<Served> {
  const answer = await ask(address, "application/activity+json");
  const actor = (await answer?.json()) as { id?: unknown; assertionMethod?: unknown } | undefined;
  const methods = [actor?.assertionMethod ?? []].flat() as { publicKeyMultibase?: unknown }[];
  const key = methods.flatMap(({ publicKeyMultibase }) => readMultikey(String(publicKeyMultibase)) ?? [])[0];
  if (typeof actor?.id !== "string" || !key) throw new Error(`${address} names no key`);
  return {
    origin: actor.id.replace(/^https?:\/\//, ""),
    key,
    source: {
      read: async (path) => {
        const file = await ask(`${address}/ledger/${path}`);
        return file && new Uint8Array(await file.arrayBuffer());
      },
      openings: async (tile) => {
        const path = tilePath(tile).replace(/^tile\/entries\//, "");
        const text = (await (await ask(`${address}/ledger/beside/${path}`))?.text()) ?? "";
        const lines = text.split("\n").filter(Boolean);
        return lines.map((line) => JSON.parse(line) as Opening);
      },
    },
  };
}
