import { isErased } from "../domain/erasure.ts";
import { safeAddress } from "../domain/markup.ts";
import type { RemoteActor } from "../store/actors.ts";
import { bdi, type Html, link, plain, safe } from "./html.ts";
import type { Tongue } from "./language.ts";

/** Somebody as pages show them: the name they go by, and the account it belongs to. */
export type Person = {
  readonly name: string;
  /** @user@host; null where the account is not known any more. */
  readonly handle: string | null;
  readonly href: string | null;
};

/** Somebody by the id of their account, with what is stored of it. */
export function personOf(
  tongue: Tongue,
  id: string | null,
  actors: ReadonlyMap<string, RemoteActor>,
): Person {
  if (id === null || isErased(id)) return { name: tongue.say("people.gone"), handle: null, href: null };
  const actor = actors.get(id);
  const address = safeAddress(id);
  const host = address ? new URL(address).host : "";
  if (!actor) return { name: plain(id.replace(/^https?:\/\//, "")), handle: null, href: address };
  const username = plain(actor.username) || "?";
  // a name of blanks would be nobody
  const name = plain(actor.name).trim() || username;
  return { name, handle: `@${username}@${host}`, href: safeAddress(actor.url) ?? address };
}

/** A person's name, linked to their own page where it is. */
export const nameOf = ({ name, href }: Person): Html =>
  href ? link(href, bdi(name), 'rel="nofollow noopener ugc"') : bdi(name);

/** The account in small beside the name. It never turns with the words around it: addresses run one way. */
export const handleOf = ({ handle }: Person): Html =>
  handle ? safe(`<bdi class="handle" dir="ltr">${bdi(handle).html}</bdi>`) : safe("");
