import type { Dispatcher } from "undici";
import type { Context } from "../context.ts";
import type { OwnKeys } from "./keys.ts";
import type { Loader } from "./loader.ts";

/** What the fediverse's files share: the context, the way out, the loader of remote documents, and our keys. */
export type Room = {
  readonly ctx: Context;
  readonly agent: Dispatcher;
  readonly loader: Loader;
  keysOf(owner: string): Promise<OwnKeys>;
};
