import { type Object as APObject, PUBLIC_COLLECTION } from "@fedify/vocab";

/** Our own terms (protocol.md, "Question"); the address is still to be registered. */
export const mootNamespace = "https://w3id.org/folkmoot#";

type Json = Record<string, unknown>;
type Class = new (...args: never[]) => APObject;

/** What an object says in our own terms; numbers and texts only. */
export type Moot = Readonly<Record<string, string | number>>;

/**
 * A vocabulary class whose objects serialise as other servers like them best: Public by its full address, our own
 * terms under `moot:` with their prefix declared. Only the method is overridden, as `clone()` loses fields; proof
 * and signature are made over what the method returns, and verify.
 */
export function ours<Base extends Class>(base: Base, moot: Moot = {}): Base {
  const extended = class extends (base as unknown as new (...args: unknown[]) => APObject) {
    override async toJsonLd(options: Parameters<APObject["toJsonLd"]>[0] = {}): Promise<unknown> {
      const json = await super.toJsonLd(options);
      if (options?.format === "expand") {
        const [node] = json as [Json];
        for (const [term, value] of Object.entries(moot)) node[mootNamespace + term] = [{ "@value": value }];
        return json;
      }
      const own = Object.fromEntries(Object.entries(moot).map(([term, value]) => [`moot:${term}`, value]));
      return withPrefix({ ...(tidy(json) as Json), ...own });
    }
  };
  return extended as unknown as Base;
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null)
    return value === "as:Public" ? PUBLIC_COLLECTION.href : value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === "@context" ? [key, inner] : [key.replace(mootNamespace, "moot:"), tidy(inner)],
  );
  return Object.fromEntries(entries);
}

/** Declares the prefix where a term of ours occurs. */
function withPrefix(json: Json): Json {
  const { "@context": context, ...rest } = json;
  if (!JSON.stringify(rest).includes('"moot:')) return json;
  const contexts = [context].flat();
  const known = contexts.some((part) => typeof part === "object" && part !== null && "moot" in part);
  return { "@context": known ? contexts : [...contexts, { moot: mootNamespace }], ...rest };
}
