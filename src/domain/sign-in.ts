import { createHash } from "node:crypto";

/** How long a link for signing in holds, in ms. */
export const linkLasts = 10 * 60_000;

/** How many links may be asked for one account while one holds, from wherever, so that nobody is flooded with messages. */
export const linksAnAccount = 10;

/** How many of these may be asked for from one network, so that no one network uses up what others may ask for. */
export const linksANetwork = 3;

/** How long a session lasts that nobody uses, in ms. */
export const sessionLasts = 30 * 24 * 3_600_000;

/** How often it is written down, at most, that a session or a token was used, in ms. */
export const seenEvery = 3_600_000;

/** SHA-256 of a secret, in hex: all that is stored of it. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

// no letter is taken for a digit or another letter: I, L, O and U are left out, and read as what they look like
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Twelve letters and digits out of random bytes: 60 bits, 8 bytes or more are needed. */
export function codeOf(bytes: Uint8Array): string {
  const bits = [...bytes.subarray(0, 8)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.slice(0, 60).match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join("");
}

/** A code in groups of four, as people read it aloud. */
export const groupedCode = (code: string): string => (code.match(/.{1,4}/g) ?? []).join("-");

/** A code as somebody typed it, with blanks, strokes and look-alikes; null where it can be none. */
export function readCode(typed: string): string | null {
  if (typed.length > 100) return null;
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return code.length === 12 && [...code].every((letter) => letters.includes(letter)) ? code : null;
}

/**
 * A path on this server to go to after signing in; null for anything that could lead elsewhere: whole addresses,
 * `//host`, `/\host`, and what becomes one of these when a part of it is decoded.
 */
export function readLocalPath(text: unknown): string | null {
  if (typeof text !== "string" || text.length > 500 || !/^\/(?![/\\]|%2f|%5c)[\x21-\x7e]*$/i.test(text))
    return null;
  if (text.includes("\\") || !URL.canParse(text, "https://here.invalid")) return null;
  const url = new URL(text, "https://here.invalid");
  const isLocal = url.host === "here.invalid" && !/^\/(\/|%2f|%5c)/i.test(url.pathname);
  return isLocal ? url.pathname + url.search + url.hash : null;
}

/** What a browser says it is, cut to what is worth keeping. */
export const shortAgent = (agent: string | undefined): string => (agent ?? "").slice(0, 200);

const browsers: readonly [RegExp, string][] = [
  [/\b(Edg|EdgA|EdgiOS)\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPod/, "iPhone"],
  [/iPad/, "iPad"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** A browser and the system it runs on, by the names people know; null for what is not known. */
export function browserOf(agent: string): {
  readonly browser: string | null;
  readonly system: string | null;
} {
  const find = (known: readonly [RegExp, string][]) => known.find(([sign]) => sign.test(agent))?.[1] ?? null;
  return { browser: find(browsers), system: find(systems) };
}
