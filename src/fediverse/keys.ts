import type { Context } from "../context.ts";
import { loadKeys } from "../store/actors.ts";

/** A key pair of one of our actors, as WebCrypto wants it. */
export type Pair = { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
/** Both key pairs of an actor of ours. */
export type OwnKeys = { readonly rsa: Pair; readonly ed25519: Pair };

const algorithms = {
  rsa: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ed25519: { name: "Ed25519" },
} as const;

/**
 * Loads our actors' keys once each: of an assembly by its id, of the server as "server". They never change while
 * the server runs: a changed key under the same actor id breaks other servers (spike.md, 5).
 */
export function makeKeyring(ctx: Context): (owner: string) => Promise<OwnKeys> {
  const known = new Map<string, Promise<OwnKeys>>();
  const load = async (owner: string): Promise<OwnKeys> => {
    const rows = await loadKeys(ctx.db, owner);
    const pair = async (kind: "rsa" | "ed25519"): Promise<Pair> => {
      const row = rows.find((candidate) => candidate.kind === kind);
      if (!row) throw new Error(`no ${kind} key of ${owner}`);
      const { subtle } = crypto;
      return {
        publicKey: await subtle.importKey("spki", new Uint8Array(row.publicSpki), algorithms[kind], true, [
          "verify",
        ]),
        privateKey: await subtle.importKey(
          "pkcs8",
          new Uint8Array(ctx.secrets.unseal(row.privateSealed)),
          algorithms[kind],
          true,
          ["sign"],
        ),
      };
    };
    return { rsa: await pair("rsa"), ed25519: await pair("ed25519") };
  };
  return (owner) => {
    const found = known.get(owner) ?? load(owner);
    known.set(owner, found);
    found.catch(() => known.delete(owner));
    return found;
  };
}
