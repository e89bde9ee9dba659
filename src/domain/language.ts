/**
 * A language tag that JavaScript's own formatters accept, in its usual spelling; null for anything else. What it may
 * say beside the language (a calendar, other digits) is left out: names of languages are not found with it.
 */
export function readLanguage(tag: string): string | null {
  try {
    const [known] = tag.length <= 35 ? Intl.getCanonicalLocales(tag) : [];
    return known ? new Intl.Locale(known).baseName : null;
  } catch {
    return null;
  }
}

/** The language that a text is said to be in, in its usual spelling; another where that is none, or nothing is said. */
export const languageOr = (tag: string | undefined, other: string): string =>
  (tag === undefined ? null : readLanguage(tag)) ?? other;

/** Whether a text names a time zone that clocks here know: by its name, as databases read bare offsets the other way. */
export const isTimeZone = (name: string): boolean => {
  try {
    return /^[a-z]/i.test(name) && zoneName(name) !== "";
  } catch {
    return false;
  }
};

/** What a time zone is usually called, where it has several names. */
export const zoneName = (name: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;

/** Whether a value is a number of hours that can be waited for: whole, from 0 to a year. */
export const isHours = (hours: unknown): hours is number =>
  Number.isInteger(hours) && (hours as number) >= 0 && (hours as number) <= 8760;
