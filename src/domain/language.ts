/** A language tag that JavaScript's own formatters accept, in its usual spelling; null for anything else. */
export function readLanguage(tag: string): string | null {
  try {
    return tag.length <= 35 ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** The language that a text is said to be in, in its usual spelling; another where that is none, or nothing is said. */
export const languageOr = (tag: string | undefined, other: string): string =>
  (tag === undefined ? null : readLanguage(tag)) ?? other;

/** Whether a text names a time zone that clocks here know. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

/** Whether a value is a number of hours that can be waited for: whole, from 0 to a year. */
export const isHours = (hours: unknown): hours is number =>
  Number.isInteger(hours) && (hours as number) >= 0 && (hours as number) <= 8760;
