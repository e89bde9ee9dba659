/**
 * What stands for somebody whose name was taken out: no account can have it, and one person has one, so that pages and
 * joins still know one person from another. `of` is a fresh id that says nothing.
 */
export const standInFor = (of: string): string => `erased:${of}`;

/** Whether what stands where an account's id would is a stand-in. */
export const isErased = (id: string): boolean => id.startsWith("erased:");

/** What is left where words or a name were taken out of a text that stays. It is the same in every language. */
export const gap = "[…]";

/** Somebody as texts name them. `url` and `username` are null where their account was never fetched. */
export type Named = {
  readonly actorId: string;
  readonly url: string | null;
  readonly username: string | null;
  /** The name that they go by. */
  readonly name: string | null;
  /** Nobody else who is known here has this username, so that "@ann" alone is them. */
  readonly isOnly: boolean;
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
// what follows would make it another, longer name; a full stop at the end of a sentence does not
const ends = "(?![\\w-]|\\.\\w)";
const begins = "(?<![\\w.@-])";

const addressOf = ({ actorId, url }: Named): string =>
  `(?:${[actorId, ...(url && url !== actorId ? [url] : [])].map(literal).join("|")})${ends}`;

/**
 * The regular expression, for PostgreSQL and JavaScript alike, of every way in which a text names somebody: the
 * address of their account and all that lies below it, their handle, a link to either. `orAlso` are names without a
 * server that mean them in this text: it is about them.
 */
export function namesOf(named: Named, orAlso: readonly string[] = []): string {
  const address = addressOf(named);
  const below = `${address}(?:[/#?][^\\s"'<>)\\\\]*)?`;
  const link = `<a [^<>]*"${address}[^<>]*>[^<]*(?:</?span[^<>]*>[^<]*)*</a>`;
  const { username } = named;
  const host = literal(new URL(named.actorId).host);
  const handle = username ? [`${begins}@?${literal(username)}@${host}${ends}`] : [];
  const alone = username && named.isOnly ? [`${begins}@${literal(username)}(?![\\w@-]|\\.\\w)`] : [];
  const bare = orAlso.filter(Boolean).map((name) => `(?<![\\w-])@?${literal(name)}(?![\\w-])`);
  return [link, below, ...handle, ...alone, ...bare].join("|");
}

/** The regular expression of an id that is theirs: of the account, or of anything below its address. */
export const idsOf = (named: Named): string => `^${addressOf(named)}(?:[/#?].*)?$`;
