/** How much structure a body may have (protocol.md, "What comes in"). */
export const limits = { bytes: 256 * 1024, depth: 32, containers: 2000 } as const;

/**
 * Reads a JSON text strictly: UTF-8 without a byte order mark, an object at the top, at most 32 levels and 2,000
 * objects and arrays, no key twice in an object, no NUL and no lone surrogate in strings. Null for anything else.
 * The scan is one pass without recursion, before `JSON.parse` builds anything: depth costs nothing.
 */
export function readStrictJson(bytes: Uint8Array): Record<string, unknown> | null {
  const text = decode(bytes);
  if (text === null || !isSound(text)) return null;
  try {
    // a reviver makes parsing many times slower, so it is only used where there is something to drop
    const value: unknown = text.includes("__proto__") ? JSON.parse(text, dropProto) : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as never) : null;
  } catch {
    return null;
  }
}

/** A key `__proto__` is ignored rather than refused: it means nothing to anybody. */
function dropProto(this: unknown, key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith("\ufeff") ? null : text;
  } catch {
    return null;
  }
}

/** Whether structure and strings are within bounds; the grammar itself is left to `JSON.parse`. */
function isSound(text: string): boolean {
  const keys: (Set<string> | null)[] = [];
  let containers = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = stringEnd(text, at + 1);
      if (end < 0) return false;
      const string = text.slice(at, end + 1);
      const value = string.includes("\\") ? unescaped(string) : string.slice(1, -1);
      if (value === null || value.includes("\0") || !value.isWellFormed()) return false;
      const seen = keys.at(-1);
      if (seen && isKey(text, end + 1)) {
        if (seen.has(value)) return false;
        seen.add(value);
      }
      at = end;
    } else if (code === 0x7b || code === 0x5b) {
      keys.push(code === 0x7b ? new Set() : null);
      if (keys.length > limits.depth || ++containers > limits.containers) return false;
    } else if (code === 0x7d || code === 0x5d) {
      if (keys.pop() === undefined) return false;
    }
  }
  return keys.length === 0;
}

function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return -1;
}

function unescaped(string: string): string | null {
  try {
    return JSON.parse(string) as string;
  } catch {
    return null;
  }
}

function isKey(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return code === 0x3a;
  }
  return false;
}
