import { standInFor } from "./erasure.ts";

/** The host of an account, by its actor id, as bans name it: in small letters, with a port where there is one. */
export const hostOf = (actorId: string): string => (URL.canParse(actorId) ? new URL(actorId).host : "");

/** What a ban may name to keep this account away: itself, or its host. */
export const banTargets = (actorId: string): readonly string[] => [actorId, hostOf(actorId)];

/** What a ban of an account that was erased is of: what only this server can make out of the account's id. */
export const sealOf = (hash: Uint8Array): string => standInFor(`ban-${Buffer.from(hash).toString("hex")}`);

/**
 * Reads what a ban is of: the id of an account, or the name of a host in small letters. Null where it is neither.
 */
export function readTarget(
  given: string,
): { readonly what: "account" | "host"; readonly target: string } | null {
  const text = given.trim();
  if (/^https?:\/\//.test(text)) return hostOf(text) ? { what: "account", target: text } : null;
  const host = text.toLowerCase();
  if (host.length > 253 || !/^[\p{L}\p{N}.-]+(:\d{1,5})?$/u.test(host) || !URL.canParse(`https://${host}`))
    return null;
  return { what: "host", target: new URL(`https://${host}`).host };
}
