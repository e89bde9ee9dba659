/** Opening something of ours on a reader's own server: the link there, and what to do where it leads nowhere. */
export type InteractModel = {
  readonly title: string;
  /** What was asked for, as it was typed. */
  readonly server: string;
  readonly uri: string;
  /** A word for what it is: the title of a proposal, the name of an assembly. */
  readonly what: string;
  readonly whatHref: string;
  readonly lang: string | null;
  readonly host: string | null;
  readonly href: string | null;
  readonly error: string | null;
};

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const publicName = new RegExp(`^(${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`);

/**
 * The host that somebody named as their server: a plain name, a whole account or an address with one. Null for
 * anything that is not a public host name by itself; local ones, with ports, only where `isLocal` (for trials).
 */
export function readServer(text: string, isLocal: boolean): string | null {
  const typed = text.trim().toLowerCase();
  if (typed === "" || typed.length > 300) return null;
  const bare = typed
    .replace(/^https?:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/^.*@/, "");
  if (!URL.canParse(`https://${bare}`)) return null;
  const url = new URL(`https://${bare}`);
  // the parser writes other alphabets as punycode; nothing else may differ from what was typed
  if (url.username || url.password || url.pathname !== "/" || url.search || url.hash) return null;
  if (publicName.test(url.hostname) && url.port === "" && !/^[\d.]+$/.test(url.hostname)) return url.hostname;
  // as it was typed: the parser reads many spellings of a number as this machine
  return isLocal && /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(bare) ? url.host : null;
}

/** Where most servers let their people act on something from elsewhere. */
export function interactionAddress(host: string, uri: string): string {
  const scheme = /^(localhost|127\.)/.test(host) ? "http" : "https";
  return `${scheme}://${host}/authorize_interaction?uri=${encodeURIComponent(uri)}`;
}
