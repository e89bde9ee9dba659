import { preloadedContexts } from "@fedify/vocab-runtime";

const activityStreams = "https://www.w3.org/ns/activitystreams";
const namespace = `${activityStreams}#`;
type Definition = string | null | { readonly [key: string]: unknown };
const own = (preloadedContexts[activityStreams] as { "@context": Record<string, Definition> })["@context"];

/**
 * Whether the contexts of a document leave every ActivityStreams term, `id` and `type` their meaning, and give
 * no other word the meaning of one: else a signature would cover words that say something else to us than to
 * their signer. Context addresses are not looked at: ours are bundled, all others are read as empty.
 */
export function areContextsHarmless(document: unknown): boolean {
  const stack: unknown[] = [document];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) {
      stack.push(...node);
      continue;
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === "@context") {
        if (!isContextHarmless(value, null)) return false;
      } else if (/^(@|as:)|activitystreams#/.test(key)) {
        // @id, @graph, @reverse, @included …, or a term spelt out as an address, which would be the term again
        return false;
      } else {
        stack.push(value);
      }
    }
  }
  return true;
}

/** What words mean so far: a context's own, laid over those around it. Nothing is copied, so that many cost little. */
type Known = { [term: string]: Definition };
const over = (outer: Known | null): Known => Object.create(outer);

function isContextHarmless(context: unknown, outer: Known | null): boolean {
  if (context === null || typeof context === "string") return true;
  if (typeof context !== "object") return false;
  const known = over(outer);
  return (Array.isArray(context) ? context : [context]).every((part) => {
    if (typeof part !== "object" || part === null || Array.isArray(part))
      return isContextHarmless(part, known);
    const terms = Object.entries(part as Known);
    for (const [term, definition] of terms) known[term] = definition;
    return terms.every(([term, definition]) => isTermHarmless(term, definition, known));
  });
}

function isTermHarmless(term: string, definition: Definition, known: Known): boolean {
  if (term.startsWith("@")) {
    if (term === "@vocab") return definition === null || definition === "_:" || definition === namespace;
    return term === "@language" || term === "@version" || term === "@protected" || term === "@direction";
  }
  if (same(definition, own[term])) return true;
  if (typeof definition === "object" && definition !== null) {
    if ("@reverse" in definition || "@nest" in definition || "@prefix" in definition) return false;
    if ("@context" in definition && !isContextHarmless(definition["@context"], known)) return false;
    const container = definition["@container"];
    if (container !== undefined && !/^@(set|list|language|index)$/.test(String(container))) return false;
  }
  const target = typeof definition === "object" && definition !== null ? definition["@id"] : definition;
  const meaning = resolve(target === undefined ? term : target, term, known);
  if (meaning === null) return !(term in own);
  if (meaning.startsWith("@"))
    return (term === "id" && meaning === "@id") || (term === "type" && meaning === "@type");
  // an extension like "sensitive": "as:sensitive" is a name for itself; anything else is an alias
  if (meaning.startsWith(namespace)) return meaning === namespace + term;
  return !(term in own) || meaning === resolve(idOf(own[term]), term, own);
}

const idOf = (definition: Definition | undefined): unknown =>
  typeof definition === "object" && definition !== null ? definition["@id"] : definition;

const same = (a: Definition, b: Definition | undefined): boolean =>
  b !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** The address or keyword that a term is defined as, through prefixes and other terms. */
function resolve(value: unknown, term: string, known: Known, depth = 0): string | null {
  if (typeof value !== "string" || depth > 8) return null;
  if (value.startsWith("@")) return value;
  const lookUp = (name: string): unknown => idOf(known[name] ?? own[name]);
  const colon = value.indexOf(":");
  if (colon > 0 && !value.startsWith("//", colon + 1)) {
    const prefix = value.slice(0, colon);
    const base = prefix === value ? undefined : lookUp(prefix);
    if (base === undefined) return value;
    const resolved = resolve(base, prefix, known, depth + 1);
    return resolved === null ? null : resolved + value.slice(colon + 1);
  }
  if (colon > 0) return value;
  if (value === term)
    return term in own ? resolve(idOf(own[term]), "", own, depth + 1) : `${namespace}${term}`;
  const other = lookUp(value);
  return other === undefined ? `${namespace}${value}` : resolve(other, value, known, depth + 1);
}
